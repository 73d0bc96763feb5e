"""What follows when the site's frame is changed."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from catalog.products.freshness import changed, fact_of
from home.models import SiteFrame


@receiver(post_save, sender=SiteFrame)
def frame_changed(instance: SiteFrame, **kwargs: Any) -> None:
    changed(fact_of(instance))
