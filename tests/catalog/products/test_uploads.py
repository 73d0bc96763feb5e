"""Pictures are safe once they are stored, whichever way of Wagtail's they come."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageCms
from wagtail.models import UploadedFile
from wagtail.users.models import UserProfile

from bumm.pictures import LONGEST_EDGE, Cleaned, UnusablePicture, cleaned
from catalog.products.models import GroupPage, Photo
from catalog.products.pictures import make_renditions
from tests.catalog.products.pictures import GPS, REFUSED, TAKEN, animated, empty_png, from_a_phone, jpeg
from tests.factories import GroupPageFactory, PhotoFactory, holder


def clean(content: bytes) -> Cleaned:
    return cleaned(io.BytesIO(content), len(content))


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("what", REFUSED)
def test_what_would_do_harm_is_refused_in_words(what: str) -> None:
    with pytest.raises(UnusablePicture) as refusal:
        clean(REFUSED[what][1])
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(("what", "word"), [("40.1 megapixels", "40.1"), ("12.1 MB", "12 MB"), ("PDF", "JPEG")])
def test_the_reason_says_what_is_wrong(what: str, word: str) -> None:
    with pytest.raises(UnusablePicture, match=word):
        clean(REFUSED[what][1])


@pytest.mark.parametrize("what", TAKEN)
def test_nothing_but_the_pixels_is_kept(what: str) -> None:
    _name, content, forbidden = TAKEN[what]
    assert forbidden in content
    made = clean(content)
    assert forbidden not in made.content
    picture = opened(made.content)
    assert not picture.getexif()
    assert not picture.info.keys() & {"exif", "xmp", "comment", "icc_profile", "Comment"}
    assert getattr(picture, "n_frames", 1) == 1


def test_a_picture_stands_upright_without_saying_so() -> None:
    assert opened(from_a_phone()).size == (80, 40)
    assert opened(clean(from_a_phone()).content).size == (40, 80)


def test_of_a_moving_picture_the_first_frame_is_kept() -> None:
    red, _green, blue = opened(clean(animated()).content).getpixel((20, 20))
    assert red > blue


@pytest.mark.parametrize(
    ("kind", "mode", "suffix"),
    [
        ("JPEG", "RGB", ".jpg"),
        ("JPEG", "CMYK", ".jpg"),
        ("JPEG", "L", ".jpg"),
        ("PNG", "RGB", ".png"),
        ("PNG", "P", ".png"),
        ("PNG", "LA", ".png"),
        ("PNG", "I;16", ".png"),
        ("WEBP", "RGB", ".jpg"),
        ("WEBP", "RGBA", ".png"),
        ("AVIF", "RGB", ".jpg"),
        ("HEIF", "RGB", ".jpg"),
    ],
)
def test_every_kind_that_phones_and_programs_make_is_taken(kind: str, mode: str, suffix: str) -> None:
    made = clean(encoded(Image.new(mode, (50, 40), 128 if mode in "LPI;16" else None), kind))
    picture = opened(made.content)
    assert (made.suffix, picture.size) == (suffix, (50, 40))
    assert picture.mode == ("RGBA" if mode in ("RGBA", "LA") else "RGB")


def test_sixteen_bits_are_read_as_eight() -> None:
    made = clean(encoded(Image.new("I;16", (8, 8), 128 * 256), "PNG"))
    assert opened(made.content).getpixel((4, 4)) == (128, 128, 128)


def test_colours_of_another_profile_are_turned_into_those_of_screens() -> None:
    grey = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    broken = encoded(Image.new("RGB", (9, 9), "red"), "PNG", icc_profile=b"not a profile")
    assert opened(clean(broken).content).getpixel((4, 4)) == (255, 0, 0)
    unfit = encoded(Image.new("RGB", (9, 9), "red"), "PNG", icc_profile=grey.tobytes())
    assert opened(clean(unfit).content).getpixel((4, 4)) == (255, 0, 0)


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "RGB", "RGBA"])
@pytest.mark.parametrize("size", [(9_000, 30), (4_001, 10), (10, 4_100)])
def test_long_pictures_are_made_shorter(size: tuple[int, int], mode: str) -> None:
    width, height = opened(clean(encoded(Image.new(mode, size), "PNG")).content).size
    assert LONGEST_EDGE / 2 <= max(width, height) <= LONGEST_EDGE
    assert width / height == pytest.approx(size[0] / size[1], rel=0.4)


def test_just_so_many_pixels_are_taken() -> None:
    assert opened(clean(empty_png(8_000, 5_000)).content).size == (4_000, 2_500)


# --- By way of the office --------------------------------------------------------------------------------------------

Way = Callable[[Client, GroupPage, str, bytes], HttpResponse]


def one(client: Client, group_page: GroupPage, name: str, content: bytes) -> HttpResponse:
    form = {"title": "Tas", "collection": group_page.collection_id, "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("wagtailimages:add"), form)


def many(client: Client, group_page: GroupPage, name: str, content: bytes) -> HttpResponse:
    form = {"title": "Tas", "collection": group_page.collection_id, "files[]": SimpleUploadedFile(name, content)}
    return client.post(reverse("wagtailimages:add_multiple"), form, headers={"x-requested-with": "XMLHttpRequest"})


def chooser(client: Client, group_page: GroupPage, name: str, content: bytes) -> HttpResponse:
    prefix = "image-chooser-upload"
    form = {f"{prefix}-title": "Tas", f"{prefix}-collection": group_page.collection_id}
    form[f"{prefix}-file"] = SimpleUploadedFile(name, content)
    return client.post(reverse("wagtailimages_chooser:create"), form)


WAYS = [one, many, chooser]


@pytest.fixture
def group_page() -> GroupPage:
    return GroupPageFactory()


@pytest.fixture
def office(group_page: GroupPage, client: Client) -> Client:
    client.force_login(holder("group_admin", group=group_page.group))
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", REFUSED)
def test_no_form_stores_what_is_refused(office: Client, group_page: GroupPage, way: Way, what: str) -> None:
    response = way(office, group_page, *REFUSED[what])
    assert response.status_code == 200
    assert not Photo.objects.exists()
    assert not UploadedFile.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", TAKEN)
def test_every_form_stores_the_picture_drawn_anew(office: Client, group_page: GroupPage, way: Way, what: str) -> None:
    name, content, forbidden = TAKEN[what]
    way(office, group_page, name, content)
    photo = Photo.objects.get()
    with photo.file.open() as file:
        stored = file.read()
    assert forbidden not in stored
    assert opened(stored).format == {"jpg": "JPEG", "png": "PNG"}[photo.file.name.rpartition(".")[2]]
    assert (photo.file_size, len(photo.source_hash)) == (len(stored), 64)


@pytest.mark.django_db
def test_where_it_was_taken_is_gone_from_the_file_and_its_renditions(office: Client, group_page: GroupPage) -> None:
    assert opened(from_a_phone()).getexif().get_ifd(GPS)
    one(office, group_page, "foto.jpg", from_a_phone())
    photo = Photo.objects.get()
    make_renditions.func(photo.pk)
    files = [photo.file, *(rendition.file for rendition in photo.renditions.all())]
    assert len(files) > 10
    for file in files:
        with file.open() as stored:
            content = stored.read()
        assert b"Telepon Uji" not in content
        assert not opened(content).getexif().get_ifd(GPS)


@pytest.mark.django_db
def test_what_waits_for_its_title_is_drawn_anew_already(office: Client, group_page: GroupPage) -> None:
    form = {"title": "x" * 300, "collection": group_page.collection_id}
    form["files[]"] = SimpleUploadedFile("foto.jpg", from_a_phone())
    office.post(reverse("wagtailimages:add_multiple"), form, headers={"x-requested-with": "XMLHttpRequest"})
    with UploadedFile.objects.get().file.open() as waiting:
        assert b"rahasia" not in waiting.read()


@pytest.mark.django_db
def test_a_file_that_replaces_another_is_drawn_anew_too(office: Client, group_page: GroupPage) -> None:
    photo = PhotoFactory(collection=group_page.collection)
    form = {
        "title": "Tas",
        "collection": group_page.collection_id,
        "file": SimpleUploadedFile("baru.jpg", from_a_phone()),
    }
    office.post(reverse("wagtailimages:edit", args=[photo.pk]), form)
    photo.refresh_from_db()
    with photo.file.open() as stored:
        assert opened(stored.read()).size == (40, 80)
    assert photo.source_hash


@pytest.mark.django_db
def test_a_new_title_leaves_the_file_alone(office: Client, group_page: GroupPage) -> None:
    one(office, group_page, "foto.jpg", jpeg())
    photo = Photo.objects.get()
    form = {"title": "Tas besar", "collection": group_page.collection_id}
    office.post(reverse("wagtailimages:edit", args=[photo.pk]), form)
    again = Photo.objects.get()
    assert (again.title, again.file.name, again.source_hash) == ("Tas besar", photo.file.name, photo.source_hash)


@pytest.mark.django_db
def test_ones_own_face_is_drawn_anew(office: Client) -> None:
    def send(content: bytes) -> HttpResponse:
        form = {"avatar-avatar": SimpleUploadedFile("saya.jpg", content), "name_email-first_name": "Sri"}
        form |= {"name_email-last_name": "Uji", "locale-preferred_language": "id", "theme-theme": "system"}
        form |= {"theme-density": "default", "theme-contrast": "system", "theme-keyboard_shortcuts": "on"}
        return office.post(reverse("wagtailadmin_account"), form)

    assert send(REFUSED["SVG renamed"][1]).status_code == 200
    assert send(from_a_phone()).status_code == 302
    with UserProfile.objects.get().avatar.open() as stored:
        content = stored.read()
    assert (b"rahasia" in content, opened(content).size) == (False, (40, 80))
