"""The import as a screen: send, look, confirm, come back; for those who may keep the group's branch and nobody else."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from bumm.people.models import User
from catalog.products.imports import runs
from catalog.products.imports.sheets import MOST_BYTES
from catalog.products.models import GroupPage, ImportRun, Product, ProductPage
from tests.catalog.products.imports.tables import GOOD, HEAD, xlsx, zipped
from tests.factories import BummFactory, CategoryFactory, GroupPageFactory, ProductPageFactory, holder, png

pytestmark = pytest.mark.django_db


@pytest.fixture
def group_page() -> GroupPage:
    CategoryFactory(slug="perca", name="Kain perca")
    return GroupPageFactory(group__name="Perca Melati")


@pytest.fixture
def admin(group_page: GroupPage) -> User:
    return holder("group_admin", group=group_page.group)


@pytest.fixture
def office(admin: User, client: Client) -> Client:
    client.force_login(admin)
    return client


def address(view: str, group_page: GroupPage, *more: Any) -> str:
    return reverse(view, args=[group_page.pk, *more])


def send(
    client: Client, group_page: GroupPage, table: bytes, name: str = "barang.csv", pictures: bytes | None = None
) -> HttpResponse:
    form: dict[str, Any] = {"table": SimpleUploadedFile(name, table)}
    if pictures is not None:
        form["pictures"] = SimpleUploadedFile("foto.zip", pictures)
    return client.post(address("goods_import", group_page), form)


def seen(client: Client, group_page: GroupPage, run: ImportRun) -> HttpResponse:
    return client.get(address("goods_import_run", group_page, run.pk))


def work(run: ImportRun) -> None:
    runs.store_goods.func(run.pk)


def test_send_look_confirm_and_come_back(office: Client, group_page: GroupPage) -> None:
    files = zipped({"tas.png": png(30, 30), "lebih.png": png(9, 9)}).getvalue()
    table = GOOD.replace("hari_buat", "hari_buat,foto,warna").replace(",4,0", ",4,0,tas.png,merah")
    response = send(office, group_page, table.encode(), pictures=files)
    run = ImportRun.objects.get()
    assert response.url == address("goods_import_run", group_page, run.pk)
    preview = seen(office, group_page, run).content.decode()
    for words in ("Tas belanja", "Rp85.000", "tas.png", "lebih.png", "warna"):
        assert words in preview
    assert not Product.objects.exists()
    office.post(address("goods_import_run", group_page, run.pk), {"submit": "on"})
    waiting = seen(office, group_page, run)
    assert (waiting["Refresh"], "Menunggu giliran" in waiting.content.decode()) == ("3", True)
    work(run)
    result = seen(office, group_page, run)
    draft = ProductPage.objects.get()
    assert draft.workflow_in_progress
    assert reverse("wagtailadmin_pages:edit", args=[draft.pk]) in result.content.decode()
    assert "Refresh" not in result
    assert "barang.csv" in office.get(address("goods_import", group_page)).content.decode()


def test_old_and_new_values_stand_side_by_side(office: Client, group_page: GroupPage) -> None:
    ProductPageFactory(group_page=group_page, title="Tas", product__sku="TAS-1", product__price=85_000)
    send(office, group_page, b"sku;nama;harga;kategori\nTAS-1;Tas pasar;90.000;patchwork\n")
    differences = seen(office, group_page, ImportRun.objects.get()).context["changed"][0][1]
    assert [tuple(difference) for difference in differences] == [
        ("nama", "Tas", "Tas pasar"),
        ("harga", "Rp85.000", "Rp90.000"),
    ]


def test_mistakes_are_listed_and_can_be_taken_along(office: Client, group_page: GroupPage) -> None:
    send(office, group_page, (HEAD + "TAS-1,Tas,-5,perca,,,,\n,,,,,,,1\nTAS-2,Tas,85.000,mobil,,,,\n").encode())
    run = ImportRun.objects.get()
    screen = seen(office, group_page, run).content.decode()
    assert "Ada 6 kesalahan" in screen
    assert "Kain perca" in screen
    taken = office.get(address("goods_import_problems", group_page, run.pk))
    assert taken["Content-Disposition"].startswith("attachment")
    lines = taken.content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[:2] for line in lines] == [
        ["Baris", "Kolom"],
        ["2", "harga"],
        ["3", "harga"],
        ["3", "kategori"],
        ["3", "nama"],
        ["3", "sku"],
        ["4", "kategori"],
    ]


def test_a_file_with_mistakes_cannot_be_stored(office: Client, group_page: GroupPage) -> None:
    send(office, group_page, (HEAD + "TAS-1,Tas,-5,perca,,,,\n").encode())
    run = ImportRun.objects.get()
    assert "Simpan" not in seen(office, group_page, run).content.decode().split("<main")[1]
    office.post(address("goods_import_run", group_page, run.pk))
    work(run)
    run.refresh_from_db()
    assert (run.state, Product.objects.count()) == (ImportRun.State.FAILED, 0)
    assert "Baris 2, harga" in seen(office, group_page, run).content.decode()


@pytest.mark.parametrize(
    ("name", "table", "pictures", "field"),
    [
        ("barang.csv", "sku,nama\nA1,Kué".encode("latin-1"), None, "table"),
        ("barang.csv", "sku,nama\nA1,Tas".encode("utf-16"), None, "table"),
        ("barang.csv", b"x" * (MOST_BYTES + 1), None, "table"),
        ("barang.xlsx", zipped({"xl/a.xml": bytes(70 * 2**20)}).getvalue(), None, "table"),
        ("barang.ods", b"PK", None, "table"),
        ("barang.csv", b"", None, "table"),
        ("barang.csv", GOOD.encode(), b"bukan ZIP", "pictures"),
        ("barang.csv", GOOD.encode(), zipped({"../a.png": b""}).getvalue(), "pictures"),
    ],
    ids=["Latin-1", "UTF-16", "30 MB", "XLSX bomb", "ODS", "empty", "no ZIP", "a way out"],
)
def test_what_cannot_be_taken_is_said_at_its_field(
    office: Client, group_page: GroupPage, name: str, table: bytes, pictures: bytes | None, field: str
) -> None:
    response = send(office, group_page, table, name, pictures)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not ImportRun.objects.exists()


def test_a_file_can_be_dropped(office: Client, group_page: GroupPage) -> None:
    send(office, group_page, GOOD.encode())
    response = office.post(address("goods_import_run", group_page, ImportRun.objects.get().pk), {"forget": ""})
    assert response.url == address("goods_import", group_page)
    assert not ImportRun.objects.exists()


def test_where_nobody_is_at_work_the_page_says_so(office: Client, group_page: GroupPage) -> None:
    send(office, group_page, GOOD.encode())
    run = ImportRun.objects.get()
    runs.confirm(run=run, submit=False)
    assert not seen(office, group_page, run).context["nobody_at_work"]
    ImportRun.objects.update(confirmed_at=timezone.now() - timezone.timedelta(minutes=2))
    assert seen(office, group_page, run).context["nobody_at_work"]
    ImportRun.objects.update(state=ImportRun.State.RUNNING)
    assert not seen(office, group_page, run).context["nobody_at_work"]


def test_template_and_export_in_both_formats(office: Client, group_page: GroupPage) -> None:
    ProductPageFactory(group_page=group_page, product__sku="TAS-1", title="=1+1")
    csv = office.get(address("goods_export", group_page, "csv"))
    assert csv["Content-Type"] == "text/csv"
    assert "TAS-1,'=1+1" in csv.content.decode("utf-8-sig")
    workbook = load_workbook(io.BytesIO(office.get(address("goods_export", group_page, "xlsx")).content))
    assert [cell.value for cell in workbook.active["A"]] == ["sku", "TAS-1"]
    for ending in ("csv", "xlsx"):
        template = office.get(reverse("goods_template", args=[ending]))
        assert send(office, group_page, template.content, f"contoh.{ending}").status_code == 302
    assert office.get(reverse("goods_template", args=["exe"])).status_code == 404
    assert office.get(address("goods_export", group_page, "exe")).status_code == 404


def test_an_xlsx_is_taken(office: Client, group_page: GroupPage) -> None:
    send(
        office, group_page, xlsx(["sku", "nama", "harga", "kategori"], ["TAS-1", "Tas", 85_000, "perca"]), "barang.xlsx"
    )
    assert len(seen(office, group_page, ImportRun.objects.get()).context["plan"].new) == 1


def test_only_who_may_add_and_change_gets_in(client: Client, group_page: GroupPage, admin: User) -> None:
    group = group_page.group
    client.force_login(admin)
    send(client, group_page, GOOD.encode())
    run = ImportRun.objects.get()
    allowed = [admin, holder("promotion_officer"), holder("administrator")]
    others = [
        holder("group_admin", group=GroupPageFactory().group),
        holder("manager", bumm=group.selling_bumm),  # she moderates, and adds nothing
        holder("manager", bumm=BummFactory(place="mojosongo")),
        holder("treasurer", bumm=group.selling_bumm),
        holder("auditor"),
    ]
    addresses = [
        address("goods_import", group_page),
        address("goods_import_run", group_page, run.pk),
        address("goods_import_problems", group_page, run.pk),
        address("goods_export", group_page, "csv"),
    ]

    def answers(user: User) -> set[int]:
        client.force_login(user)
        return {client.get(each).status_code for each in addresses}

    assert [answers(user) for user in allowed] == [{200}] * len(allowed)
    assert [answers(user) for user in others] == [{302}] * len(others)
    for user in others:
        client.force_login(user)
        assert send(client, group_page, GOOD.encode()).status_code == 302
        client.post(addresses[1])
    assert list(ImportRun.objects.values_list("state", flat=True)) == [ImportRun.State.LOOKED_AT]


def test_a_run_is_found_below_its_own_group_only(office: Client, group_page: GroupPage, client: Client) -> None:
    other = GroupPageFactory()
    theirs = runs.send(
        group=other.group,
        by=holder("group_admin", group=other.group),
        table=SimpleUploadedFile("rahasia.csv", GOOD.encode()),
    )
    assert seen(office, group_page, theirs).status_code == 404
    assert office.post(address("goods_import_run", group_page, theirs.pk), {"forget": ""}).status_code == 404
    assert ImportRun.objects.filter(pk=theirs.pk).exists()


def test_pages_that_are_no_groups_have_no_import(office: Client, group_page: GroupPage) -> None:
    listing = ProductPageFactory(group_page=group_page)
    assert office.get(reverse("goods_import", args=[listing.pk])).status_code == 404


def test_the_menu_leads_to_ones_group_or_to_a_choice(client: Client, group_page: GroupPage, admin: User) -> None:
    def menu_shows_it(user: User) -> bool:
        client.force_login(user)
        return reverse("goods_import_choose") in client.get(reverse("wagtailadmin_home")).content.decode()

    assert menu_shows_it(admin)
    assert client.get(reverse("goods_import_choose")).url == address("goods_import", group_page)
    assert not menu_shows_it(holder("manager", bumm=group_page.group.selling_bumm))
    assert client.get(reverse("goods_import_choose")).url == reverse("wagtailadmin_home")
    other = GroupPageFactory()
    assert menu_shows_it(holder("promotion_officer"))
    choice = client.get(reverse("goods_import_choose")).content.decode()
    assert address("goods_import", group_page) in choice
    assert address("goods_import", other) in choice


def test_the_groups_page_in_the_office_offers_it(office: Client, group_page: GroupPage) -> None:
    for view in ("wagtailadmin_explore", "wagtailadmin_pages:edit"):
        assert address("goods_import", group_page) in office.get(reverse(view, args=[group_page.pk])).content.decode()


def test_the_form_takes_few_queries(office: Client, group_page: GroupPage, django_assert_max_num_queries: Any) -> None:
    for _number in range(12):
        send(office, group_page, GOOD.encode())
    with django_assert_max_num_queries(30):
        office.get(address("goods_import", group_page))
