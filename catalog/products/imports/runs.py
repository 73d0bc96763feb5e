"""Imports from the office: sent, looked at, confirmed, and stored by the worker.

A run can be started again at any point: what it stores and its own end are one transaction, which a killed worker never
commits. How far it is stands in the cache, because nobody outside sees into a transaction.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.permission_policies.pages import PagePermissionPolicy

from bumm.people.models import Group, User
from catalog.products.exceptions import ImportOvertaken
from catalog.products.imports.archives import UnreadableArchive
from catalog.products.imports.pictures import Gallery
from catalog.products.imports.plan import Plan, plan_import
from catalog.products.imports.problems import ImportForbidden, ImportRefused
from catalog.products.imports.sheets import MOST_BYTES, UnreadableSheet, read_table
from catalog.products.imports.storing import carry_out, one_at_a_time
from catalog.products.models import ImportRun

KEPT_FOR = dt.timedelta(days=1)  # how long files are kept that nobody confirmed
BEFORE_PICTURES = 50  # the queue's order: many renditions may be waiting, and someone waits for this
NOTED_EVERY = 20  # steps
State = ImportRun.State


@transaction.atomic
def send(*, group: Group, by: User, table: UploadedFile, pictures: UploadedFile | None = None) -> ImportRun:
    """Keep somebody's files to look at. Raises UnreadableSheet or UnreadableArchive, and keeps nothing then."""
    read_table(table.read(MOST_BYTES + 1))
    if pictures:
        Gallery(group, pictures)
        pictures.seek(0)
    table.seek(0)
    forget_old()
    run = ImportRun(group=group, by=by, file_name=_short(table), pictures_name=_short(pictures) if pictures else "")
    run.table, run.pictures = table, pictures or ""
    run.full_clean()
    run.save()
    return run


def _short(file: UploadedFile) -> str:
    return str(file.name)[-200:]


def forget_old() -> None:
    """Drop what was sent and never confirmed, and the files of what failed."""
    old = ImportRun.objects.filter(sent_at__lt=timezone.now() - KEPT_FOR)
    for run in old.filter(state=State.LOOKED_AT):
        run.delete()
    for run in old.filter(state=State.FAILED).exclude(table=""):
        run.delete_files()
        run.save(update_fields=["table", "pictures"])


@contextmanager
def planned(run: ImportRun, *, unseen_since: dt.datetime | None = None) -> Iterator[Plan]:
    """What the run's files would do now, its pictures within reach. Raises UnreadableSheet or UnreadableArchive."""
    with ExitStack() as files:
        table = files.enter_context(run.table.open("rb"))
        pictures = files.enter_context(run.pictures.open("rb")) if run.pictures else None
        rows = read_table(table.read(MOST_BYTES + 1))
        yield plan_import(run.group, rows, Gallery(run.group, pictures), unseen_since=unseen_since)


@transaction.atomic
def look_at(*, run: ImportRun) -> Plan:
    """What the run would do, for someone to see; what comes to be later she has not seen."""
    ImportRun.objects.filter(pk=run.pk).update(looked_at=timezone.now())
    with planned(run) as plan:
        return plan


@transaction.atomic
def confirm(*, run: ImportRun, submit: bool) -> None:
    """Have the worker store it. Does nothing where it is under way or done already."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not locked.can_begin:
        return
    locked.state, locked.submit, locked.confirmed_at = State.WAITING, submit, timezone.now()
    locked.reason, locked.problems, locked.ended_at = "", [], None
    locked.save()
    store_goods.using(priority=BEFORE_PICTURES).enqueue(locked.pk)


@transaction.atomic
def forget(*, run: ImportRun) -> None:
    """Drop what was sent and is not to be stored. What has begun stays."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.can_begin:
        locked.delete()


@task(backend="slow", queue_name="slow")
def store_goods(run_id: int) -> str:
    """Carry a confirmed run out and return how it ended. Safe to repeat."""
    run = ImportRun.objects.select_related("group", "by").filter(pk=run_id).first()
    if run is None or not run.under_way:
        return ""
    ImportRun.objects.filter(pk=run_id, state=State.WAITING).update(state=State.RUNNING)
    try:
        _store(run_id)
    except (ImportForbidden, ImportOvertaken, ImportRefused, UnreadableSheet, UnreadableArchive) as refusal:
        _fail(run_id, refusal)
    except Exception:
        _fail(run_id, None)
        raise
    return str(ImportRun.objects.values_list("state", flat=True).get(pk=run_id))


@transaction.atomic
def _store(run_id: int) -> None:
    one_at_a_time()
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("group", "by").get(pk=run_id)
    if not run.under_way:  # another worker was quicker
        return
    _refuse_without_right(run)
    with planned(run, unseen_since=run.looked_at) as plan:
        pages = carry_out(plan, by=run.by, submit=run.submit, progress=partial(_note_progress, run_id, plan.steps))
    run.state, run.ended_at, run.pages = State.DONE, timezone.now(), [page.pk for page in pages]
    run.new, run.changed, run.unchanged = len(plan.new), len(plan.changed), plan.unchanged
    for file in (run.table, run.pictures):
        if name := file.name:
            transaction.on_commit(partial(file.storage.delete, name))
    run.table = run.pictures = ""
    run.save()


def _refuse_without_right(run: ImportRun) -> None:
    """Hours may lie between sending and storing: whoever sent it must still be allowed to."""
    policy, page = PagePermissionPolicy(), run.group.page
    may = run.by and all(policy.user_has_permission_for_instance(run.by, right, page) for right in ("add", "change"))
    if not may:
        raise ImportForbidden(str(run.by or ""))


@transaction.atomic
def _fail(run_id: int, refusal: Exception | None) -> None:
    """Note why nothing was stored."""
    problems = refusal.problems if isinstance(refusal, ImportRefused) else []
    unforeseen = _("Something went wrong on our side, and nothing was stored. Please tell whoever runs this site.")
    reason = "" if problems else str(refusal) if refusal else unforeseen
    ImportRun.objects.filter(pk=run_id, state__in=[State.WAITING, State.RUNNING]).update(
        state=State.FAILED, ended_at=timezone.now(), reason=reason, problems=problems
    )


def _note_progress(run_id: int, steps: int, done: int) -> None:
    if done % NOTED_EVERY == 0:
        cache.set(f"import:{run_id}", (done, steps), timeout=3600)


def progress_of(run: ImportRun) -> tuple[int, int]:
    """Steps done and steps in all, as far as known."""
    done, steps = cache.get(f"import:{run.pk}") or (0, 0)
    return done, steps
