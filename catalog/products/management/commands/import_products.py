"""`manage.py import_products FILE --group SLUG`: a group's goods from a CSV or XLSX table."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from bumm.people.models import Group, User
from catalog.products.exceptions import ImportOvertaken
from catalog.products.imports.archives import UnreadableArchive
from catalog.products.imports.pictures import Gallery
from catalog.products.imports.plan import Plan, plan_import
from catalog.products.imports.problems import ImportRefused
from catalog.products.imports.sheets import MOST_BYTES, UnreadableSheet, read_table
from catalog.products.imports.storing import carry_out
from catalog.products.models import GroupPage

PROGRESS_EVERY = 250


class Command(BaseCommand):
    help = "Import a group's goods from a CSV or XLSX file: all of them, or none if a row is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--group", required=True, help="the group's slug")
        parser.add_argument("--pictures", type=Path, help="a ZIP of the pictures that the table names")
        parser.add_argument("--by", help="user name of whoever imports; stands in the history")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, store nothing")
        parser.add_argument("--submit", action="store_true", help="send the new words to moderation")

    def handle(self, *args: Any, **options: Any) -> None:
        refusals = (Group.DoesNotExist, GroupPage.DoesNotExist, User.DoesNotExist, OSError)
        with ExitStack() as files:
            try:
                group = GroupPage.objects.get(group=Group.objects.get(slug=options["group"])).group
                by = User.objects.get(username=options["by"]) if options["by"] else None
                table = files.enter_context(options["file"].open("rb"))
                pictures = files.enter_context(options["pictures"].open("rb")) if options["pictures"] else None
                plan = plan_import(group, read_table(table.read(MOST_BYTES + 1)), Gallery(group, pictures))
            except (*refusals, UnreadableSheet, UnreadableArchive) as error:
                raise CommandError(str(error)) from error
            self.say_what_is_left_out(plan)
            try:
                self.store(plan, **options | {"by": by})
            except ImportOvertaken as refusal:
                raise CommandError(str(refusal)) from refusal
            except ImportRefused as refusal:
                self.stderr.write("\n".join(map(str, refusal.problems)))
                raise CommandError(
                    _("Nothing was stored: {count} mistakes.").format(count=len(refusal.problems))
                ) from refusal
        self.stdout.write(
            _("{new} new, {changed} changed, {unchanged} as they were.").format(
                new=len(plan.new), changed=len(plan.changed), unchanged=plan.unchanged
            )
        )

    def say_what_is_left_out(self, plan: Plan) -> None:
        for column in plan.ignored:
            self.stderr.write(_("The column {column} is not known and is left out.").format(column=column))
        for name in plan.gallery.unnamed:
            self.stderr.write(_("No row names the picture {name}; it is left out.").format(name=name))

    def store(self, plan: Plan, *, by: User | None, dry_run: bool, submit: bool, **options: Any) -> None:
        if plan.problems:
            raise ImportRefused(plan.problems)
        if not dry_run:
            carry_out(plan, by=by, submit=submit, progress=lambda done: self.report(done, plan.steps))

    def report(self, done: int, steps: int) -> None:
        if done % PROGRESS_EVERY == 0:
            self.stderr.write(f"{done}/{steps}")
