"""`manage.py rebuild_public_index`: what lists and searches of the public read, made anew from pages and goods."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.products import public_index


class Command(BaseCommand):
    help = "Make the entries that lists and searches read anew. Readers notice nothing; whoever publishes waits."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(public_index.rebuild()))
