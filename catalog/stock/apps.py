from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StockConfig(AppConfig):
    name = "catalog.stock"
    label = "stock"
    verbose_name = _("Stock")

    def ready(self) -> None:
        from catalog.products import keeping
        from catalog.stock.services import take_counted

        keeping.KEEPERS.append(take_counted)
