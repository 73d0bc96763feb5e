"""What a resident gets of a distribution, for that resident alone: on screen, as a document, and to object to."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache

from bumm.distribution import services
from bumm.distribution.exceptions import DistributionRefusal
from bumm.distribution.models import Distribution, Objection
from bumm.distribution.payouts import SEEN, parts_through_groups
from bumm.distribution.printed import STATEMENT, as_pdf, name_of, told
from bumm.distribution.selectors import statement_of
from bumm.people.models import Party, Person
from bumm.people.services import party_of

RELATED = ["bumm__kelurahan", "charter", "entry"]


class ObjectionForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What is wrong?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say what is wrong, in your own words.")},
    )


@method_decorator(never_cache, name="dispatch")
class OwnDistribution(LoginRequiredMixin, View):
    """A run that gives the resident something, directly or through a group, from its announcement on; others are not
    there. While it is announced the resident may object here."""

    person: Person
    run: Distribution

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            self.person = get_object_or_404(Person, user=request.user.pk)
            self.run = get_object_or_404(Distribution.objects.filter(SEEN).select_related(*RELATED), pk=kwargs["run"])
            self.party = Party.objects.filter(person=self.person).first()
            self.statement = statement_of(self.run, self.party) if self.party else None
            self.through = parts_through_groups(self.person, Distribution.objects.filter(pk=self.run.pk))
            if not (self.through or (self.statement and self.statement.rows)):
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, run: int) -> HttpResponse:
        return self.show(ObjectionForm())

    def post(self, request: HttpRequest, run: int) -> HttpResponse:
        form = ObjectionForm(request.POST)
        if form.is_valid():
            try:
                self.object(form.cleaned_data["text"])
            except DistributionRefusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Your objection is recorded. The answer will stand here."))
                return redirect("own_distribution", self.run.pk)
        return self.show(form)

    @transaction.atomic
    def object(self, text: str) -> Objection:
        about: dict[str, Any] = {"party": party_of(self.person), "by": self.person.user, "text": text}
        return services.raise_objection(distribution=self.run, raised_on=timezone.localdate(), **about)

    def show(self, form: ObjectionForm) -> HttpResponse:
        context: dict[str, Any] = {
            "run": self.run,
            "through": self.through,
            "objections": Objection.objects.filter(distribution=self.run, party=self.party).order_by("pk"),
            "form": form if form.is_bound or takes_objections(self.run, timezone.localdate()) else None,
        }
        if self.statement and self.statement.rows:
            context |= told(self.statement)
        return render(self.request, "bumm/distribution/own_distribution.html", context)


class OwnStatementPdf(OwnDistribution):
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, run: int) -> HttpResponse:
        if not (self.statement and self.statement.rows):
            raise Http404
        context = told(self.statement)
        return as_pdf(STATEMENT, context, name_of(self.statement)) or render(request, STATEMENT, context)


def takes_objections(run: Distribution, on: dt.date) -> bool:
    if run.state != Distribution.State.ANNOUNCED or not (run.announced_on and run.objections_until):
        return False
    return run.announced_on <= on <= run.objections_until
