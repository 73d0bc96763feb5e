"""A document is the template's words with our own styles, the same bytes each time, and reaches for nothing else."""

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bumm import documents
from bumm.pictures import UnusablePicture, cleaned
from tests.factories import png


@pytest.fixture
def written(tmp_path: Path, settings: Any) -> Path:
    """A folder of templates for this test alone."""
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}, *settings.TEMPLATES[1:]]
    return tmp_path


PAGE = """{% load static %}<!DOCTYPE html><title>{{ name }}</title>
{% if styled %}<link rel="stylesheet" href="{% static 'css/document.css' %}">{% endif %}<h1>{{ name }}</h1>"""


@pytest.mark.usefixtures("pango")
def test_the_same_words_give_the_same_bytes(written: Path) -> None:
    (written / "deed.html").write_text(PAGE)
    first = documents.pdf("deed.html", {"name": "Tipes", "styled": True})
    assert first.startswith(b"%PDF-")
    assert documents.pdf("deed.html", {"name": "Tipes", "styled": True}) == first
    assert documents.pdf("deed.html", {"name": "Kauman", "styled": True}) != first


@pytest.mark.usefixtures("pango")
def test_pictures_that_are_cut_short_are_still_refused_afterwards(written: Path) -> None:
    """The library that draws tells Pillow, for the whole process, to let them pass."""
    (written / "deed.html").write_text(PAGE)
    documents.pdf("deed.html", {"name": "Tipes"})
    whole = png(600, 600)
    assert cleaned(io.BytesIO(whole), len(whole))
    with pytest.raises(UnusablePicture):
        cleaned(io.BytesIO(whole[:-60]), len(whole) - 60)


@pytest.mark.usefixtures("pango")
def test_a_document_wears_our_style(written: Path) -> None:
    (written / "deed.html").write_text(PAGE)
    plain, styled = (documents.pdf("deed.html", {"name": "Tipes", "styled": styled}) for styled in (False, True))
    assert len(plain) != len(styled)


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/a.png",
        "file:///etc/passwd",
        "/media/evidence.png",
        "/static/../config/settings/base.py",
        "//example.com/static/img/icon-192.png",
        "http://document.invalid.example.com/static/img/icon-192.png",
    ],
)
@pytest.mark.usefixtures("pango")
def test_nothing_but_our_static_files_comes_in(written: Path, address: str) -> None:
    (written / "deed.html").write_text('<!DOCTYPE html><img src="{{ address }}">')
    with pytest.raises(ValueError, match="Error fetching"):
        documents.pdf("deed.html", {"address": address})


@pytest.mark.usefixtures("pango")
def test_a_picture_of_ours_does_come_in(written: Path) -> None:
    (written / "deed.html").write_text('<!DOCTYPE html><p>x</p>{% if src %}<img src="{{ src }}">{% endif %}')
    plain = documents.pdf("deed.html", {})
    assert len(documents.pdf("deed.html", {"src": "/static/img/icon-192.png"})) > len(plain) + 500


class WithoutPango:
    """A machine on which pip has brought its part, and Debian has not."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: Any = None) -> None:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")


def test_without_pango_it_says_so(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (written / "deed.html").write_text("<p>x</p>")
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [WithoutPango(), *sys.meta_path])
    with pytest.raises(documents.CannotDraw):
        documents.pdf("deed.html", {})
