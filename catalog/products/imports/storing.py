"""Carrying out a plan: all of it or nothing."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction

from bumm.people.models import User
from bumm.pictures import UnusablePicture
from catalog.products import services
from catalog.products.exceptions import ImportOvertaken, PiecesRefused
from catalog.products.imports.bulk import Draft, add_drafts
from catalog.products.imports.pictures import Gallery, Picture
from catalog.products.imports.plan import WORDS, Change, Good, Plan
from catalog.products.imports.problems import ImportRefused, Problem
from catalog.products.keeping import count_pieces
from catalog.products.models import GroupPage, Photo, ProductPage, ProductPhoto, Variant
from catalog.products.uploads import named

OFFER, HAD = ("price", "weight_g"), ("in_stock", "made_to_order_days")
LOCK = 0x696D706F  # "impo": the advisory lock under which imports are stored one after the other
Progress = Callable[[int], None]


def one_at_a_time() -> None:
    """Wait until no other import is being stored, and keep others waiting until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


@transaction.atomic
def carry_out(
    plan: Plan, *, by: User | None = None, submit: bool = False, progress: Progress = lambda done: None
) -> list[ProductPage]:
    """Store a plan, and return the pages with new words or pictures. `progress` is told how many of `plan.steps`
    are done.

    `submit` sends those pages to moderation. Raises ImportRefused with the plan's problems, or those of its pictures,
    and ImportOvertaken where another has stored one of its SKUs since it was made.
    """
    if plan.problems:
        raise ImportRefused(plan.problems)
    one_at_a_time()
    group_page = GroupPage.objects.select_related("group", "collection").get(group=plan.group)
    # In the order of their keys, as everyone does who changes many prices at once.
    changed = Variant.objects.filter(pk__in=[change.variant.pk for change in plan.changed]).order_by("pk")
    list(changed.select_for_update(no_key=True).values_list("pk"))
    with _files_only_if_stored() as stored, _overtaken():
        _count(plan, by)
        photos = _store_pictures(plan, group_page, by, stored, progress)
        before = len(stored)
        drafts = [_draft(good, photos) for good in plan.new]
        pages = add_drafts(group_page, drafts, by=by, progress=lambda done: progress(before + done))
        for done, change in enumerate(plan.changed, before + len(pages) + 1):
            if page := _update(change, photos, by):
                pages.append(page)
            progress(done)
        for page in pages if submit else []:
            if not page.workflow_in_progress and (workflow := page.get_workflow()):
                workflow.start(page, by)
    return pages


@contextmanager
def _overtaken() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        detail = getattr(getattr(error.__cause__, "diag", None), "message_detail", None) or ""
        if "sku" not in detail:
            raise
        raise ImportOvertaken(re.sub(r".*=\((.*)\).*", r"\1", detail)) from error


@contextmanager
def _files_only_if_stored() -> Iterator[list[Photo]]:
    """Picture files are no part of the transaction: where it fails, they are taken away again."""
    stored: list[Photo] = []
    try:
        yield stored
    except BaseException:
        for photo in stored:
            photo.file.delete(save=False)
        raise


def _store_pictures(
    plan: Plan, group_page: GroupPage, by: User | None, stored: list[Photo], progress: Progress
) -> dict[str, int]:
    """Store each picture that the group does not have yet, once, and return the keys of all by their content."""
    problems: list[Problem] = []
    for picture, good in plan.new_pictures.values():
        try:
            stored.append(_store_picture(plan.gallery, picture, good, group_page, by))
            progress(len(stored))
        except UnusablePicture as refusal:
            problems.append(Problem(good.line, plan.headings["photos"], f"{picture.name}: {refusal}"))
    if problems:
        raise ImportRefused(problems)
    known = {picture.digest: picture.photo_id for good in plan.goods for picture in good.pictures if picture.photo_id}
    return known | {photo.source_hash: photo.pk for photo in stored}


def _store_picture(gallery: Gallery, picture: Picture, good: Good, group_page: GroupPage, by: User | None) -> Photo:
    made = gallery.cleaned(picture)
    photo = Photo(
        title=good.values["title"],
        collection=group_page.collection,
        uploaded_by_user=by,
        source_hash=picture.digest,
        source_name=picture.name[-200:],
        file=ContentFile(made.content, name=named(picture.name, made)),
    )
    photo._set_image_file_metadata()
    photo.full_clean()
    photo.save()
    return photo


def _count(plan: Plan, by: User | None) -> None:
    """The pieces of goods that are known, all at once, and before the pages that show them are touched: whoever sells
    some of them goes the same way. Raises ImportRefused where so few cannot be."""
    lines = {change.variant.pk: change.good.line for change in plan.changed if "in_stock" in change.values}
    said = {change.variant.pk: change.values["in_stock"] for change in plan.changed if change.variant.pk in lines}
    try:
        count_pieces(free=said, by=by)
    except PiecesRefused as refusal:
        line = lines[refusal.variant.pk]
        raise ImportRefused([Problem(line, plan.headings["in_stock"], str(refusal))]) from refusal


def _draft(good: Good, photos: dict[str, int]) -> Draft:
    def given(names: Iterable[str]) -> dict[str, Any]:
        return {name: good.values[name] for name in names if name in good.values}

    return Draft({"sku": good.sku, **given(OFFER)}, given(HAD), given(WORDS), _rows(good, photos))


def _rows(good: Good, photos: dict[str, int], kept: Iterable[ProductPhoto] = ()) -> list[ProductPhoto]:
    """A good's pictures in order. Those in `kept` keep what is said of them; others are said to show the good."""
    known = {row.image_id: row for row in kept}
    keys = [photos[picture.digest] for picture in good.pictures]
    rows = [known.get(key) or ProductPhoto(image_id=key, alt=good.values["title"][:200]) for key in keys]
    for place, row in enumerate(rows):
        row.sort_order = place
    return rows


def _update(change: Change, photos: dict[str, int], by: User | None) -> ProductPage | None:
    """Returns the page if its words or pictures changed."""
    variant, values = change.variant, change.values
    if values.keys() & {*OFFER}:
        services.change_variant(
            variant=variant,
            sku=variant.sku,
            name=variant.name,
            name_en=variant.name_en,
            price=values.get("price", variant.price),
            weight_g=values.get("weight_g", variant.weight_g),
            by=by,
        )
    if "made_to_order_days" in values:
        services.report_days(variant=variant, made_to_order_days=values["made_to_order_days"])
    return _new_draft(change, photos, by) if values.keys() & {*WORDS, "photos"} else None


def _new_draft(change: Change, photos: dict[str, int], by: User | None) -> ProductPage:
    draft: ProductPage = change.variant.product.page.get_latest_revision_as_object()
    for name in WORDS:
        if name in change.values:
            setattr(draft, name, change.values[name])
    if "photos" in change.values:
        draft.photos.set(_rows(change.good, photos, kept=draft.photos.all()))
    draft.save_revision(user=by)
    return draft
