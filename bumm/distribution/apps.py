from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DistributionConfig(AppConfig):
    name = "bumm.distribution"
    label = "distribution"
    verbose_name = _("Distribution")

    def ready(self) -> None:
        from bumm.distribution import verification
        from bumm.ledger import verification as of_books

        of_books.CONTROLS += verification.CONTROLS
