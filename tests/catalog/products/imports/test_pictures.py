"""Pictures that a table names: found in the ZIP or among the group's own, stored once, each mistake named."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from PIL import Image
from wagtail.models import ReferenceIndex

from bumm.people.models import Group
from bumm.sheets import write_csv
from catalog.products.imports.archives import UnreadableArchive
from catalog.products.imports.columns import header
from catalog.products.imports.export import export
from catalog.products.imports.pictures import MOST_FOR_A_GOOD, Gallery
from catalog.products.imports.plan import Plan
from catalog.products.imports.problems import ImportRefused
from catalog.products.imports.sheets import read_table
from catalog.products.imports.storing import carry_out
from catalog.products.models import Photo, Product, ProductPage
from tests.catalog.products.imports.tables import planned, zipped
from tests.catalog.products.pictures import REFUSED, TAKEN, from_a_phone, jpeg
from tests.factories import GroupPageFactory, PhotoFactory, ProductPageFactory, png

pytestmark = pytest.mark.django_db

HEAD = "sku;nama;harga;kategori;foto\n"
RED, BLUE = png(50, 50, "#8a2b3d"), png(50, 50, "#26356f")


def rows(*cells: str) -> str:
    """A good for each cell of pictures."""
    return HEAD + "".join(
        f'TAS-{number};Tas {number};85.000;perca;"{cell}"\n' for number, cell in enumerate(cells, start=1)
    )


def reasons(plan: Plan) -> list[tuple[int, str]]:
    assert all("TAS" not in problem.reason for problem in plan.problems)
    return [(problem.line, problem.column) for problem in plan.problems]


def test_pictures_become_those_of_the_draft_in_order(group: Group) -> None:
    carry_out(planned(group, rows("merah.png; BIRU.PNG"), zipped({"foto/Merah.png": RED, "biru.png": BLUE})))
    page = ProductPage.objects.get()
    shown = [(row.image.title, row.alt, row.image.collection) for row in page.photos.all()]
    assert shown == [("Tas 1", "Tas 1", group.page.collection)] * 2
    colours = [Image.open(row.image.file).getpixel((9, 9)) for row in page.photos.all()]
    assert colours == [(0x8A, 0x2B, 0x3D), (0x26, 0x35, 0x6F)]
    draft = page.get_latest_revision_as_object()
    assert [row.image_id for row in draft.photos.all()] == [row.image_id for row in page.photos.all()]
    assert [row.pk for row in draft.photos.all()] == [row.pk for row in page.photos.all()]


def test_wagtail_knows_where_they_are_used(group: Group) -> None:
    carry_out(planned(group, rows("a.png"), zipped({"a.png": RED})))
    page, photo = ProductPage.objects.get(), Photo.objects.get()
    assert [usage.object_id for usage in ReferenceIndex.get_references_to(photo)] == [str(page.pk)]
    noted = set(ReferenceIndex.get_references_for_object(page).values_list("to_object_id", "content_path"))
    ReferenceIndex.create_or_update_for_object(page)
    assert noted == set(ReferenceIndex.get_references_for_object(page).values_list("to_object_id", "content_path"))


def test_the_same_files_again_change_nothing(group: Group) -> None:
    table, files = rows("a.png", "a.png;b.png"), {"a.png": RED, "b.png": BLUE}
    carry_out(planned(group, table, zipped(files)))
    assert Photo.objects.count() == 2
    again = planned(group, table, zipped(files))
    assert (again.unchanged, again.steps, again.problems) == (2, 0, [])
    without_zip = planned(group, table)
    assert (without_zip.unchanged, without_zip.problems) == (2, [])


def test_what_is_exported_comes_back_unchanged_with_and_without_the_zip(group: Group) -> None:
    files = {"Foto Satu.jpg": from_a_phone(), "dua.webp": TAKEN["animated"][1]}
    carry_out(planned(group, rows("foto satu.jpg", "dua.webp;Foto Satu.jpg"), zipped(files)))
    exported = write_csv(header(), export(group)).decode()
    assert exported.count("foto satu.jpg") == 2
    assert exported.count("dua.webp") == 1
    for pictures in (None, zipped(files)):
        plan = planned(group, exported, pictures)
        assert (plan.unchanged, plan.steps, plan.problems) == (2, 0, [])


def test_a_picture_from_elsewhere_is_left_out_of_the_export(group: Group) -> None:
    ProductPageFactory(group_page=group.page, image=PhotoFactory())
    (row,) = export(group)
    assert row[-1] == ""
    assert planned(group, write_csv(header(), [row]).decode()).unchanged == 1


def test_new_pictures_of_a_published_good_wait_as_a_draft(group: Group) -> None:
    page = ProductPageFactory(group_page=group.page, product__sku="TAS-1", title="Tas 1", product__price=85_000)
    old = page.photos.get()
    table = HEAD + f'TAS-1;Tas 1;85.000;{page.category_id};"baru.png;{old.image.filename}"\n'
    plan = planned(group, table, zipped({"baru.png": BLUE}))
    assert [list(change.values) for change in plan.changed] == [["photos"]]
    carry_out(plan)
    assert [row.image_id for row in ProductPage.objects.get().photos.all()] == [old.image_id]
    new, kept = ProductPage.objects.get().get_latest_revision_as_object().photos.all()
    assert (new.alt, kept.pk, kept.alt) == ("Tas 1", old.pk, old.alt)
    assert planned(group, table, zipped({"baru.png": BLUE})).unchanged == 1


def test_an_empty_cell_leaves_the_pictures_alone(group: Group) -> None:
    carry_out(planned(group, rows("a.png"), zipped({"a.png": RED})))
    assert planned(group, rows("")).unchanged == 1


def test_each_bad_picture_is_named(group: Group) -> None:
    files = {"a.png": RED, "b.png": BLUE, "x/b.png": RED, "teks.jpg": b"bukan gambar", "arsip.zip": b"PK\x03\x04"}
    files |= {name.replace(" ", "-") + ".png": content for name, (_name, content) in REFUSED.items()}
    wrong = ["tidak-ada.png", "b.png", "teks.jpg", "arsip.zip", "a.png;A.png", ";".join(["a.png"] * 9)]
    wrong += ["SVG.png", "a-bomb.png", "40.1-megapixels.png", "12.1-MB.png", "nothing.png"]
    plan = planned(group, rows("a.png", *wrong), zipped(files))
    assert reasons(plan) == [(line, "foto") for line in range(3, 3 + len(wrong))]
    assert MOST_FOR_A_GOOD == 8
    for problem, cell in zip(plan.problems[:4], wrong, strict=False):
        assert cell in problem.reason


def test_one_picture_that_breaks_off_and_nothing_is_stored(group: Group) -> None:
    files = {"a.png": RED, "putus.jpg": jpeg(600, 600, quality=95)[:1500]}
    plan = planned(group, rows("a.png", "putus.jpg"), zipped(files))
    assert plan.problems == []
    before = default_storage.listdir("original_images")[1] if default_storage.exists("original_images") else []
    with pytest.raises(ImportRefused) as refused:
        carry_out(plan)
    assert [(problem.line, problem.column) for problem in refused.value.problems] == [(3, "foto")]
    assert (Product.objects.count(), Photo.objects.count()) == (0, 0)
    assert default_storage.listdir("original_images")[1] == before


@pytest.mark.parametrize("path", ["../a.png", "/etc/a.png", "x/../../a.png", "..\\a.png"])
def test_a_path_that_leads_out_of_the_archive_is_refused(group: Group, path: str) -> None:
    with pytest.raises(UnreadableArchive, match="a.png"):
        Gallery(group, zipped({path: RED}))


def test_what_no_row_names_is_said_and_what_systems_leave_is_not(group: Group) -> None:
    files = {"a.png": RED, "sisa/b.png": BLUE, "__MACOSX/._a.png": b"", ".DS_Store": b"", "Thumbs.db": b""}
    assert planned(group, rows("a.png"), zipped(files)).gallery.unnamed == ["sisa/b.png"]


def test_accents_are_the_same_however_a_system_writes_them(group: Group) -> None:
    assert planned(group, rows("kue\u0301.png"), zipped({"KU\u00c9.png": RED})).problems == []


def test_a_picture_whose_sum_is_wrong_is_named(group: Group) -> None:
    content = bytearray(zipped({"a.png": RED}, method=0).getvalue())
    content[content.index(b"IDAT") + 6] ^= 255
    archive = zipped({})
    archive.seek(0)
    archive.write(bytes(content))
    assert reasons(planned(group, rows("a.png"), archive)) == [(2, "foto")]


def test_pictures_of_other_groups_are_out_of_reach(group: Group) -> None:
    theirs = PhotoFactory(collection=GroupPageFactory().collection)
    assert reasons(planned(group, rows(theirs.filename))) == [(2, "foto")]


def test_a_picture_that_was_uploaded_by_hand_can_be_named(group: Group) -> None:
    own = PhotoFactory(collection=group.page.collection)
    carry_out(planned(group, rows(own.filename.upper())))
    assert ProductPage.objects.get().photos.get().image == own


def test_many_rows_take_no_more_queries_to_understand(group: Group, django_assert_num_queries: Any) -> None:
    files = {f"{number}.png": png(9, 9, f"#0000{number:02x}") for number in range(30)}
    table = rows(*files)
    carry_out(planned(group, table, zipped(files)))
    with django_assert_num_queries(3):
        assert planned(group, table, zipped(files)).unchanged == 30


def test_by_command(group: Group, tmp_path: Path, capsys: Any) -> None:
    table, pictures = tmp_path / "barang.csv", tmp_path / "foto.zip"
    table.write_text(rows("a.png"))
    pictures.write_bytes(zipped({"a.png": RED, "lebih.png": BLUE}).getvalue())
    call_command("import_products", table, group=group.slug, pictures=pictures)
    assert "lebih.png" in capsys.readouterr().err
    assert ProductPage.objects.get().photos.count() == 1
    table.write_text(rows("hilang.png"))
    with pytest.raises(CommandError):
        call_command("import_products", table, group=group.slug, pictures=pictures)
    assert "Baris 2, foto" in capsys.readouterr().err
    assert read_table(table.read_bytes()).header[-1] == "foto"
