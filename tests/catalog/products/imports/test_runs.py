"""Imports from the office: kept until they are confirmed, stored by the worker in one go, and safe to begin again."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from bumm.people.models import Group, User
from catalog.products.exceptions import ImportOvertaken
from catalog.products.imports import runs
from catalog.products.imports.archives import UnreadableArchive
from catalog.products.imports.sheets import UnreadableSheet
from catalog.products.imports.storing import carry_out
from catalog.products.models import ImportRun, Photo, Product, ProductPage, Variant
from tests.catalog.products.imports.tables import GOOD, HEAD, planned, zipped
from tests.catalog.products.pictures import jpeg
from tests.factories import GroupPageFactory, ProductFactory, holder, png

pytestmark = pytest.mark.django_db
State = ImportRun.State
WITH_PHOTO = "sku,nama,harga,kategori,foto\nTAS-1,Tas,85.000,perca,tas.png\n"


@pytest.fixture
def admin(group: Group) -> User:
    return holder("group_admin", group=group)


def sent(group: Group, by: User, text: str = GOOD, pictures: dict[str, bytes] | None = None) -> ImportRun:
    archive = SimpleUploadedFile("foto.zip", zipped(pictures).getvalue()) if pictures is not None else None
    return runs.send(group=group, by=by, table=SimpleUploadedFile("barang.csv", text.encode()), pictures=archive)


def confirmed(run: ImportRun, submit: bool = False) -> ImportRun:
    runs.look_at(run=run)
    runs.confirm(run=run, submit=submit)
    return run


def worked(run: ImportRun) -> ImportRun:
    """The run after a worker has had it."""
    runs.store_goods.func(run.pk)
    return ImportRun.objects.get(pk=run.pk)


def kept_files() -> int:
    storage = storages["private"]
    return len(storage.listdir("imports")[1]) if storage.exists("imports") else 0


def test_from_sending_to_storing(group: Group, admin: User, django_capture_on_commit_callbacks: Any) -> None:
    before = kept_files()
    run = sent(group, admin, WITH_PHOTO, {"tas.png": png(40, 40)})
    assert (run.state, run.file_name, run.pictures_name) == (State.LOOKED_AT, "barang.csv", "foto.zip")
    assert "barang" not in run.table.name
    assert len(runs.look_at(run=run).new) == 1
    assert not Product.objects.exists()
    confirmed(run)
    order = DBTaskResult.objects.get(task_path="catalog.products.imports.runs.store_goods")
    assert (order.args_kwargs["args"], order.queue_name, order.priority) == ([run.pk], "slow", runs.BEFORE_PICTURES)
    with django_capture_on_commit_callbacks(execute=True):
        run = worked(run)
    page = ProductPage.objects.get(title="Tas")
    assert (run.state, run.new, run.changed, run.unchanged, run.pages) == (State.DONE, 1, 0, 0, [page.pk])
    assert (page.owner, page.live, page.photos.count()) == (admin, False, 1)
    assert Photo.objects.get().uploaded_by_user == admin
    assert (run.table.name, run.pictures.name, kept_files()) == ("", "", before)


def test_it_may_go_to_moderation_at_once(group: Group, admin: User) -> None:
    worked(confirmed(sent(group, admin), submit=True))
    assert ProductPage.objects.get(title="Tas belanja").workflow_in_progress


def test_what_is_done_is_not_done_again(group: Group, admin: User) -> None:
    run = worked(confirmed(sent(group, admin)))
    ended = run.ended_at
    runs.confirm(run=run, submit=False)
    assert worked(run).ended_at == ended
    assert Product.objects.count() == 1


def test_a_run_that_is_not_confirmed_or_gone_is_left_alone(group: Group, admin: User) -> None:
    assert worked(sent(group, admin)).state == State.LOOKED_AT
    assert runs.store_goods.func(0) == ""
    assert not Product.objects.exists()


def test_a_killed_worker_leaves_nothing_and_another_begins_again(group: Group, admin: User) -> None:
    run = confirmed(sent(group, admin, GOOD + "TAS-2,Dompet,20.000,perca,,,,\n"))
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(state=State.RUNNING)
        with transaction.atomic():
            carry_out(planned(group, GOOD), progress=_killed)
    ImportRun.objects.filter(pk=run.pk).update(state=State.RUNNING)
    assert not Product.objects.exists()
    task = DBTaskResult.objects.get(task_path="catalog.products.imports.runs.store_goods")
    DBTaskResult.objects.filter(pk=task.pk).update(
        status=TaskResultStatus.RUNNING, started_at=timezone.now() - dt.timedelta(hours=1)
    )
    call_command("requeue_tasks")
    assert DBTaskResult.objects.get(pk=task.pk).status == TaskResultStatus.READY
    assert worked(run).state == State.DONE
    assert Product.objects.count() == 2


def _killed(done: int) -> None:
    raise KeyboardInterrupt


def test_a_mistake_that_came_meanwhile_is_named_and_the_file_stays(group: Group, admin: User) -> None:
    run = confirmed(sent(group, admin))
    ProductFactory(sku="tas-1", group=GroupPageFactory().group)
    run = worked(run)
    assert (run.state, [problem[:2] for problem in run.problems]) == (State.FAILED, [[2, "sku"]])
    assert "tas-1" in run.problems[0][2]
    assert run.can_begin
    assert run.table.size > 0


def test_of_two_runs_with_one_new_sku_the_later_is_refused_by_name(group: Group, admin: User) -> None:
    first, second = sent(group, admin), sent(group, admin, GOOD.replace("85.000", "1.000"))
    for run in (first, second):
        confirmed(run)
    assert worked(first).state == State.DONE
    late = worked(second)
    assert late.state == State.FAILED
    assert "TAS-1" in late.problems[0][2]
    assert Variant.objects.get().price == 85_000
    confirmed(late)  # having seen that it is there now
    assert worked(late).state == State.DONE
    assert Variant.objects.get().price == 1_000


def test_a_plan_that_was_overtaken_names_the_sku(group: Group) -> None:
    first = planned(group, GOOD)
    second = planned(group, HEAD + "TAS-0,Dompet,20.000,perca,,,,\n" + GOOD.removeprefix(HEAD))
    carry_out(first)
    with pytest.raises(ImportOvertaken, match="TAS-1"), transaction.atomic():
        carry_out(second)
    assert list(Variant.objects.values_list("sku", flat=True)) == ["TAS-1"]


def test_a_picture_that_breaks_off_fails_the_run(group: Group, admin: User) -> None:
    broken = jpeg(600, 600, quality=95)[:1500]
    run = worked(confirmed(sent(group, admin, WITH_PHOTO.replace(".png", ".jpg"), {"tas.jpg": broken})))
    assert (run.state, [problem[:2] for problem in run.problems]) == (State.FAILED, [[2, "foto"]])
    assert (Photo.objects.count(), Product.objects.count()) == (0, 0)


def test_what_nobody_foresaw_fails_the_run_without_details(group: Group, admin: User) -> None:
    run = confirmed(sent(group, admin))
    storages["private"].delete(run.table.name)
    with pytest.raises(FileNotFoundError):
        runs.store_goods.func(run.pk)
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert "imports/" not in run.reason


@pytest.mark.parametrize(
    ("text", "pictures", "refusal"),
    [("", None, UnreadableSheet), (GOOD, {"../a.png": b""}, UnreadableArchive)],
)
def test_what_cannot_be_read_is_not_kept(
    group: Group, admin: User, text: str, pictures: dict[str, bytes] | None, refusal: type[Exception]
) -> None:
    before = kept_files()
    with pytest.raises(refusal):
        sent(group, admin, text, pictures)
    assert (ImportRun.objects.count(), kept_files()) == (0, before)


def test_old_files_are_dropped_when_the_next_are_sent(group: Group, admin: User) -> None:
    before = kept_files()
    with time_machine.travel(timezone.now() - 2 * runs.KEPT_FOR, tick=False):
        looked_at, failed = sent(group, admin), confirmed(sent(group, admin))
        ImportRun.objects.filter(pk=failed.pk).update(state=State.FAILED)
        waiting = confirmed(sent(group, admin))
    assert kept_files() == before + 3
    new = sent(group, admin)
    assert not ImportRun.objects.filter(pk=looked_at.pk).exists()
    failed.refresh_from_db()
    assert (failed.state, failed.can_begin) == (State.FAILED, False)
    assert kept_files() == before + 2
    assert {waiting.pk, new.pk} <= set(ImportRun.objects.values_list("pk", flat=True))


def test_what_is_not_wanted_is_dropped_and_what_has_begun_is_not(group: Group, admin: User) -> None:
    before = kept_files()
    runs.forget(run=sent(group, admin))
    assert (ImportRun.objects.count(), kept_files()) == (0, before)
    runs.forget(run=confirmed(sent(group, admin)))
    assert ImportRun.objects.get().state == State.WAITING


def test_progress_can_be_seen_from_outside(group: Group, admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "NOTED_EVERY", 1)
    run = confirmed(sent(group, admin, GOOD + "TAS-2,Dompet,20.000,perca,,,,\n"))
    assert runs.progress_of(run) == (0, 0)
    worked(run)
    assert runs.progress_of(run) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_of_two_plans_with_one_new_sku_neither_is_stored_by_half(
    group: Group, in_another_thread: Callable[..., Any]
) -> None:
    """The second waits for the first and then finds its SKU taken."""
    second = planned(group, GOOD)
    with transaction.atomic():
        carry_out(planned(group, GOOD + "TAS-2,Dompet,20.000,perca,,,,\n"))
        refused = in_another_thread(carry_out, second)
        assert not refused.done()
    assert isinstance(refused.exception(timeout=20), ImportOvertaken)
    assert set(Variant.objects.values_list("sku", flat=True)) == {"TAS-1", "TAS-2"}


@pytest.mark.django_db(transaction=True)
def test_imports_of_different_groups_are_stored_one_after_the_other(
    group: Group, in_another_thread: Callable[..., Any]
) -> None:
    """Or two with the same SKUs in another order would wait for each other for ever."""
    other = GroupPageFactory().group
    with transaction.atomic():
        carry_out(planned(group, GOOD))
        waiting = in_another_thread(carry_out, planned(other, GOOD.replace("TAS-1", "TAS-2")))
        assert not waiting.done()
    assert len(waiting.result(timeout=20)) == 1


def test_who_may_no_longer_import_stores_nothing(group: Group, admin: User) -> None:
    run = confirmed(sent(group, admin))
    admin.groups.clear()
    run = worked(run)
    assert (run.state, run.can_begin, Product.objects.count()) == (State.FAILED, True, 0)
    assert admin.username in run.reason
