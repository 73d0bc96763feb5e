"""`manage.py load_pilot`: the pilot of 2012-13 with plainly fictional people, ready to look at and try."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from pilot import accounts, books, catalogue, distributions, orders, pages, people


class Command(BaseCommand):
    help = "Load the pilot's groups, goods and pages, and demo accounts. What is there already stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        self.say("People, groups and partners ...")
        with transaction.atomic():
            people.load()
        self.say("Charters and books ...")
        with transaction.atomic():
            books.load()
        self.say("Pictures, goods and pages ...")
        with transaction.atomic():
            catalogue.load()
            pages.load()
        if not settings.DEMO_ACCOUNTS:
            self.say("No demo accounts here: their password is public, so they are for loopback addresses only.")
            return
        with transaction.atomic():
            demo = accounts.load()
            books.write_by_hand()
            distributions.load()
        self.say("Orders, payments and payouts ...")
        with transaction.atomic():
            orders.load()
        for account in demo:
            self.stdout.write("\t".join([account.username, accounts.PASSWORD, account.role, account.description]))

    def say(self, text: str) -> None:
        """Talk goes to standard error; standard output carries the accounts alone."""
        self.stderr.write(text, style_func=str)
