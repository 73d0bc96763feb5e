"""Goods from tables: as people's spreadsheets are, and as nobody should send them."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook
from wagtail.models import Page

from bumm.people.models import Group
from catalog.products.imports import Plan, carry_out, export, header, plan_import
from catalog.products.models import GroupPage, PriceChange, Product, ProductPage, Variant
from catalog.products.sheets import MOST_BYTES, MOST_ROWS, UnreadableSheet, read_table, write_csv, write_xlsx
from tests.factories import CategoryFactory, GroupPageFactory, ProductPageFactory

HEAD = "sku,nama,harga,kategori,deskripsi,berat,stok,hari_buat\n"
GOOD = HEAD + 'TAS-1,Tas belanja,"85.000",perca,Tas bergagang dua.,300,4,0\n'


def xlsx(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class TestReading:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    def test_every_way_that_programs_save_csv(self, delimiter: str, end: str, mark: str) -> None:
        text = mark + end.join([delimiter.join(["sku", "nama", "harga"]), delimiter.join(["A1", "Tas", "1.500.000"])])
        table = read_table(text.encode())
        assert table.header == ["sku", "nama", "harga"]
        assert [(row.line, row.cells) for row in table.rows] == [(2, ["A1", "Tas", "1.500.000"])]

    def test_lines_are_counted_as_an_editor_counts_them(self) -> None:
        table = read_table(b'sku,nama\n\nA1,"Tas\nbesar"\nA2,Dompet\n')
        assert [(row.line, row.cells[0]) for row in table.rows] == [(3, "A1"), (5, "A2")]

    def test_xlsx_gives_the_same_text(self) -> None:
        table = read_table(xlsx(["sku", "harga", "berat"], ["A1", 85000, 300.0], [], ["A2", "1.500.000", None]))
        assert table.header == ["sku", "harga", "berat"]
        assert [(row.line, row.cells) for row in table.rows] == [(2, ["A1", "85000", "300"]), (4, ["A2", "1.500.000"])]

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            ("sku,nama\nA1,Kué".encode("latin-1"), "Baris 2"),
            ("sku,nama\nA1,Tas".encode("utf-16"), "UTF-16"),
            ("sku,nama\nA1,Tas".encode("utf-16-le"), "UTF-16"),
            (b"", "kosong"),
            (b"\n\n ,\n", "kosong"),
            (b"\xd0\xcf\x11\xe0" + b"\x01" * 900, "XLS"),
            (b'sku,nama\nA1,"Tas\n', "tanda kutip"),
            (b"PK\x03\x04 no archive", "rusak"),
            (b"sku,nama\n" + b"A" * 10_001, "10000"),
            (b"a," * 61, "60"),
            (b"sku\n" + b"A\n" * (MOST_ROWS + 1), "5000"),
            (b"x" * (MOST_BYTES + 1), "20 MB"),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "Baris 1"),
        ],
        ids=lambda value: value[:12].hex() if isinstance(value, bytes) else value,
    )
    def test_what_cannot_be_read_is_refused_in_words(self, content: bytes, reason: str) -> None:
        with pytest.raises(UnreadableSheet, match=reason):
            read_table(content)

    def test_an_archive_that_swells_is_refused_unopened(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"\x00" * 70 * 2**20)
        assert len(out.getvalue()) < 200_000
        with pytest.raises(UnreadableSheet, match="terlalu besar"):
            read_table(out.getvalue())


@pytest.fixture
def group() -> Group:
    CategoryFactory(slug="perca", name="Kain perca", name_en="Patchwork")
    page: GroupPage = GroupPageFactory()
    return page.group


def planned(group: Group, text: str) -> Plan:
    return plan_import(group, read_table(text.encode()))


def complaints(group: Group, text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.column) for problem in planned(group, text).problems]


@pytest.mark.django_db
class TestImporting:
    def test_a_new_row_becomes_a_draft_with_its_offer(self, group: Group) -> None:
        carry_out(planned(group, GOOD))
        page = ProductPage.objects.get(title="Tas belanja")
        variant = page.product.variants.get()
        assert (page.live, page.category_id, page.summary) == (False, "perca", "Tas bergagang dua.")
        assert (variant.sku, variant.price, variant.weight_g) == ("TAS-1", 85_000, 300)
        assert (variant.availability.in_stock, variant.availability.made_to_order_days) == (4, 0)
        assert page.get_parent().specific.group == group

    def test_the_same_file_again_changes_nothing(self, group: Group) -> None:
        carry_out(planned(group, GOOD))
        again = planned(group, GOOD)
        assert (again.size, again.unchanged, again.problems) == (0, 1, [])

    def test_a_changed_row_updates_its_product_and_no_other(self, group: Group) -> None:
        carry_out(planned(group, GOOD + "TAS-2,Dompet,20.000,perca,,,,\n"))
        page = ProductPage.objects.get(title="Tas belanja")
        page.get_latest_revision().publish()
        plan = planned(
            group, (GOOD + "TAS-2,Dompet,20.000,perca,,,,\n").replace("85.000", "90.000").replace(",4,", ",7,")
        )
        assert [change.values for change in plan.changed] == [{"price": 90_000, "in_stock": 7}]
        carry_out(plan)
        variant = Variant.objects.get(sku="TAS-1")
        assert (variant.price, variant.availability.in_stock) == (90_000, 7)
        assert PriceChange.objects.filter(variant=variant).count() == 2

    def test_new_words_of_a_published_product_wait_as_a_draft(self, group: Group) -> None:
        carry_out(planned(group, GOOD))
        page = ProductPage.objects.get(title="Tas belanja")
        page.get_latest_revision().publish()
        carry_out(planned(group, GOOD.replace("Tas belanja", "Tas pasar")))
        page.refresh_from_db()
        assert page.title == "Tas belanja"
        assert page.get_latest_revision_as_object().title == "Tas pasar"
        assert planned(group, GOOD.replace("Tas belanja", "Tas pasar")).unchanged == 1

    def test_what_is_not_there_stays_as_it_is(self, group: Group) -> None:
        carry_out(planned(group, GOOD))
        assert planned(group, "sku;name;price;category\ntas-1;Tas belanja;Rp85.000;Patchwork\n").unchanged == 1
        assert planned(group, HEAD + "TAS-1,Tas belanja,85000,perca,,,,\n").unchanged == 1

    def test_each_bad_cell_is_named(self, group: Group) -> None:
        other = ProductPageFactory().product.variants.get().sku
        rows = [
            "A-1,Tas,-5,perca,,,,",
            "A-2,Tas,1000000000000000000,perca,,,,",
            "A-3,,5000,perca,,,,",
            "A-4,Tas,5000,mobil,,,,",
            "A-5,Tas,5000,perca,,berat,,",
            "A-6,Tas,5000,perca,,,-1,",
            "A-7,Tas,5000,perca,,,,91",
            'A-8,"=HYPERLINK(""http://x.example"",""x"")",5000,perca,,,,',
            "a-1,Tas,5000,perca,,,,",
            f"{other},Tas,5000,perca,,,,",
            f"A-9,{'x' * 256},5000,perca,{'y' * 201},,,",
            'A 10,Tas,"5,5",perca,,,,',
        ]
        assert complaints(group, HEAD + "\n".join(rows)) == [
            (2, "harga"),
            (3, "harga"),
            (4, "nama"),
            (5, "kategori"),
            (6, "berat"),
            (7, "stok"),
            (8, "hari_buat"),
            (9, "nama"),
            (10, "sku"),
            (11, "sku"),
            (12, "deskripsi"),
            (12, "nama"),
            (13, "harga"),
            (13, "sku"),
        ]

    def test_columns_that_are_missing_double_or_strange(self, group: Group) -> None:
        plan = planned(group, "nama,harga,Harga,warna\nTas,1,1,merah\n")
        assert [problem.column for problem in plan.problems] == ["Harga", "sku", "kategori"]
        assert plan.ignored == ["warna"]

    def test_one_bad_row_and_nothing_is_stored(self, group: Group, tmp_path: Path) -> None:
        file = tmp_path / "barang.csv"
        file.write_text(GOOD + "TAS-2,Dompet,dua puluh ribu,perca,,,,\n")
        with pytest.raises(CommandError, match="Tidak ada yang disimpan"):
            call_command("import_products", file, group=group.slug)
        assert not Product.objects.exists()

    def test_a_dry_run_stores_nothing(self, group: Group, tmp_path: Path, capsys: Any) -> None:
        file = tmp_path / "barang.csv"
        file.write_text(GOOD)
        call_command("import_products", file, group=group.slug, dry_run=True)
        assert "1 baru" in capsys.readouterr().out
        assert not Product.objects.exists()

    def test_submitted_rows_wait_for_moderation(self, group: Group, tmp_path: Path) -> None:
        file = tmp_path / "barang.csv"
        file.write_text(GOOD)
        call_command("import_products", file, group=group.slug, submit=True)
        assert ProductPage.objects.get(title="Tas belanja").workflow_in_progress

    def test_more_rows_take_no_more_queries_to_understand(self, group: Group, django_assert_num_queries: Any) -> None:
        many = HEAD + "".join(f"TAS-{n},Tas {n},85.000,perca,,,,\n" for n in range(40))
        carry_out(planned(group, many))
        with django_assert_num_queries(2):
            assert planned(group, many).unchanged == 40

    def test_a_thousand_new_rows_are_stored_in_few_statements(
        self, group: Group, django_assert_max_num_queries: Any
    ) -> None:
        plan = planned(group, HEAD + "".join(f"TAS-{n},Tas {n % 400},85.000,perca,,,{n},\n" for n in range(1000)))
        seen: list[int] = []
        with django_assert_max_num_queries(60):
            carry_out(plan, progress=seen.append)
        assert seen == [500, 1000]
        assert [list(problems) for problems in Page.find_problems()] == [[], [], [], [], []]
        pages = ProductPage.objects.child_of(group.page)
        assert len({page.slug for page in pages}) == 1000

    def test_a_page_made_in_bulk_is_like_one_made_by_hand(self, group: Group) -> None:
        carry_out(planned(group, GOOD))
        page = ProductPage.objects.get(title="Tas belanja")
        assert page.url_path == f"{group.page.url_path}tas-belanja/"
        later = {"latest_revision": None, "latest_revision_created_at": None}
        assert page.get_latest_revision().content == page.serializable_data() | later
        assert [found.pk for found in ProductPage.objects.search("tas belanja")] == [page.pk]
        draft = page.get_latest_revision_as_object()
        draft.title = "Tas pasar"
        draft.save_revision().publish()
        page.refresh_from_db()
        assert (page.live, page.title) == (True, "Tas pasar")

    @pytest.mark.parametrize("write", [write_csv, write_xlsx])
    def test_what_is_exported_comes_back_unchanged(self, group: Group, write: Any) -> None:
        carry_out(planned(group, GOOD + "TAS-2,-Tas minus,20.000,perca,@tanda,,,3\n"))
        written = write(header(), export(group))
        plan = plan_import(group, read_table(written))
        assert (plan.unchanged, plan.size, plan.problems) == (2, 0, [])
        assert [row.cells[1] for row in read_table(written).rows] == ["Tas belanja", "'-Tas minus"]
