from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SettlementConfig(AppConfig):
    name = "catalog.settlement"
    label = "settlement"
    verbose_name = _("Settlement")

    def ready(self) -> None:
        from bumm.ledger import verification as of_books
        from catalog.settlement import verification

        of_books.CONTROLS += verification.CONTROLS
