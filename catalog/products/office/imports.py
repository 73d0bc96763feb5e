"""A group's goods from a table, in the office: send it, look at what it would do, confirm, see how it ended."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from bumm.money import format_rupiah
from bumm.people.models import User
from bumm.sheets import MIME_TYPES, WRITERS
from catalog.products.imports import runs
from catalog.products.imports.archives import UnreadableArchive
from catalog.products.imports.columns import SAMPLE, header
from catalog.products.imports.export import export
from catalog.products.imports.forms import UploadForm
from catalog.products.imports.plan import Plan
from catalog.products.imports.problems import Problem
from catalog.products.imports.sheets import UnreadableSheet
from catalog.products.models import GroupPage, ImportRun, Photo, ProductPage

SHOWN = 10  # rows of each kind in a preview
MOST_PROBLEMS = 200  # on the screen; the rest is in the file
PATIENCE = 60  # seconds after which a waiting page says that nobody seems to be at work
RECENT = 10  # imports, and drafts of one import


def own_group_pages(user: User) -> QuerySet[GroupPage]:
    """The groups whose goods the user may import: who may both add below their page and change it."""
    policy = PagePermissionPolicy()
    may = [policy.instances_user_has_permission_for(user, action).values("pk") for action in ("add", "change")]
    return GroupPage.objects.filter(pk__in=may[0]).filter(pk__in=may[1]).select_related("group")


def choose_group(request: HttpRequest) -> HttpResponse:
    """Straight to one's group where there is one only."""
    pages = list(own_group_pages(_who(request)).order_by("title"))
    if not pages:
        raise PermissionDenied
    if len(pages) == 1:
        return redirect("goods_import", pages[0].pk)
    context = {"pages": pages, "header_title": _("Import goods"), "header_icon": "upload"}
    context["breadcrumbs_items"] = [{"url": "", "label": _("Import goods")}]
    return render(request, "catalog/products/office/import_choose.html", context)


def template_file(request: HttpRequest, ending: str) -> HttpResponse:
    """An empty table with one sample row."""
    return _download(_("goods-template"), ending, header(), [SAMPLE])


class GroupView(View):
    """A view of one group's imports, for those who may import its goods."""

    group_page: GroupPage
    user: User

    def dispatch(self, request: HttpRequest, *args: Any, page_id: int, **kwargs: Any) -> Any:
        self.user = _who(request)
        self.group_page = get_object_or_404(GroupPage.objects.select_related("group", "collection"), pk=page_id)
        if not may_import(self.user, self.group_page):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def show(self, template: str, title: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        way = [
            {"url": reverse("wagtailadmin_explore", args=[self.group_page.pk]), "label": self.group_page.title},
            {"url": reverse("goods_import", args=[self.group_page.pk]), "label": _("Import goods")},
            {"url": "", "label": title},
        ]
        context |= {"page": self.group_page, "header_title": title, "header_icon": "upload", "breadcrumbs_items": way}
        return render(self.request, f"catalog/products/office/{template}.html", context, status=status)


class ExportView(GroupView):
    def get(self, request: HttpRequest, ending: str) -> HttpResponse:
        return _download(self.group_page.slug, ending, header(), export(self.group_page.group))


class SendView(GroupView):
    """GET shows the form and earlier imports; POST keeps the files and leads to what they would do."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._form(UploadForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid() and (run := self._send(form)):
            return redirect("goods_import_run", self.group_page.pk, run.pk)
        return self._form(form, status=422)

    def _send(self, form: UploadForm) -> ImportRun | None:
        if form.cleaned_data["pictures"] and not self._may_add_pictures():
            form.add_error("pictures", _("You may not add pictures for this group."))
            return None
        try:
            return runs.send(group=self.group_page.group, by=self.user, **form.cleaned_data)
        except UnreadableSheet as refusal:
            form.add_error("table", str(refusal))
        except UnreadableArchive as refusal:
            form.add_error("pictures", str(refusal))
        return None

    def _may_add_pictures(self) -> bool:
        policy = policy_registry.get_by_type(Photo)
        own = policy.collections_user_has_permission_for(self.user, "add")
        return self.group_page.collection in own

    def _form(self, form: UploadForm, status: int = 200) -> HttpResponse:
        earlier = self.group_page.group.imports.select_related("by")[:RECENT]
        title = _("Send a table")
        return self.show("import_send", title, {"form": form, "earlier": earlier}, status)


class Difference(NamedTuple):
    """One field of a row that would change, as people read it."""

    name: str
    old: str
    new: str


class RunView(GroupView):
    """GET shows where a run stands; POST confirms it or drops it."""

    @cached_property
    def run(self) -> ImportRun:
        own = self.group_page.group.imports.select_related("by")
        found: ImportRun = get_object_or_404(own, pk=self.kwargs["run_id"])
        return found

    def get(self, request: HttpRequest, run_id: int) -> HttpResponse:
        if self.run.can_begin:
            return self._preview()
        return self._under_way() if self.run.under_way else self._result()

    def post(self, request: HttpRequest, run_id: int) -> HttpResponse:
        if "forget" in request.POST:
            runs.forget(run=self.run)
            messages.success(request, _("The file is dropped; nothing was stored."))
            return redirect("goods_import", self.group_page.pk)
        runs.confirm(run=self.run, submit="submit" in request.POST)
        return redirect("goods_import_run", self.group_page.pk, self.run.pk)

    def _preview(self) -> HttpResponse:
        plan = runs.look_at(run=self.run)
        changes = [] if plan.problems else plan.changed[:SHOWN]
        context = {
            "run": self.run,
            "plan": plan,
            "problems": plan.problems[:MOST_PROBLEMS],
            "new": [] if plan.problems else plan.new[:SHOWN],
            "changed": [(change.good, list(_differences(plan, change))) for change in changes],
            "earlier_problems": [Problem(*problem) for problem in self.run.problems],
        }
        return self.show("import_preview", self.run.file_name, context)

    def _under_way(self) -> HttpResponse:
        done, steps = runs.progress_of(self.run)
        waited = (timezone.now() - (self.run.confirmed_at or self.run.sent_at)).total_seconds()
        context = {"run": self.run, "done": done, "steps": steps}
        context["nobody_at_work"] = self.run.state == ImportRun.State.WAITING and waited > PATIENCE
        response = self.show("import_under_way", self.run.file_name, context)
        response["Refresh"] = "3"
        return response

    def _result(self) -> HttpResponse:
        drafts = ProductPage.objects.filter(pk__in=self.run.pages[:RECENT]).order_by("pk")
        context = {"run": self.run, "drafts": drafts, "more": len(self.run.pages) - RECENT}
        context["problems"] = [Problem(*problem) for problem in self.run.problems]
        return self.show("import_result", self.run.file_name, context)


class ProblemsView(RunView):
    """Every mistake in the file, to take along."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, run_id: int) -> HttpResponse:
        if not self.run.can_begin:
            raise Http404
        titles = [_("Line"), _("Column"), _("Reason")]
        return _download(_("mistakes"), "csv", titles, runs.look_at(run=self.run).problems)


def _differences(plan: Plan, change: Any) -> Iterator[Difference]:
    for field, value in change.values.items():
        heading = plan.headings["category" if field == "category_id" else field]
        yield Difference(heading, _readable(field, change.old[field]), _readable(field, value))


def _readable(field: str, value: Any) -> str:
    if field == "price":
        return format_rupiah(value)
    if field == "photos":
        return _("{count} pictures").format(count=len(value))
    return str(value) or "–"


def _download(name: str, ending: str, titles: list[str], rows: Any) -> HttpResponse:
    if ending not in WRITERS:
        raise Http404
    response = HttpResponse(WRITERS[ending](titles, rows), content_type=MIME_TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def _who(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  the office lets nobody else in
    return request.user


def may_import(user: User, page: Page) -> bool:
    """Whether the user may import goods below this page: the page of a group where she may add and change pages."""
    rights = page.permissions_for_user(user)
    return page.specific_class is GroupPage and rights.can_add_subpage() and rights.can_edit()
