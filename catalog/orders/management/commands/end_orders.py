"""`manage.py end_orders`: what time does to orders. To be run every few minutes."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.orders.services import expire_orders, forget_old


class Command(BaseCommand):
    help = "End orders that were not paid in time, and forget buyers whose data need not be kept any longer."

    def handle(self, *args: Any, **options: Any) -> None:
        ended, forgotten = expire_orders(), forget_old()
        if options["verbosity"]:
            self.stderr.write(f"{ended} orders ended, {forgotten} buyers forgotten.", style_func=str)
