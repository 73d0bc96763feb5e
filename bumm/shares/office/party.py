"""What one party owns of the BUMM whose register the reader may see, and how it came to that."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from bumm.charter.selectors import NAMES
from bumm.people.models import Party
from bumm.shares.models import Subscription
from bumm.shares.office.pages import OfRegisters
from bumm.shares.office.records import names_of
from bumm.shares.owned import events_of, held_by
from bumm.shares.selectors import members_behind

EVENTS_A_PAGE = 50


class PartyPage(OfRegisters):
    """Refused for a party with which no register of the reader's has to do."""

    template_name = "bumm/shares/office/party.html"

    def get(self, request: HttpRequest, party_id: int) -> HttpResponse:
        names = [name.removeprefix("party__") for name in NAMES]
        party = get_object_or_404(Party.objects.select_related(*names), pk=party_id)
        own, today = self.own_bumm(), timezone.localdate()
        events = events_of(party).filter(share_class__bumm__in=own).select_related(*names_of("giver", "taker"))
        subscriptions = Subscription.objects.filter(party=party, share_class__bumm__in=own)
        if not (events.exists() or subscriptions.exists()):
            raise PermissionDenied
        page: Any = Paginator(events, EVENTS_A_PAGE).get_page(request.GET.get("p"))
        return self.show(
            str(party),
            party=party,
            held=list(held_by(party, on=today, bumm=own)),
            members=members_behind(party, today),
            page=page,
            subscriptions=subscriptions.select_related("share_class__bumm"),
            today=today,
        )
