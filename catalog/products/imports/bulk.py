"""Many new goods of one group at once, in a number of statements that does not grow with them one by one.

What `Page.add_child()` and `save_revision()` do for one page is done here for a batch: places in the tree, addresses,
first revisions, and the indexes of searches and references.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.text import slugify
from modelsearch.backends import get_search_backends
from wagtail.models import Page, ReferenceIndex, Revision

from bumm.people.models import User
from catalog.products.models import Availability, GroupPage, Product, ProductPage, ProductPhoto, Variant

BATCH = 500
NO_CHILDREN = ("tagged_items", "wagtail_admin_comments")  # what a new page has none of, so that none is looked for


class Draft(NamedTuple):
    """A good to be: its variant, what can be had of it, the words and pictures of its page; all checked before."""

    variant: dict[str, Any]
    availability: dict[str, Any]
    words: dict[str, Any]
    photos: list[ProductPhoto]


@transaction.atomic
def add_drafts(
    group_page: GroupPage, drafts: Sequence[Draft], *, by: User | None, progress: Callable[[int], None]
) -> list[ProductPage]:
    """Store goods with a draft page each below a group's page, and return the pages.

    `progress` is told how many are done.
    """
    parent = Page.objects.select_for_update().get(pk=group_page.pk)
    places = _places_below(parent)
    slugs = set(parent.get_children().values_list("slug", flat=True))
    pages: list[ProductPage] = []
    for start in range(0, len(drafts), BATCH):
        batch = drafts[start : start + BATCH]
        products = Product.objects.bulk_create(Product(group=group_page.group) for _draft in batch)
        variants = Variant.objects.bulk_create(
            Variant(product=product, **draft.variant) for product, draft in zip(products, batch, strict=True)
        )
        Availability.objects.bulk_create(
            Availability(variant=variant, **draft.availability) for variant, draft in zip(variants, batch, strict=True)
        )
        new = [_page(parent, product, draft, by) for product, draft in zip(products, batch, strict=True)]
        prefetch_related_objects(new, "category")  # the search index reads its name
        for page in new:
            page.path = next(places)
            page.slug = _free_slug(page.title, slugs)
            page.set_url_path(parent)
        _store_pages(new, by)
        for backend in get_search_backends(with_auto_update=True):
            backend.get_index_for_model(ProductPage).add_items(ProductPage, new)
        pages += new
        progress(len(pages))
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + len(pages))
    return pages


def _places_below(parent: Page) -> Iterator[str]:
    """The free paths below a page, after its last child."""
    last = parent.get_last_child()
    step = Page._str2int(last.path[-Page.steplen :]) if last else 0
    return (Page._get_path(parent.path, parent.depth + 1, step + number) for number in count(1))


def _page(parent: Page, product: Product, draft: Draft, by: User | None) -> ProductPage:
    page = ProductPage(
        product=product,
        live=False,
        has_unpublished_changes=True,
        owner=by,
        depth=parent.depth + 1,
        numchild=0,
        locale_id=parent.locale_id,
        content_type=ContentType.objects.get_for_model(ProductPage),
        draft_title=draft.words["title"],
        **draft.words,
    )
    page._cluster_related_objects = {"photos": draft.photos, **{name: [] for name in NO_CHILDREN}}
    return page


def _free_slug(title: str, taken: set[str]) -> str:
    """The title as an address that no sibling has, which it then is taken."""
    base = slugify(title)[:240] or "barang"
    slug = next(slug for number in count(1) if (slug := base if number == 1 else f"{base}-{number}") not in taken)
    taken.add(slug)
    return slug


def _store_pages(pages: list[ProductPage], by: User | None) -> None:
    """The rows of both tables and of pictures, then the first revision of each and its mark on the page."""
    now = timezone.now()
    names = [field.attname for field in Page._meta.concrete_fields if field.attname != "id"]
    rows = Page.objects.bulk_create(Page(**{name: getattr(page, name) for name in names}) for page in pages)
    for page, row in zip(pages, rows, strict=True):
        page.pk = page.id = page.page_ptr_id = row.pk
    # Django creates no rows of child tables in bulk; this is how it stores them one by one.
    ProductPage._base_manager._insert(pages, fields=ProductPage._meta.local_concrete_fields, using=DEFAULT_DB_ALIAS)
    photos = [photo for page in pages for photo in page.photos.all()]
    for page in pages:
        for photo in page.photos.all():
            photo.page = page
    ProductPhoto.objects.bulk_create(photos)
    _note_references(pages)
    revisions = Revision.objects.bulk_create(
        Revision(
            content_object=page,
            base_content_type=page.get_base_content_type(),
            user=by,
            created_at=now,
            content=page.serializable_data(),
            object_str=str(page),
        )
        for page in pages
    )
    for page, row, revision in zip(pages, rows, revisions, strict=True):
        page._state.adding, page._state.db = False, DEFAULT_DB_ALIAS
        page.latest_revision = row.latest_revision = revision
        page.latest_revision_created_at = row.latest_revision_created_at = now
    Page.objects.bulk_update(rows, ["latest_revision", "latest_revision_created_at"])


def _note_references(pages: list[ProductPage]) -> None:
    """What each page points at, so that Wagtail knows where a picture or a category is used."""
    types = [ContentType.objects.get_for_model(model) for model in (ProductPage, Page)]
    ReferenceIndex.objects.bulk_create(
        ReferenceIndex(
            content_type=types[0],
            base_content_type=types[1],
            object_id=page.pk,
            to_content_type_id=content_type_id,
            to_object_id=key,
            model_path=model_path,
            content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )
        for page in pages
        for content_type_id, key, model_path, content_path in ReferenceIndex._extract_references_from_object(page)
    )
