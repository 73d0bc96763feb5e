"""One deed on one record: a page that asks, one service that does it, and the way back to the record."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views import View
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.permissions import policy_registry


def refuse_others(request: HttpRequest, row: Any, action: str) -> None:
    """Raises PermissionDenied where the policy does not let the user do this with this row."""
    policy = policy_registry.get_by_type(type(row))
    if not policy.user_has_permission_for_instance(request.user, action, row):
        raise PermissionDenied


class OfRecord(View):
    """A view of one row, for those who may do `needs` with it."""

    model: Any = None
    related: list[str] = []
    needs = "view"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.user: Any = request.user
        self.object = self.get_record(**kwargs)
        self.refuse_others()

    def refuse_others(self) -> None:
        """Raises PermissionDenied where this row is not for the user."""
        refuse_others(self.request, self.object, self.needs)

    def get_record(self, **kwargs: Any) -> Any:
        return get_object_or_404(self.model.objects.select_related(*self.related), pk=kwargs["pk"])

    def inspect_url(self) -> str:
        return reverse(f"{self.object._meta.model_name}:inspect", args=[self.object.pk])


class OfficePage(WagtailAdminTemplateMixin, OfRecord):
    """With the office's frame, and the way back in its header."""

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        meta = self.object._meta
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{meta.model_name}:index"), "label": capfirst(meta.verbose_name_plural)},
            {"url": self.inspect_url(), "label": str(self.object)},
            {"url": "", "label": str(self.page_title)},
        ]


class Act(OfficePage, FormView):
    """Asks, and then does it: `perform()` calls the one service. What the rules refuse is said, and nothing is lost.

    `refusals` are the exceptions by which its room, and those below that it calls, refuse.
    """

    needs = "change"
    refusals: tuple[type[Exception], ...] = ()
    form_class: Any = forms.Form
    template_name = "bumm/people/office/act.html"
    question: Any = ""
    button: Any = ""
    done: Any = ""  # what is said afterwards
    log_action = "wagtail.edit"
    irreversible = False

    def refuse(self) -> None:
        """Raises a refusal where it is not the time for this; the record says why then."""

    def perform(self, form: Any) -> Any:
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            self.refuse()
        except self.refusals as refusal:
            messages.error(request, str(refusal))
            return redirect(self.inspect_url())
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            found = self.perform(form)
        except self.refusals as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return self.form_invalid(form)
        self.record(found)
        messages.success(self.request, self.done)
        return redirect(self.leads_to(found))

    def record(self, found: Any) -> None:
        log(instance=self.object, action=self.log_action, user=self.user)

    def leads_to(self, found: Any) -> str:
        return self.inspect_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"view": self, "back": self.inspect_url()}


class Document(OfRecord):
    """A page to print, and nothing around it."""

    template_name = ""

    def get_context_data(self) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = {"object": self.object, "back": self.inspect_url()} | self.get_context_data()
        return render(request, self.template_name, context)
