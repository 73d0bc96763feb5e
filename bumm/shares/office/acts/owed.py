"""What a BUMM still owes for redeemed shares."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bumm.money import format_rupiah
from bumm.shares.office.pages import OfRegisters
from bumm.shares.office.records import names_of
from bumm.shares.permissions import share_classes
from bumm.shares.redemption import owed_each, unpaid


class Owed(OfRegisters):
    template_name = "bumm/shares/office/owed.html"

    def get(self, request: HttpRequest, bumm_id: int) -> HttpResponse:
        events = list(unpaid(self.bumm).select_related("share_class__bumm", *names_of("giver")))
        amounts = owed_each(unpaid(self.bumm))
        lines = [(event, format_rupiah(amounts[event.entry_id or 0])) for event in events]
        pays = share_classes.bumm_for(self.user, ["pay"]).filter(pk=self.bumm.pk).exists()
        total = format_rupiah(sum(amounts.values()))
        return self.show(_("Redemptions to be paid"), bumm=self.bumm, lines=lines, total=total, pays=pays)
