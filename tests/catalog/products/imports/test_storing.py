"""What becomes of a plan: all of it or nothing, as if each page had been made by hand."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from bumm.people.models import Group
from bumm.sheets import write_csv, write_xlsx
from catalog.products import services
from catalog.products.imports.columns import header
from catalog.products.imports.export import export
from catalog.products.imports.plan import plan_import
from catalog.products.imports.sheets import read_table
from catalog.products.imports.storing import carry_out
from catalog.products.models import PriceChange, Product, ProductPage, Variant
from tests.catalog.products.imports.tables import GOOD, HEAD, planned

pytestmark = pytest.mark.django_db


def test_a_new_row_becomes_a_draft_with_its_offer(group: Group) -> None:
    carry_out(planned(group, GOOD))
    page = ProductPage.objects.get(title="Tas belanja")
    variant = page.product.variants.get()
    assert (page.live, page.category_id, page.summary) == (False, "perca", "Tas bergagang dua.")
    assert (variant.sku, variant.price, variant.weight_g) == ("TAS-1", 85_000, 300)
    assert (variant.availability.in_stock, variant.availability.made_to_order_days) == (4, 0)
    assert page.get_parent().specific.group == group


def test_a_changed_row_updates_its_product_and_no_other(group: Group) -> None:
    carry_out(planned(group, GOOD + "TAS-2,Dompet,20.000,perca,,,,\n"))
    page = ProductPage.objects.get(title="Tas belanja")
    page.get_latest_revision().publish()
    plan = planned(group, (GOOD + "TAS-2,Dompet,20.000,perca,,,,\n").replace("85.000", "90.000").replace(",4,", ",7,"))
    assert [change.values for change in plan.changed] == [{"price": 90_000, "in_stock": 7}]
    carry_out(plan)
    variant = Variant.objects.get(sku="TAS-1")
    assert (variant.price, variant.availability.in_stock) == (90_000, 7)
    assert PriceChange.objects.filter(variant=variant).count() == 2


def test_new_words_of_a_published_product_wait_as_a_draft(group: Group) -> None:
    carry_out(planned(group, GOOD))
    page = ProductPage.objects.get(title="Tas belanja")
    page.get_latest_revision().publish()
    carry_out(planned(group, GOOD.replace("Tas belanja", "Tas pasar")))
    page.refresh_from_db()
    assert page.title == "Tas belanja"
    assert page.get_latest_revision_as_object().title == "Tas pasar"
    assert planned(group, GOOD.replace("Tas belanja", "Tas pasar")).unchanged == 1


def test_one_bad_row_and_nothing_is_stored(group: Group, tmp_path: Path) -> None:
    file = tmp_path / "barang.csv"
    file.write_text(GOOD + "TAS-2,Dompet,dua puluh ribu,perca,,,,\n")
    with pytest.raises(CommandError, match="Tidak ada yang disimpan"):
        call_command("import_products", file, group=group.slug)
    assert not Product.objects.exists()


def test_a_dry_run_stores_nothing(group: Group, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "barang.csv"
    file.write_text(GOOD)
    call_command("import_products", file, group=group.slug, dry_run=True)
    assert "1 baru" in capsys.readouterr().out
    assert not Product.objects.exists()


def test_submitted_rows_wait_for_moderation(group: Group, tmp_path: Path) -> None:
    file = tmp_path / "barang.csv"
    file.write_text(GOOD)
    call_command("import_products", file, group=group.slug, submit=True)
    assert ProductPage.objects.get(title="Tas belanja").workflow_in_progress


def test_a_thousand_new_rows_are_stored_in_few_statements(group: Group, django_assert_max_num_queries: Any) -> None:
    plan = planned(group, HEAD + "".join(f"TAS-{n},Tas {n % 400},85.000,perca,,,{n},\n" for n in range(1000)))
    seen: list[int] = []
    with django_assert_max_num_queries(60):
        carry_out(plan, progress=seen.append)
    assert seen == [500, 1000]
    assert [list(problems) for problems in Page.find_problems()] == [[], [], [], [], []]
    pages = ProductPage.objects.child_of(group.page)
    assert len({page.slug for page in pages}) == 1000


def test_a_page_made_in_bulk_is_like_one_made_by_hand(group: Group) -> None:
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
def test_what_is_exported_comes_back_unchanged(group: Group, write: Any) -> None:
    carry_out(planned(group, GOOD + "TAS-2,-Tas minus,20.000,perca,@tanda,,,3\n"))
    written = write(header(), export(group))
    plan = plan_import(group, read_table(written))
    assert (plan.unchanged, plan.steps, plan.problems) == (2, 0, [])
    assert [row.cells[1] for row in read_table(written).rows] == ["Tas belanja", "'-Tas minus"]


def test_two_rows_of_one_good_may_not_say_different_words_of_it(group: Group) -> None:
    carry_out(planned(group, GOOD))
    variant = Variant.objects.get(sku="TAS-1")
    services.add_variant(product=variant.product, sku="TAS-1-B", name="besar", price=95_000)
    both = GOOD + 'TAS-1-B,Tas belanja,"95.000",perca,Tas bergagang dua.,0,0,0\n'
    assert planned(group, both).unchanged == 2
    crossed = planned(group, both.replace("TAS-1-B,Tas belanja", "TAS-1-B,Tas pasar"))
    assert [(problem.line, problem.column) for problem in crossed.problems] == [(3, "nama")]
    assert "baris 2" in crossed.problems[0].reason
    agreed = both.replace("Tas belanja", "Tas pasar")
    pages = carry_out(planned(group, agreed))
    assert [page.title for page in pages] == ["Tas pasar"]
    assert variant.product.page.revisions.count() == 2
    assert planned(group, agreed).unchanged == 2
