from typing import Any

from django.apps import AppConfig
from django.db import connection
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
    from wagtail.models import Page

    from catalog.products import public_index
    from catalog.products.models import SearchEntry

    if SearchEntry._meta.db_table not in connection.introspection.table_names():
        return  # on the way back to before
    if Page.objects.live().filter(depth__gt=2).exists() and not SearchEntry.objects.exists():
        public_index.rebuild()
