"""`manage.py requeue_tasks`: a worker that was killed leaves its task marked as running; let another take it up."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult


class Command(BaseCommand):
    help = "Put tasks that have been running for too long back into the queue. Every task here can be repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--older-than", type=int, default=30, metavar="MINUTES")

    def handle(self, *args: Any, **options: Any) -> None:
        limit = timezone.now() - dt.timedelta(minutes=options["older_than"])
        lost = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lte=limit)
        count = lost.update(status=TaskResultStatus.READY, started_at=None)
        self.stderr.write(f"Tasks put back: {count}")
