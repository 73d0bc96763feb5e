"""Drafting charters. What puts one in force is a meeting's resolution, and nothing here."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from bumm.charter import exceptions as refusals
from bumm.charter.models import Charter, CharterShareClass, WaterfallRow
from bumm.charter.percent import WHOLE
from bumm.ledger.models import Account
from bumm.ledger.services.books import rows_of
from bumm.ledger.services.periods import RETAINED_EARNINGS
from bumm.people.models import Bumm

# What another fund can be: owed or owned, but neither what the share register decides nor what is distributed.
FUNDS = (Account.Kind.LIABILITY, Account.Kind.EQUITY)
NOT_FUNDS = ("3.1.01", RETAINED_EARNINGS)

TERMS = [field.name for field in Charter._meta.fields if field.editable and field.name not in ("id", "bumm")]


@transaction.atomic
def draft_charter(
    *, bumm: Bumm, share_classes: Sequence[CharterShareClass], waterfall: Sequence[WaterfallRow], **terms: Any
) -> Charter:
    """The BUMM's next version, as a draft. The rows of its tables come unsaved, the waterfall in its order.

    Raises DistributionNotWhole, NoShareClass or NotAFund.
    """
    locked = Bumm.objects.select_for_update(no_key=True).get(pk=bumm.pk)
    last = Charter.objects.filter(bumm=locked).aggregate(last=Max("version"))["last"] or 0
    return _store(Charter(bumm=locked, version=last + 1, **terms), share_classes, waterfall)


@transaction.atomic
def revise_charter(
    *, charter: Charter, share_classes: Sequence[CharterShareClass], waterfall: Sequence[WaterfallRow], **terms: Any
) -> Charter:
    """Change a draft; its tables are replaced. Raises as `draft_charter()`, CharterAdopted or CharterBeforeMeeting."""
    locked = _editable(charter)
    for name, value in terms.items():
        setattr(locked, name, value)
    locked.share_classes.all().delete()
    locked.waterfall.all().delete()
    return _store(locked, share_classes, waterfall)


@transaction.atomic
def copy_charter(*, charter: Charter) -> Charter:
    """A new draft that says what this version says."""
    return draft_charter(
        bumm=charter.bumm,
        share_classes=list(charter.share_classes.all()),
        waterfall=list(charter.waterfall.all()),
        **{name: getattr(charter, name) for name in TERMS},
    )


@transaction.atomic
def discard_charter(*, charter: Charter) -> None:
    """Throw a draft away. Raises CharterAdopted, CharterBeforeMeeting or CharterOnAgenda."""
    locked = _editable(charter)
    if locked.motions.exists():
        raise refusals.CharterOnAgenda
    locked.delete()


def refuse_tables(share_classes: Sequence[CharterShareClass], waterfall: Sequence[WaterfallRow]) -> None:
    """Raises NoShareClass, or DistributionNotWhole with what is too much or missing."""
    if not share_classes:
        raise refusals.NoShareClass
    if (total := sum(row.basis_points for row in waterfall)) != WHOLE:
        raise refusals.DistributionNotWhole(total)


def refuse_funds(bumm: Bumm, waterfall: Sequence[WaterfallRow]) -> None:
    """Raises NotAFund where another fund's account is none of the BUMM's book that can be one.

    Before the book is open, an account that its chart does not have yet may still come with it.
    """
    own = {account.code: account.kind for account in Account.objects.filter(book__bumm=bumm)}
    kinds = own or {account["code"]: account["kind"] for account in rows_of("chart.csv")}
    for row in waterfall:
        if row.target == WaterfallRow.Target.OTHER:
            kind = kinds.get(row.account)
            if row.account in NOT_FUNDS or (kind not in FUNDS and (kind or own)):
                raise refusals.NotAFund(row.account)


def refuse_change(charter: Charter) -> None:
    """Raises CharterAdopted or CharterBeforeMeeting where a charter changes no more."""
    if not charter.is_draft:
        raise refusals.CharterAdopted
    if charter.motions.filter(meeting__roll_frozen_at__isnull=False).exists():
        raise refusals.CharterBeforeMeeting


def _editable(charter: Charter) -> Charter:
    locked = Charter.objects.select_for_update(of=("self",)).select_related("bumm").get(pk=charter.pk)
    refuse_change(locked)
    return locked


def _store(charter: Charter, share_classes: Sequence[CharterShareClass], waterfall: Sequence[WaterfallRow]) -> Charter:
    refuse_tables(share_classes, waterfall)
    refuse_funds(charter.bumm, waterfall)
    charter.full_clean()
    charter.save()
    for position, row in enumerate(waterfall, 1):
        row.position = position
        row.account = WaterfallRow.ACCOUNTS.get(WaterfallRow.Target(row.target), row.account)
    parts: list[CharterShareClass | WaterfallRow] = [*share_classes, *waterfall]
    for part in parts:
        part.pk, part._state.adding, part.charter = None, True, charter
        part.full_clean()
        part.save()
    return charter
