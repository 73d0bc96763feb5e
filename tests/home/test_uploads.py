"""Documents are what their names say, lie out of public reach, and are handed out to be saved."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from home.models import SiteDocument
from wagtail.models import Collection

from tests.catalog.products.imports.tables import xlsx, zipped
from tests.factories import holder

pytestmark = pytest.mark.django_db
HTML = b"<html><script>alert(1)</script></html>"

GOOD = {
    "laporan.pdf": b"%PDF-1.7\n" + HTML,
    "data.csv": b"sku,nama\n",
    "catatan.TXT": HTML,
    "tabel.xlsx": xlsx(["sku"]),
    "surat.docx": zipped({"word/document.xml": b""}).getvalue(),
    "surat.odt": zipped({"content.xml": b""}).getvalue(),
}
BAD = {
    "halaman.html": HTML,
    "gambar.svg": b"<svg/>",
    "program.exe": b"MZ",
    "laporan.pdf": HTML,
    "tabel.xlsx": b"PK\x03\x04",
    "surat.docx": GOOD["tabel.xlsx"],
    "data.csv": b"\xff\xfe\x00",
    "catatan.txt": b"a\x00b",
    "kosong": b"a",
}


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(holder("administrator"))
    return client


def add(client: Client, name: str, content: bytes) -> HttpResponse:
    form = {"title": "Laporan", "collection": Collection.get_first_root_node().pk}
    return client.post(reverse("wagtaildocs:add"), form | {"file": SimpleUploadedFile(name, content)})


def add_many(client: Client, name: str, content: bytes) -> HttpResponse:
    form = {"title": "Laporan", "collection": Collection.get_first_root_node().pk}
    form["files[]"] = SimpleUploadedFile(name, content)
    return client.post(reverse("wagtaildocs:add_multiple"), form, headers={"x-requested-with": "XMLHttpRequest"})


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("way", [add, add_many])
def test_a_document_is_handed_out_to_be_saved(office: Client, name: str, way: object) -> None:
    way(office, name, GOOD[name])
    document = SiteDocument.objects.get()
    response = Client().get(document.url)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "html" not in response["Content-Type"]
    assert b"".join(response.streaming_content) == GOOD[name]


def test_no_public_address_leads_to_it(office: Client) -> None:
    add(office, "laporan.pdf", GOOD["laporan.pdf"])
    document = SiteDocument.objects.get()
    assert not Path(document.file.path).is_relative_to(settings.MEDIA_ROOT)
    with pytest.raises(NotImplementedError):
        _address = document.file.url


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("way", [add, add_many])
def test_what_is_not_what_it_says_is_refused(office: Client, name: str, way: object) -> None:
    assert way(office, name, BAD[name]).status_code == 200
    assert not SiteDocument.objects.exists()


def test_a_document_that_is_too_large_is_refused(office: Client) -> None:
    add(office, "laporan.pdf", b"%PDF-" + bytes(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE))
    assert not SiteDocument.objects.exists()


def test_a_new_title_leaves_the_file_alone(office: Client) -> None:
    add(office, "data.csv", GOOD["data.csv"])
    document = SiteDocument.objects.get()
    form = {"title": "Data", "collection": Collection.get_first_root_node().pk}
    office.post(reverse("wagtaildocs:edit", args=[document.pk]), form)
    again = SiteDocument.objects.get()
    assert (again.title, again.file.name) == ("Data", document.file.name)
