"""What deeds on the register of a whole BUMM have in common."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from bumm.people.acts import Act
from bumm.people.models import Bumm
from bumm.shares.permissions import share_classes


class OfBumm(Act):
    """Whoever may do `needs` with the classes of a BUMM may do this on its register."""

    model = Bumm
    related = ["kelurahan"]

    def refuse_others(self) -> None:
        if not share_classes.bumm_for(self.user, [self.needs]).filter(pk=self.object.pk).exists():
            raise PermissionDenied

    def inspect_url(self) -> str:
        return reverse("register:of_bumm", args=[self.object.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        first = {"url": reverse("register:index"), "label": _("Registers of shares")}
        here = {"url": self.inspect_url(), "label": str(self.object)}
        return [first, here, {"url": "", "label": str(self.page_title)}]
