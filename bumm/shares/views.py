"""What a resident owns, for that resident alone."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bumm.people.models import Party, Person
from bumm.people.selectors import running_on
from bumm.shares.owned import events_of, held_by


@require_safe
@never_cache
@login_required
def own_shares(request: HttpRequest) -> HttpResponse:
    """Without an argument, so that there is no other's page to ask for. Who gave or took the shares is not named."""
    person = Person.objects.filter(user=request.user.pk).first()
    context = {"person": person, "today": timezone.localdate()} | (_owned_by(person) if person else {})
    return render(request, "bumm/shares/own_shares.html", context)


def _owned_by(person: Person) -> dict[str, Any]:
    """The person's own shares and events, and what groups hold for their members, of which the person is one."""
    today = timezone.localdate()
    party = Party.objects.filter(person=person).first()
    groups = Party.objects.filter(group__memberships__in=person.memberships.filter(running_on(today)))
    held_for = [(each.group, list(held_by(each, on=today))) for each in groups.select_related("group")]
    return {
        "party": party,
        "held": list(held_by(party, on=today)) if party else [],
        "events": events_of(party) if party else [],
        "held_for": [(group, held) for group, held in held_for if held],
    }
