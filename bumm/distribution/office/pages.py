"""What the pages about several runs share: whose they are, and how they are framed."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.views import View

from bumm.distribution.models import Distribution
from bumm.distribution.permissions import distributions
from bumm.people.models import Bumm


class OfDistributions(View):
    """For those who may do `needs` with the distributions of some BUMM."""

    needs = "view"
    template_name = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.user: Any = request.user

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not distributions.user_has_permission(self.user, self.needs):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def own_bumm(self) -> QuerySet[Bumm]:
        return distributions.bumm_for(self.user, [self.needs]).select_related("kelurahan").order_by("name")

    def show(self, title: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        first = {"url": reverse("distribution:index"), "label": capfirst(Distribution._meta.verbose_name_plural)}
        context |= {
            "header_title": title,
            "header_icon": "sliders" if self.needs == "view" else "order-down",
            "breadcrumbs_items": [first, {"url": "", "label": title}],
        }
        return render(self.request, self.template_name, context, status=status)
