"""`manage.py erase_person`: a buyer's right to be forgotten. Orders and books stay, without who it was."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from phonenumber_field.phonenumber import to_python

from catalog.orders.exceptions import OrderRefusal
from catalog.orders.services import erase_person


class Command(BaseCommand):
    help = "Erase name, phone, addresses and words of a buyer, by WhatsApp number or e-mail address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        who = parser.add_mutually_exclusive_group(required=True)
        who.add_argument("--phone", default="", help="such as 0812-3456-7890")
        who.add_argument("--email", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        phone = to_python(options["phone"], region="ID") if options["phone"] else None
        if options["phone"] and not (phone and phone.is_valid()):
            raise CommandError("This is not a phone number.")
        try:
            erased = erase_person(phone=phone.as_e164 if phone else "", email=options["email"].strip())
        except OrderRefusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stderr.write(f"Erased: {erased}", style_func=str)
