"""Indonesian is whole: every string of ours and of Wagtail's office is in a catalogue, and templates say nothing else.

Strings are gathered into a copy, because gathering leaves files beside the sources.
"""

import gettext
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.template.base import Lexer, TokenType
from django.test import override_settings

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
LOCALES = ROOT / "site" / "locale"
OFFICE = LOCALES / "office" / "id" / "LC_MESSAGES"
SOURCES = ["bumm", "catalog", "site", "templates"]
CATALOGUES = sorted(LOCALES.rglob("*.po"))
# Installed apps with English sources but without Indonesian under the code `id`.
FOREIGN = ["wagtail", "taggit"]

# Words that are the same in every language.
NAMES = {"SKU", "CSV", "XLSX", "SNI", "RT", "RW", "BUMM", "NIK", "KUBE", "WhatsApp", "SHA", "PDF", "QRIS"}
# For those who build pages, so it is in English only.
NOT_FOR_READERS = {"patterns.html"}
READ_ALOUD = {"alt", "aria-label", "placeholder", "title"}
# Blocks of machine-readable text, such as {% block og_type %}product{% endblock %}.
MACHINE_BLOCKS = {"og_type"}
SPOKEN_ARGUMENT = re.compile(r'\b(?:text|title|label|link_text|heading)="([^"]*)"')
SPOKEN_DEFAULT = re.compile(r'\bdefault(?:_if_none)?:"([A-Z][^"]*)"')
WORD = re.compile(r"[^\W\d_]{2,}")


@pytest.fixture(scope="session")
def gettext_tools() -> None:
    if all(shutil.which(tool) for tool in ("xgettext", "msgfmt", "msgmerge", "msgattrib")):
        return
    message = "no gettext on this machine; on Debian as root: apt-get install gettext"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def run(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def messages(text: str) -> list[str]:
    """The msgids of a catalogue in gettext's text form, without its header."""
    found = re.findall(r'^msgid ((?:".*"\n)+)', text, re.MULTILINE)
    return [message for lines in found if (message := "".join(re.findall('"(.*)"', lines)))]


def lacking(catalogue: Path) -> list[str]:
    """What a catalogue leaves in English, or translates by a guess (fuzzy)."""
    without = run("msgattrib", "--untranslated", "--no-obsolete", "--no-wrap", catalogue)
    guessed = run("msgattrib", "--only-fuzzy", "--no-obsolete", "--no-wrap", catalogue)
    return messages(without) + messages(guessed)


@pytest.fixture
def gathered(gettext_tools: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Our own catalogue, brought up to date with the sources in a copy."""
    for name in SOURCES:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("static", "__pycache__", "*.mo"))
    monkeypatch.chdir(tmp_path)
    with override_settings(LOCALE_PATHS=[tmp_path / "site" / "locale"]):
        call_command(
            "makemessages", locale=["id"], extensions=["html,txt,py"], no_location=True, no_wrap=True, verbosity=0
        )
    return tmp_path / "site" / "locale" / "id" / "LC_MESSAGES" / "django.po"


def test_every_string_of_ours_is_translated(gathered: Path) -> None:
    assert lacking(gathered) == [], "run `make messages`, then translate these in site/locale/id"


def test_no_translation_is_of_a_string_that_is_gone(gathered: Path) -> None:
    assert messages(run("msgattrib", "--only-obsolete", "--no-wrap", gathered).replace("#~ ", "")) == []


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: str(path.relative_to(LOCALES)))
def test_translations_keep_their_placeholders(gettext_tools: None, catalogue: Path, tmp_path: Path) -> None:
    run("msgfmt", "--check", catalogue, "-o", tmp_path / "checked.mo")


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: str(path.relative_to(LOCALES)))
def test_compiled_translations_are_those_of_the_sources(gettext_tools: None, catalogue: Path, tmp_path: Path) -> None:
    run("msgfmt", catalogue, "-o", tmp_path / "fresh.mo")
    assert contents(catalogue.with_suffix(".mo")) == contents(tmp_path / "fresh.mo"), "run `make messages`"


def contents(compiled: Path) -> dict[str, str]:
    with compiled.open("rb") as file:
        catalogue = dict(gettext.GNUTranslations(file)._catalog)
    return {key: value for key, value in catalogue.items() if key != ""}


def english_of_the_office() -> Iterator[Path]:
    for app in apps.get_app_configs():
        if app.name.split(".")[0] in FOREIGN:
            yield from Path(app.path).glob("locale/en/LC_MESSAGES/*.po")


@pytest.mark.parametrize(
    "english", list(english_of_the_office()), ids=lambda path: f"{path.parents[3].name}-{path.stem}"
)
def test_the_office_speaks_indonesian(gettext_tools: None, english: Path, tmp_path: Path) -> None:
    merged = tmp_path / "merged.po"
    run("msgmerge", "--quiet", "--no-fuzzy-matching", OFFICE / english.name, english, "-o", merged)
    assert lacking(merged) == [], f"translate these in {(OFFICE / english.name).relative_to(ROOT)}"


class Reader(HTMLParser):
    """Collects what people see or hear of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style"}
        self.heard += [value for name, value in attributes if name in READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.heard.append(data)


def untranslated(source: str) -> list[str]:
    """The words a template says by itself, outside {% translate %} and {% blocktranslate %}."""
    kept: list[str] = []
    spoken: list[str] = []
    closing = ""
    for token in Lexer(source).tokenize():
        if closing:
            closing = "" if token.contents == closing else closing
        elif token.token_type == TokenType.TEXT:
            kept.append(token.contents)
        elif token.token_type == TokenType.BLOCK and (end := end_of_silence(token.contents)):
            closing = end
        elif token.token_type != TokenType.COMMENT and not token.contents.startswith("trans"):
            spoken += SPOKEN_ARGUMENT.findall(token.contents) + SPOKEN_DEFAULT.findall(token.contents)
    reader = Reader()
    reader.feed("".join(kept))
    reader.close()
    return [" ".join(text.split()) for text in [*reader.heard, *spoken] if set(WORD.findall(text)) - NAMES]


def end_of_silence(tag: str) -> str:
    """The tag that ends a stretch of translated or machine-readable text which this one begins, or ""."""
    name, *rest = tag.split()
    if name in {"blocktranslate", "blocktrans", "comment"}:
        return f"end{name}"
    return "endblock" if name == "block" and rest[0] in MACHINE_BLOCKS else ""


def readable_templates() -> list[Path]:
    found = [path for pattern in ("*.html", "*.txt") for path in TEMPLATES.rglob(pattern)]
    return sorted(path for path in found if str(path.relative_to(TEMPLATES)) not in NOT_FOR_READERS)


def test_templates_say_nothing_untranslated() -> None:
    found = {str(path.relative_to(TEMPLATES)): untranslated(path.read_text()) for path in readable_templates()}
    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>Belanja</p>", ["Belanja"]),
        ('<img alt="Kain perca"> {{ page }}', ["Kain perca"]),
        ('{% include "notice.html" with text="Sudah" %}', ["Sudah"]),
        ('{{ name|default:"Tanpa nama" }} {{ type|default:"submit" }}', ["Tanpa nama"]),
        ("{% block og_type %}product{% endblock %} {% block title %}Barang{% endblock %}", ["Barang"]),
        ('<p>RT {{ rt }}/RW {{ rw }}</p><dt>SKU</dt> {% translate "Shop" as title %} <b>–</b>', []),
        ("{% blocktranslate count n=n %}{{ n }} group{% plural %}{{ n }} groups{% endblocktranslate %}", []),
        ("{# A note. #}{% comment %}Another.{% endcomment %}<style>p { color: red }</style>", []),
        ('<a href="/produk/" class="card" data-kind="slop">{{ title }}</a>', []),
    ],
)
def test_untranslated_text_is_told_from_markup(source: str, expected: list[str]) -> None:
    assert untranslated(source) == expected
