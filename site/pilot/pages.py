"""The pilot's home page, stories and standing pages."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from home.models import ContactPage, HomeChoice, HomePage, SiteFrame, StandardPage, StoryIndexPage, StoryPage
from wagtail.models import Collection, Site

from catalog.products.models import GroupPage, ProductPage
from pilot.catalogue import paragraphs, photo_of
from pilot.sources import read

CHOSEN = ["slop-kok", "sangkar-prada", "tas-perca", "tungku-sate"]
FACES = ["perca-melati", "rukun-kok", "tungku-jaya"]


def load() -> None:
    pages = read("pages")
    home = HomePage.objects.get()
    if not home.headline:
        _furnish_home(home, pages["home"])
    for row in read("stories")["story"]:
        if not StoryPage.objects.filter(slug=row["slug"]).exists():
            _tell(row)
    for row in pages["page"]:
        if not StandardPage.objects.filter(slug=row["slug"]).exists():
            _write(home, row)
    if not ContactPage.objects.exists():
        _open_contact(home, pages["contact"])
    _frame()


def _furnish_home(home: HomePage, row: dict[str, Any]) -> None:
    home.headline, home.headline_en = row["title"], row["title_en"]
    home.lead, home.lead_en = row["lead"], row["lead_en"]
    home.photo = photo_of("pendopo", Collection.get_first_root_node())
    choices = [*ProductPage.objects.filter(slug__in=CHOSEN), *GroupPage.objects.filter(slug__in=FACES)]
    choices.sort(key=lambda page: [*CHOSEN, *FACES].index(page.slug))
    home.choices = [HomeChoice(page=page, sort_order=order) for order, page in enumerate(choices)]
    home.sections = [
        _section("categories", "Empat usaha, disambung jadi satu", "Four trades, joined into one"),
        _section("chosen", "Pilihan pekan ini", "This week’s choice"),
        _section("newest", "Baru dari kelompok", "New from the groups"),
        _section("groups", "Tangan di balik barang", "The hands behind the goods"),
        _section("stories", "Cerita dari kampung", "Stories from the quarters"),
    ]
    home.save_revision().publish()


def _section(kind: str, title: str, title_en: str) -> tuple[str, dict[str, str]]:
    return kind, {"title": title, "title_en": title_en}


def _tell(row: dict[str, Any]) -> None:
    page = StoryPage(
        slug=row["slug"],
        title=row["title"],
        title_en=row["title_en"],
        told_on=row["date"],
        intro=row["intro"],
        intro_en=row["intro_en"],
        body=[("text", f"<p>{text}</p>") for text in row["body"]],
        body_en=[("text", f"<p>{text}</p>") for text in row["body_en"]],
    )
    page.photo = photo_of(row["picture"], Collection.get_first_root_node())
    StoryIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish()


def _write(home: HomePage, row: dict[str, Any]) -> None:
    page = StandardPage(
        slug=row["slug"],
        title=row["title"],
        title_en=row["title_en"],
        body=_chapters(row["body"]),
        body_en=_chapters(row["body_en"]),
    )
    home.add_child(instance=page)
    page.save_revision().publish()


def _chapters(rows: list[dict[str, str]]) -> list[tuple[str, str]]:
    chapters = []
    for row in rows:
        if row["heading"]:
            chapters.append(("heading", row["heading"]))
        chapters.append(("text", paragraphs(row["text"])))
    return chapters


def _open_contact(home: HomePage, row: dict[str, str]) -> None:
    page = ContactPage(
        slug="hubungi",
        title=row["title"],
        title_en=row["title_en"],
        intro=row["intro"],
        intro_en=row["intro_en"],
        thanks=row["thank_you"],
        thanks_en=row["thank_you_en"],
    )
    home.add_child(instance=page)
    page.save_revision().publish()


def _frame() -> None:
    """The market's address, and its seller. The consumer office's number waits for an administrator to check it."""
    defaults = {
        "name": "Jelujur",
        "seller": "BUMM Tipes",
        "address": "RT 003/RW 008, Tipes, Serengan, Surakarta 57154",
        "phone": "0812-0000-0003",
        "email": "halo@jelujur.example",
        "consumer_office": "Direktorat Jenderal Perlindungan Konsumen dan Tertib Niaga, Kementerian Perdagangan",
    }
    site = Site.objects.get(is_default_site=True)
    SiteFrame.objects.get_or_create(site=site, defaults=defaults)
    address = urlsplit(settings.SITE_URL)
    site.hostname, site.port = address.hostname, address.port or (443 if address.scheme == "https" else 80)
    site.save()
