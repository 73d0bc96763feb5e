"""Renditions: which there are, made by the worker and never by a page, and only the current ones are shown."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django_tasks_db.models import DBTaskResult

from catalog.products.models import Photo, PhotoRendition
from catalog.products.pictures import make_renditions, ready_sources, shapes_for, spec
from tests.factories import PhotoFactory, ProductPageFactory, png

OF_A_SQUARE_PICTURE = {
    *(f"fill-{width}x{width}|format-{name}" for width in [240, 360, 480, 800] for name in ["avif", "webp", "jpeg"]),
    "fill-1200x630|format-jpeg",
}


@pytest.mark.parametrize(
    ("width", "height", "shapes"),
    [
        (400, 800, ["square", "card"]),
        (119, 100, ["square", "card"]),
        (120, 100, ["square", "card", "wide"]),
        (139, 100, ["square", "card", "wide"]),
        (140, 100, ["square", "card", "wide", "banner"]),
    ],
)
def test_the_wider_a_picture_the_more_frames_it_fills(width: int, height: int, shapes: list[str]) -> None:
    assert list(shapes_for(Photo(width=width, height=height, collection_id=1))) == shapes


def test_a_picture_lies_where_nobody_guesses_it_however_long_its_name() -> None:
    paths = {Photo(collection_id=1).get_upload_to(name) for name in ["tas.jpg", "tas.jpg", f"{'tas' * 60}.jpg"]}
    assert len(paths) == 3
    for path in paths:
        assert re.fullmatch(r"original_images/[0-9a-f]{16}-tas[tas]*\.jpg", path)
        assert len(path) < 100


def test_a_frame_has_whole_pixels_in_its_proportion() -> None:
    names = [spec("square", 240, "webp"), spec("wide", 480, "avif"), spec("card", 1200, "jpeg")]
    assert names == ["fill-240x240|format-webp", "fill-480x360|format-avif", "fill-1200x630|format-jpeg"]


@pytest.mark.django_db
def test_the_worker_makes_what_is_missing_and_nothing_twice() -> None:
    photo = PhotoFactory()
    photo.get_rendition(spec("square", 240, "webp"))
    first = PhotoRendition.objects.get()
    assert make_renditions.func(photo.pk) == 13
    assert set(photo.renditions.values_list("filter_spec", flat=True)) == OF_A_SQUARE_PICTURE
    assert make_renditions.func(photo.pk) == 13
    assert PhotoRendition.objects.count() == 13
    assert PhotoRendition.objects.filter(pk=first.pk).exists()


@pytest.mark.django_db
def test_a_picture_that_is_gone_is_no_trouble_to_the_worker() -> None:
    assert make_renditions.func(0) == 0


@pytest.mark.django_db
def test_a_stored_picture_is_ordered_from_the_slow_queue(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        photo = PhotoFactory()
    order = DBTaskResult.objects.get(task_path="catalog.products.pictures.make_renditions")
    assert (order.args_kwargs["args"], order.queue_name) == ([photo.pk], "slow")
    assert not PhotoRendition.objects.exists()


@pytest.mark.django_db
def test_what_is_ready_is_found_best_format_first_and_without_a_query(django_assert_num_queries: Any) -> None:
    photo = PhotoFactory(wide=500, high=500)
    assert ready_sources(photo, "square") == []
    make_renditions.func(photo.pk)
    photo = Photo.objects.get()
    with django_assert_num_queries(0):
        sources = ready_sources(photo, "square")
    assert [(source.mime_type, [cut.width for cut in source.cuts]) for source in sources] == [
        ("image/avif", [240, 360, 480, 500]),
        ("image/webp", [240, 360, 480, 500]),
        ("image/jpeg", [240, 360, 480, 500]),
    ]
    rendition = PhotoRendition.objects.get(filter_spec=spec("square", 240, "avif"))
    assert sources[0].srcset.startswith(f"{rendition.url} 240w, ")


@pytest.mark.django_db
def test_a_shape_that_a_picture_is_too_narrow_for_is_not_ready() -> None:
    make_renditions.func(PhotoFactory(wide=60, high=60).pk)
    assert ready_sources(Photo.objects.get(), "banner") == []


@pytest.mark.django_db
def test_a_small_picture_is_offered_once_in_its_own_size() -> None:
    make_renditions.func(PhotoFactory(wide=60, high=60).pk)
    sources = ready_sources(Photo.objects.get(), "square")
    assert [[cut.width for cut in source.cuts] for source in sources] == [[60], [60], [60]]


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["focal point", "file"])
def test_what_was_cut_from_an_earlier_file_or_focal_point_is_not_shown(change: str) -> None:
    make_renditions.func(PhotoFactory().pk)
    photo = Photo.objects.get()
    assert ready_sources(photo, "square")
    if change == "focal point":
        photo.focal_point_x = photo.focal_point_y = photo.focal_point_width = photo.focal_point_height = 10
    else:
        photo.file = ContentFile(png(70, 70), name="lain.png")
    photo.save()
    assert ready_sources(Photo.objects.get(), "square") == []
    make_renditions.func(photo.pk)
    assert ready_sources(Photo.objects.get(), "square")


@pytest.mark.django_db
def test_a_page_shows_whether_its_pictures_are_ready_or_not() -> None:
    page = ProductPageFactory()
    client = Client()
    before = client.get(page.url)
    assert before.status_code == 200
    assert b"<picture>" not in before.content
    assert not PhotoRendition.objects.filter(filter_spec__startswith="fill-").exists()
    make_renditions.func(page.photos.get().image_id)
    cache.clear()  # kept pages are dropped on commit, which a test never comes to
    after = client.get(page.url).content.decode()
    rendition = PhotoRendition.objects.get(filter_spec=spec("square", 240, "jpeg"))
    assert "<picture>" in after
    assert rendition.url in after
    assert after.index('type="image/avif"') < after.index('type="image/webp"')
