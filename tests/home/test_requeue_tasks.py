"""Tasks of a killed worker are taken up again; those of a living one are left alone."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from catalog.products.pictures import make_renditions
from tests.factories import PhotoFactory

pytestmark = pytest.mark.django_db


def running_since(minutes: int) -> DBTaskResult:
    task = DBTaskResult.objects.get(id=make_renditions.enqueue(PhotoFactory().pk).id)
    task.status = TaskResultStatus.RUNNING
    task.started_at = timezone.now() - dt.timedelta(minutes=minutes)
    task.save()
    return task


def test_only_what_runs_too_long_is_put_back() -> None:
    lost, alive = running_since(45), running_since(5)
    call_command("requeue_tasks")
    lost.refresh_from_db()
    alive.refresh_from_db()
    assert (lost.status, alive.status) == (TaskResultStatus.READY, TaskResultStatus.RUNNING)
