"""Putting events at the end of a class: what the services for each kind have in common."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields

from django.db import transaction
from django.utils import timezone

from bumm.charter.models import CharterShareClass
from bumm.ledger import services as ledger
from bumm.ledger.models import Book, Entry, Evidence
from bumm.ledger.models.entries import LARGEST_AMOUNT
from bumm.people.models import Bumm, Party
from bumm.shares import exceptions as refusals
from bumm.shares import selectors
from bumm.shares.hashing import Content, event_hash, genesis
from bumm.shares.models import ShareClass, ShareEvent
from bumm.shares.models.events import LARGEST_QUANTITY


@dataclass(frozen=True)
class Draft:
    """An event to be. `entry` carries its money, and is posted before it."""

    kind: str
    reference: str
    effective_on: dt.date
    giver: Party | None
    taker: Party | None
    quantity: int
    evidence: Evidence | None = None
    corrects: ShareEvent | None = None
    entry: Entry | None = field(default=None, compare=False)


@transaction.atomic
def open_share_class(*, bumm: Bumm, code: str, on: dt.date) -> ShareClass:
    """The class of this code, made when first asked for. Raises NoTerms unless the charter of that day has it."""
    if found := ShareClass.objects.filter(bumm=bumm, code=code).first():
        return found
    terms_for(ShareClass(bumm=bumm, code=code), on)
    share_class, _created = ShareClass.objects.get_or_create(bumm=bumm, code=code)
    return share_class


def locked(share_class: ShareClass) -> ShareClass:
    """The class with its BUMM, locked until the transaction ends."""
    rows = ShareClass.objects.select_for_update(of=("self",), no_key=True).select_related("bumm__kelurahan")
    return rows.get(pk=share_class.pk)


def terms_for(share_class: ShareClass, on: dt.date) -> CharterShareClass:
    """Raises NoTerms on a day without a charter that has the class."""
    if terms := selectors.terms_of(share_class, on):
        return terms
    raise refusals.NoTerms(share_class.code, on)


def book_of(bumm: Bumm) -> Book:
    if book := Book.objects.filter(bumm=bumm).first():
        return book
    raise refusals.NoBook


def par_of(share_class: ShareClass, terms: CharterShareClass) -> int:
    """The par of new shares. Raises ParChanged where those of the class were issued at another."""
    par = par_at_issue(share_class)
    if par and par != terms.par:
        raise refusals.ParChanged(share_class.code, par, terms.par)
    return terms.par


def par_at_issue(share_class: ShareClass) -> int:
    """The par that all shares of a class were issued at; 0 where there are none yet."""
    return ShareEvent.objects.filter(share_class=share_class).values_list("par", flat=True).first() or 0


def refuse_holder(share_class: ShareClass, terms: CharterShareClass, party: Party) -> None:
    if not selectors.may_hold(terms, party, share_class.bumm):
        raise refusals.MayNotHold(party, share_class.code)


def standing(share_class: ShareClass, draft: Draft) -> ShareEvent | None:
    """The event that stands under the draft's reference already. Raises ReferenceTaken where it says something else."""
    event = ShareEvent.objects.filter(share_class=share_class, reference=draft.reference).first()
    if event and said_by(event) != draft:
        raise refusals.ReferenceTaken(draft.reference)
    return event


def said_by(event: ShareEvent) -> Draft:
    parties_and_proof = (event.giver, event.taker, event.quantity, event.evidence, event.corrects)
    return Draft(event.kind, event.reference, event.effective_on, *parties_and_proof)


def refuse_nonsense(draft: Draft, par: int) -> None:
    """Raises NotAQuantity, SameParty or NotToCome, before anything is posted."""
    if draft.quantity < 1 or draft.quantity > min(LARGEST_QUANTITY, LARGEST_AMOUNT // par):
        raise refusals.NotAQuantity(draft.quantity)
    if draft.giver == draft.taker:
        raise refusals.SameParty
    if draft.effective_on > timezone.localdate():
        raise refusals.NotToCome(draft.effective_on)


def entry_for(share_class: ShareClass, draft: Draft, transfers: Sequence[tuple[str, str, int]]) -> ledger.Draft:
    """The entry that carries an event's money, of its day and with what proves it."""
    proof = [draft.evidence.pk] if draft.evidence else []
    reference = f"shares:{share_class.code}:{draft.reference}"
    return ledger.Draft(reference, draft.effective_on, tuple(transfers), evidence=proof)


def append(share_class: ShareClass, par: int, drafts: Sequence[Draft]) -> list[ShareEvent]:
    """Put new events at the end of a locked class, each numbered and hashed after the one before it."""
    last = ShareEvent.objects.filter(share_class=share_class).order_by("-number").first()
    return ShareEvent.objects.bulk_create(_chained(share_class, par, last, drafts))


def _chained(
    share_class: ShareClass, par: int, last: ShareEvent | None, drafts: Sequence[Draft]
) -> Iterator[ShareEvent]:
    kelurahan, code = share_class.bumm.kelurahan_id, share_class.code
    number, previous = (last.number, last.hash) if last else (0, genesis(kelurahan, code))
    now = timezone.now()
    for draft in drafts:
        number += 1
        said = {part.name: getattr(draft, part.name) for part in fields(draft)}
        event = ShareEvent(share_class=share_class, number=number, recorded_at=now, par=par, **said)
        previous = event.hash = event_hash(_content(event), previous)
        yield event


def _content(event: ShareEvent) -> Content:
    share_class = event.share_class
    return Content(
        kelurahan=share_class.bumm.kelurahan_id,
        code=share_class.code,
        number=event.number,
        kind=event.kind,
        reference=event.reference,
        effective_on=event.effective_on,
        recorded_at=event.recorded_at,
        giver=event.giver_id,
        taker=event.taker_id,
        quantity=event.quantity,
        par=event.par,
        corrects=event.corrects.number if event.corrects else None,
        evidence=event.evidence_id,
        entry=event.entry.number if event.entry else None,
    )
