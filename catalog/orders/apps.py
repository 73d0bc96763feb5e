from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "catalog.orders"
    label = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        from catalog.orders.models import Order
        from catalog.orders.services import money
        from catalog.payments import listening
        from catalog.settlement import naming

        naming.CALLED["order"] = lambda key: Order(pk=int(key)).number
        listening.NAMES.append(money.name_of)
        listening.LOCKS.append(money.lock_order)
        listening.CHANGED.append(money.note_payment)
        listening.REFUNDED.append(money.note_refund)
