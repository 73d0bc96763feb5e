"""The office's screens of charters: drafts are written, copied and compared; what is adopted is read and printed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry

from bumm.charter import services
from bumm.charter.exceptions import CharterRefusal
from bumm.charter.models import Charter, Meeting
from bumm.charter.office.charter_forms import CharterForm
from bumm.charter.selectors import charter_in_force
from bumm.charter.services.charters import refuse_change
from bumm.charter.terms import compared, tables_of, terms_of
from bumm.people.acts import Act, Document, OfficePage
from bumm.people.office import RecordViewSet, ScopedEditView, ScopedIndexView, ScopedInspectView


def state_of(charter: Charter) -> Any:
    """Draft, in force, or what it was before."""
    if charter.is_draft:
        return _("draft")
    return _("in force") if charter == charter_in_force(charter.bumm_id) else _("adopted")


def may_still_change(charter: Charter) -> bool:
    try:
        refuse_change(charter)
    except CharterRefusal:
        return False
    return True


class RefusalInForm:
    """What the service refuses in the last moment stands on the form, with all that was typed."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except CharterRefusal as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)  # type: ignore[attr-defined]

    def get_success_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.object.pk])  # type: ignore[attr-defined]

    def get_success_buttons(self) -> list[Any]:
        return []


class RecordIndexView(ScopedIndexView):
    """A list whose rows lead to the record, from which those who may go on to its form."""

    def get_edit_url(self, instance: Any) -> str | None:
        return None


class CharterCreateView(RefusalInForm, generic.CreateView):
    inspect_url_name = ""


class CharterEditView(RefusalInForm, ScopedEditView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.object = self.get_object()
        try:
            refuse_change(self.object)
        except CharterRefusal as refusal:
            messages.error(request, str(refusal))
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)


class CharterInspectView(ScopedInspectView):
    template_name = "bumm/charter/office/charter.html"

    def get_edit_url(self) -> str | None:
        url: str | None = super().get_edit_url()
        return url if may_still_change(self.object) else None

    @cached_property
    def may_write(self) -> bool:
        policy = policy_registry.get_by_type(Charter)
        return bool(policy.user_has_permission_for_instance(self.request.user, "change", self.object))

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        own = [
            Button(_("Print"), url=reverse("charter:print", args=[self.object.pk]), icon_name="doc-full", priority=5)
        ]
        if self.may_write:
            url = reverse("charter:new_version", args=[self.object.pk])
            own.append(Button(_("New draft from this one"), url=url, icon_name="copy", priority=15))
            if may_still_change(self.object):
                url = reverse("charter:discard", args=[self.object.pk])
                own.append(Button(_("Discard"), url=url, icon_name="bin", priority=25))
        return [*super().header_more_buttons, *own]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        charter = self.object
        meetings = Meeting.objects.filter(motions__charter=charter).order_by("held_on")
        return super().get_context_data(**kwargs) | {
            "state": state_of(charter),
            "terms": terms_of(charter),
            "meetings": meetings.select_related("bumm"),
            "others": Charter.objects.filter(bumm=charter.bumm_id).exclude(pk=charter.pk).select_related("bumm"),
            **tables_of(charter),
        }


class CompareVersions(OfficePage, TemplateView):
    """Two versions of one BUMM's charter side by side; without a choice, with the version before."""

    model = Charter
    related = ["bumm"]
    page_title = _("Compare")
    template_name = "bumm/charter/office/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = Charter.objects.filter(bumm=self.object.bumm).exclude(pk=self.object.pk).select_related("bumm")
        chosen = self.request.GET.get("with", "")
        if chosen.isdecimal():
            other = others.filter(pk=int(chosen) % 2**63).first()
        else:
            other = others.filter(version__lt=self.object.version).first() or others.first()
        groups = compared(other, self.object) if other else []
        return super().get_context_data(**kwargs) | {
            "object": self.object,
            "back": self.inspect_url(),
            "others": others,
            "other": other,
            "groups": groups,
            "differences": sum(line.differs for _heading, lines in groups for line in lines),
        }


class NewVersion(Act):
    refusals = (CharterRefusal,)
    model = Charter
    related = ["bumm"]
    page_title = _("New draft from this one")
    question = _("The draft says what this version says, and is then changed. This version stays as it is.")
    button = _("Make the draft")
    done = _("Here is the draft. Change it now.")

    def perform(self, form: Any) -> Charter:
        return services.copy_charter(charter=self.object)

    def record(self, found: Charter) -> None:
        self.object = found
        super().record(found)

    log_action = "wagtail.create"

    def leads_to(self, found: Charter) -> str:
        return reverse("charter:edit", args=[found.pk])


class DiscardCharter(Act):
    refusals = (CharterRefusal,)
    model = Charter
    related = ["bumm"]
    page_title = _("Discard")
    question = _("The draft is thrown away with its tables. This cannot be undone.")
    button = _("Discard the draft")
    done = _("The draft is discarded.")
    log_action = "wagtail.delete"
    irreversible = True

    def refuse(self) -> None:
        refuse_change(self.object)

    def perform(self, form: Any) -> None:
        key = self.object.pk
        services.discard_charter(charter=self.object)
        self.object.pk = key  # for the log

    def leads_to(self, found: None) -> str:
        return reverse("charter:index")


class PrintCharter(Document):
    model = Charter
    related = ["bumm__kelurahan", "resolution"]
    template_name = "bumm/charter/print/charter.html"

    def get_context_data(self) -> dict[str, Any]:
        return {"state": state_of(self.object), "terms": terms_of(self.object), **tables_of(self.object)}


class CharterViewSet(RecordViewSet):
    model = Charter
    form = CharterForm
    icon = "doc-full"
    menu_label = _("Charters (AD/ART)")
    index_view_class = RecordIndexView
    add_view_class = CharterCreateView
    edit_view_class = CharterEditView
    inspect_view_class = CharterInspectView
    create_template_name = edit_template_name = "bumm/charter/office/charter_form.html"
    related = ["bumm", "resolution"]
    list_display = [
        "title",
        "bumm",
        "version",
        Column("resolution", label=_("Resolution"), accessor=lambda charter: charter.resolution or _("draft")),
        "in_force_from",
    ]
    list_filter = {"bumm": ["exact"], "resolution": ["isnull"], "in_force_from": ["exact"]}
    list_export = ["title", "bumm", "version", "resolution", "in_force_from", "commission_bp", "quorum_bp"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("compare/<int:pk>/", CompareVersions.as_view(), name="compare"),
            path("new-version/<int:pk>/", NewVersion.as_view(), name="new_version"),
            path("discard/<int:pk>/", DiscardCharter.as_view(), name="discard"),
            path("print/<int:pk>/", PrintCharter.as_view(), name="print"),
        ]
