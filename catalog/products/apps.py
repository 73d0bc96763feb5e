from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProductsConfig(AppConfig):
    name = "catalog.products"
    label = "products"
    verbose_name = _("Products")

    def ready(self) -> None:
        from catalog.products import signal_handlers  # noqa: F401
