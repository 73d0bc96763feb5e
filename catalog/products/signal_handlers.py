"""What follows when Wagtail publishes a listing or moves it through moderation."""

from typing import Any

from django.db.models import Model, Q
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from wagtail.models import Page, get_page_models
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move, task_submitted

from bumm.people.models import Bumm, Group, Kelurahan, Trade
from catalog.products import public_index, services
from catalog.products.freshness import CATALOGUE, EVERYTHING, SEARCH, changed, fact_of, live
from catalog.products.models import Availability, Category, GroupPage, Photo, ProductPage, Variant
from catalog.products.models.bilingual_pages import BilingualPage
from catalog.products.models.moderation import ListingSubmittedMail

task_submitted.connect(ListingSubmittedMail(), weak=False, dispatch_uid="listing_submitted_mail")


@receiver(page_published, sender=ProductPage)
def begin_price_history(instance: ProductPage, **kwargs: Any) -> None:
    """From its first publication on, a product's prices have been seen and are kept."""
    services.offer_product(product=instance.product, by=instance.latest_revision.user)


@receiver([page_published, page_unpublished])
def page_changed(instance: Page, **kwargs: Any) -> None:
    """What stands on the page itself, on the page above that lists it, and wherever pages of its kind are listed."""
    parent = instance.path[: -instance.steplen]
    changed(fact_of(instance), f"page:{parent}", live(type(instance)))
    if isinstance(instance, ProductPage):
        changed(fact_of(instance.category))
    if isinstance(instance, BilingualPage):
        public_index.show([instance])


def page_deleted(instance: Page, **kwargs: Any) -> None:
    """Its entries go with its row."""
    if instance.live:
        changed(
            fact_of(instance), f"page:{instance.path[: -instance.steplen]}", live(type(instance)), SEARCH, CATALOGUE
        )


for kind in get_page_models():
    post_delete.connect(page_deleted, sender=kind, dispatch_uid=f"page_deleted_{kind.__name__}")


@receiver([page_slug_changed, post_page_move])
def addresses_changed(instance: Page, **kwargs: Any) -> None:
    """The addresses of a page and of all below it are linked from who knows where."""
    changed(EVERYTHING)


@receiver(post_save, sender=Variant)
@receiver(post_save, sender=Availability)
def offer_changed(instance: Variant | Availability, **kwargs: Any) -> None:
    """A price or what can be had: wherever the product is shown, filtered and sorted."""
    product = instance.product if isinstance(instance, Variant) else instance.variant.product
    page = ProductPage.objects.filter(product=product, live=True).first()
    if page:
        changed(fact_of(page))
        public_index.show_goods([page.pk])


@receiver(post_save, sender=Category)
@receiver(post_save, sender=Photo)
@receiver(post_save, sender=Group)
@receiver(post_save, sender=Kelurahan)
@receiver(post_save, sender=Bumm)
def record_changed(instance: Model, **kwargs: Any) -> None:
    changed(fact_of(instance))


# What of these rows stands in the public index of pages that are not saved with them.
INDEXED = {
    Category: ["name", "name_en"],
    Group: ["name", "kelurahan_id", "trade_id"],
    Kelurahan: ["name"],
    Trade: ["name", "name_en"],
}


def note_change(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    now = {name: getattr(instance, name) for name in INDEXED[sender]}
    instance.is_indexed_anew = sender._default_manager.filter(pk=instance.pk).exclude(**now).exists()


def index_anew(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """The names of categories, groups, kelurahan and trades are among the words by which pages are found; and goods are
    counted where their group is."""
    if not instance.is_indexed_anew:
        return
    groups = {Group: Q(pk=instance.pk), Kelurahan: Q(kelurahan=instance.pk), Trade: Q(trade=instance.pk)}
    if sender is Category:
        public_index.show(ProductPage.objects.live().filter(category=instance))
        return
    found = Group.objects.filter(groups[sender])
    public_index.show(GroupPage.objects.live().filter(group__in=found))
    if sender is not Trade:
        public_index.show(ProductPage.objects.live().filter(product__group__in=found))


for model in INDEXED:
    pre_save.connect(note_change, sender=model, dispatch_uid=f"note_change_{model.__name__}")
    post_save.connect(index_anew, sender=model, dispatch_uid=f"index_anew_{model.__name__}")


@receiver(post_delete, sender=ProductPage)
def retire_with_page(instance: ProductPage, **kwargs: Any) -> None:
    """Wagtail deletes pages of all kinds, and whole branches, as rows: no method of ours is called, but this is."""
    services.retire_product(product=instance.product)
