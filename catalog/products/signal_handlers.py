"""What follows when Wagtail publishes a listing or moves it through moderation."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.signals import page_published, task_submitted

from catalog.products import services
from catalog.products.models import ProductPage
from catalog.products.models.moderation import ListingSubmittedMail

task_submitted.connect(ListingSubmittedMail(), weak=False, dispatch_uid="listing_submitted_mail")


@receiver(page_published, sender=ProductPage)
def begin_price_history(instance: ProductPage, **kwargs: Any) -> None:
    """From its first publication on, a product's prices have been seen and are kept."""
    services.offer_product(product=instance.product, by=instance.latest_revision.user)


@receiver(post_delete, sender=ProductPage)
def retire_with_page(instance: ProductPage, **kwargs: Any) -> None:
    """Wagtail deletes pages of all kinds, and whole branches, as rows: no method of ours is called, but this is."""
    services.retire_product(product=instance.product)
