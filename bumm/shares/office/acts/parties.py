"""Choosing a party among thousands: a part of the name is typed, and one of those found is taken."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from bumm.charter.selectors import NAMES, groups_of, residents_of
from bumm.people.models import Bumm, Institution, Kelurahan, Party, Person
from bumm.people.services import party_of
from bumm.shares.models import ShareClass
from bumm.shares.office.acts.deed import Deed
from bumm.shares.selectors import holdings

MOST_SHOWN = 20


class Match(NamedTuple):
    """One that was found; `token` names it in an address, `hint` tells it from others of its name."""

    token: str
    name: str
    hint: str


class Choice(NamedTuple):
    """One party to be chosen: `label` for the screen, and where it is found by name and by token."""

    label: Any
    search: Callable[[str], list[Match]]
    find: Callable[[str], Party]


def _sources(bumm: Bumm) -> dict[str, QuerySet[Any]]:
    """Who may come to hold shares of a BUMM; the charter says of which class."""
    return {
        "group": groups_of(bumm),
        "kelurahan": Kelurahan.objects.filter(pk=bumm.kelurahan_id),
        "institution": Institution.objects.order_by("name"),
        "person": residents_of(bumm),
    }


def anyone_of(label: Any, bumm: Bumm) -> Choice:
    """A resident of the kelurahan, a group of the BUMM, the kelurahan itself, or a partner."""

    def search(name: str) -> list[Match]:
        found: list[Match] = []
        for kind, rows in _sources(bumm).items():
            few = rows.filter(name__icontains=name)[: MOST_SHOWN - len(found)]
            found += [Match(f"{kind}:{row.pk}", row.name, _hint(row)) for row in few]
        return found

    def find(token: str) -> Party:
        kind, _colon, key = token.partition(":")
        rows = _sources(bumm).get(kind)
        try:
            row = rows.filter(pk=key).first() if rows is not None else None
        except ValueError:
            row = None
        if row is None:
            raise Http404
        return party_of(row)

    return Choice(label, search, find)


def holder_of(label: Any, share_class: ShareClass) -> Choice:
    """Who holds shares of a class today."""

    def search(name: str) -> list[Match]:
        held = holdings(share_class, as_of=timezone.localdate())
        names = [names.removeprefix("party__") for names in NAMES]
        named = Q()
        for each in names:
            named |= Q(**{f"{each}__name__icontains": name})
        rows = Party.objects.filter(named, pk__in=held).select_related(*names).order_by("pk")[:MOST_SHOWN]
        return [Match(str(row.pk), str(row), _("{n} shares").format(n=held[row.pk])) for row in rows]

    def find(token: str) -> Party:
        """Whoever ever took some: a page that gave all of them away may be sent once more."""
        if not token.isdecimal():
            raise Http404
        return get_object_or_404(Party.objects.filter(took__share_class=share_class).distinct(), pk=token[:18])

    return Choice(label, search, find)


def _hint(row: Any) -> str:
    if isinstance(row, Person):
        return f"RT {row.household.rt}/RW {row.household.rw}" if row.household else ""
    return str(row._meta.verbose_name)


class WithParties(Deed):
    """A deed between parties. Each is chosen first, one after the other, and then stands in the address."""

    chosen: dict[str, Party]

    def choices(self) -> dict[str, Choice]:
        raise NotImplementedError

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        asked = {name: request.GET[name] for name in self.choices() if request.GET.get(name)}
        self.chosen = {name: self.choices()[name].find(token) for name, token in asked.items()}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        for name, choice in self.choices().items():
            if name not in self.chosen:
                return self.search(name, choice)
        return super().dispatch(request, *args, **kwargs)

    def search(self, name: str, choice: Choice) -> Any:
        query = self.request.GET.get("q", "").strip()[:80]
        taken = [(each, self.request.GET[each]) for each in self.chosen]
        found = choice.search(query)
        context = super().get_context_data(form=None) | {
            "choice": choice,
            "name": name,
            "taken": taken,
            "query": query,
            "found": found,
            "is_cut": len(found) == MOST_SHOWN,
        }
        self.template_name = "bumm/shares/office/choose_party.html"
        return self.render_to_response(context)

    def facts(self) -> list[tuple[Any, Any]]:
        labels = self.choices()
        return [(labels[name].label, party) for name, party in self.chosen.items()]
