from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ProductsConfig(AppConfig):
    name = "catalog.products"
    label = "products"
    verbose_name = _("Products")

    def ready(self) -> None:
        from catalog.products import signal_handlers  # noqa: F401

        post_migrate.connect(index_what_is_on_line, sender=self)


def index_what_is_on_line(**kwargs: Any) -> None:
    """A market from before there was a public index gets one with the migration."""
    from catalog.products import public_index
    from catalog.products.models import ProductPage, SearchEntry

    if ProductPage.objects.live().exists() and not SearchEntry.objects.exists():
        public_index.rebuild()
