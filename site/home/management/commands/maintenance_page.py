"""`manage.py maintenance_page > FILE`: the page that a proxy shows while the site is being worked on."""

from typing import Any

from django.core.management.base import BaseCommand
from django.template.loader import render_to_string


class Command(BaseCommand):
    help = "Print the maintenance page as HTML."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(render_to_string("503.html"))
