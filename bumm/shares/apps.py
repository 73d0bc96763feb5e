from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharesConfig(AppConfig):
    name = "bumm.shares"
    label = "shares"
    verbose_name = _("Shares")

    def ready(self) -> None:
        from bumm.ledger import verification as of_books
        from bumm.shares import verification

        of_books.CONTROLS += verification.CONTROLS
