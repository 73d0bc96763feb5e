"""Finding the party that someone means by a part of a name: holders of a BUMM's shares, its groups, their members."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils import timezone

from bumm.charter.selectors import NAMES
from bumm.people.models import Bumm, Membership, Party, Person
from bumm.people.selectors import running_on
from bumm.people.services import party_of
from bumm.shares.models import ShareEvent

MOST = 30  # names that are offered at once
PARTY, PERSON = "p", "w"  # before the key: a party, or a resident who is none yet
Choice = tuple[str, str]


def holders_named(bumm: Bumm, name: str) -> QuerySet[Party]:
    """Who ever had shares of the BUMM or sells through it, with this in the name."""
    fields = [field.removeprefix("party__") for field in NAMES]
    bears_it = Q()
    for field in fields:
        bears_it |= Q(**{f"{field}__name__icontains": name})
    takers = ShareEvent.objects.filter(share_class__bumm=bumm, taker__isnull=False).values("taker")
    parties = Party.objects.filter(bears_it, Q(pk__in=takers) | Q(group__selling_bumm=bumm))
    return parties.select_related(*fields).order_by(*(f"{field}__name" for field in fields), "pk")


def choices(bumm: Bumm, name: str) -> list[Choice]:
    """Keys and names of the first MOST holders and members."""
    found = [(f"{PARTY}{party.pk}", str(party)) for party in holders_named(bumm, name)[:MOST]]
    known = {key for key, _name in found}
    return [*found, *(choice for choice in _members(bumm, name) if choice[0] not in known)][:MOST]


def _members(bumm: Bumm, name: str) -> Iterator[Choice]:
    running = Membership.objects.filter(running_on(timezone.localdate()), group__selling_bumm=bumm)
    persons = Person.objects.filter(pk__in=running.values("person"), name__icontains=name).select_related("party")
    for person in persons.order_by("name", "pk")[:MOST]:
        party = getattr(person, "party", None)
        yield (f"{PARTY}{party.pk}" if party else f"{PERSON}{person.pk}", person.name)


def chosen(key: str) -> Party:
    """The party that a key of `choices()` stands for; a resident becomes one."""
    number = int(key[1:])
    return Party.objects.get(pk=number) if key[0] == PARTY else party_of(Person.objects.get(pk=number))
