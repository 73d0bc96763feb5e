"""Recording that a group or an attendant hands in cash of the BUMM."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumm.distribution.office.proven import ProvenForm
from bumm.ledger.models import Book, Entry
from bumm.ledger.office.amounts import RupiahField
from bumm.ledger.statements.forms import DayField
from bumm.money import format_rupiah
from bumm.people.models import Group, User
from catalog.settlement import services
from catalog.settlement.office.pages import OfBook, ProvenSettlementAct
from catalog.settlement.permissions import claims
from catalog.settlement.selectors import held_by_attendants, standings


def holders(book: Book) -> dict[str, tuple[Group | User, int]]:
    """Whoever holds cash of a book, with how much, by what a form calls them."""
    found: dict[str, tuple[Group | User, int]] = {}
    for standing in standings(book, timezone.localdate()):
        if standing.custody > 0:
            found[f"group-{standing.group.pk}"] = standing.group, standing.custody
    for user, amount in held_by_attendants(book):
        found[f"user-{user.pk}"] = user, amount
    return found


class HandInForm(ProvenForm):
    """`sending` comes with the form, so that sending it twice records it once."""

    sending = forms.UUIDField(widget=forms.HiddenInput)
    who = forms.ChoiceField(label=_("From whom?"))
    amount = RupiahField(label=_("Amount"))
    on = DayField(label=_("Handed in on"))
    into = forms.ChoiceField(
        label=_("To which account?"), choices=[(services.Money.CASH, _("cash")), (services.Money.BANK, _("bank"))]
    )
    field_order = ["sending", "who", "amount", "on", "into", "proofs"]

    def __init__(self, *args: Any, holders: dict[str, tuple[Group | User, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, f"{who} ({format_rupiah(amount)})") for code, (who, amount) in holders.items()]
        self.fields["who"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]


class HandIn(OfBook, ProvenSettlementAct):
    policy = claims
    needs = "add"
    page_title = _("Cash is handed in")
    question = _("Cash that a group or an attendant took from buyers belongs to the BUMM.")
    form_class = HandInForm
    button = _("Record it")
    done = _("It is recorded, and stands in the book.")
    log_action = "settlement.hand_in"

    def get_form_kwargs(self) -> dict[str, Any]:
        self.holders = holders(self.object)
        return super().get_form_kwargs() | {"holders": self.holders}

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("who", "")
        return {"sending": uuid4(), "who": asked, "on": timezone.localdate(), "into": services.Money.CASH}

    def perform(self, form: Any) -> Entry:
        said = form.cleaned_data
        who, _held = self.holders[said["who"]]
        return services.hand_in(
            book=self.object,
            cause=f"hand-in:{said['sending']}",
            amount=said["amount"],
            on=said["on"],
            group=who if isinstance(who, Group) else None,
            holder=who if isinstance(who, User) else None,
            into=services.Money(said["into"]),
            evidence=[each.pk for each in self.evidence],
        )
