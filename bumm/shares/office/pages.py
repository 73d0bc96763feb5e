"""What the pages of the register share: whose they are, and how they are framed."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from bumm.people.models import Bumm
from bumm.shares.permissions import share_classes


class OfRegisters(View):
    """For those who may do `needs` with the classes of some BUMM; where the address names one, of that one."""

    needs = "holders"
    template_name = ""
    bumm: Bumm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.user: Any = request.user

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not share_classes.user_has_permission(self.user, self.needs):
            raise PermissionDenied
        if "bumm_id" in kwargs:
            self.bumm = get_object_or_404(Bumm.objects.select_related("kelurahan"), pk=kwargs["bumm_id"])
            if not self.own_bumm().filter(pk=self.bumm.pk).exists():
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def own_bumm(self) -> Any:
        return share_classes.bumm_for(self.user, [self.needs])

    def show(self, title: Any, **context: Any) -> HttpResponse:
        first = {"url": reverse("register:index"), "label": _("Registers of shares")}
        context |= {
            "header_title": title,
            "header_icon": "group",
            "breadcrumbs_items": [first, {"url": "", "label": title}] if title != first["label"] else [first],
        }
        return render(self.request, self.template_name, context)

    def here(self, *without: str) -> str:
        """The query with what was chosen, which links add to."""
        chosen = self.request.GET.copy()
        for added in ("export", "p", "step", *without):
            chosen.pop(added, None)
        return f"?{chosen.urlencode()}"
