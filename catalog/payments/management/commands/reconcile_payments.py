"""Find card payments whose messages were lost."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalog.payments import services
from catalog.payments.exceptions import GatewayDown


class Command(BaseCommand):
    help = "Asks Stripe for every card payment that is not settled, and for refunds. To be run every ten minutes or so."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.STRIPE_SECRET_KEY:
            self.stderr.write("No STRIPE_SECRET_KEY, so there are no card payments to ask for.")
            return
        try:
            found = services.reconcile()
        except GatewayDown as failure:
            raise CommandError(str(failure)) from failure
        for trouble in found.troubles:
            self.stderr.write(trouble)
        self.stderr.write(f"{found.looked_at} payments looked at, {found.changed} of them changed.")
        if found.troubles:
            raise CommandError(f"{len(found.troubles)} could not be settled.")
