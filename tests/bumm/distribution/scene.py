"""A BUMM whose year 2013 is closed with a profit, and the steps of its distribution."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from bumm.charter import services as charters
from bumm.charter.models import CharterShareClass, Meeting, WaterfallRow
from bumm.distribution import services
from bumm.distribution.models import Distribution
from bumm.ledger import services as ledger
from bumm.ledger.models import Evidence
from bumm.ledger.services import Draft
from bumm.people.models import Bumm, Group, Party, User
from bumm.people.services import party_of
from bumm.shares import services as shares
from bumm.shares.models import ShareClass
from tests.bumm.ledger.test_books import pdf
from tests.factories import (
    BummFactory,
    CharterFactory,
    GroupFactory,
    MeetingFactory,
    adopted,
    frozen,
    holder,
    issued,
)

FOUNDED, ISSUED = dt.date(2013, 2, 10), dt.date(2013, 3, 1)
END = dt.date(2013, 12, 31)
ANNOUNCED, HELD = dt.date(2014, 1, 20), dt.date(2014, 2, 20)
BANK, CASH, DEPOSITS, PAYABLE, RETAINED, RESERVE = (
    "1.1.01.02",
    "1.1.01.01",
    "2.1.01",
    "2.1.05",
    "3.3.01",
    "3.3.02",
)
COMMISSION, RENT = "4.1.01", "6.1.01"
OF_ALL = {"for_persons": True, "for_groups": True, "for_kelurahan": True, "for_institutions": True}


def founded(
    parts: Sequence[tuple[str, int]], *, classes: Sequence[CharterShareClass] = (), place: str = "tipes", **terms: Any
) -> Bumm:
    """A BUMM with a charter in force and an empty book. `parts` are (target, basis points)."""
    rows = [WaterfallRow(name=target.capitalize(), target=target, basis_points=part) for target, part in parts]
    tables = list(classes) or [CharterShareClass(code="A", name="Biasa", par=50_000, **OF_ALL)]
    terms = {"objection_days": 14, "notice_days": 7} | terms
    charter = adopted(CharterFactory(bumm=BummFactory(place=place), share_classes=tables, waterfall=rows, **terms))
    ledger.open_book(code=f"BUMM-{place.upper()}", name=f"Buku {charter.bumm.name}", bumm=charter.bumm)
    return charter.bumm


def share_class_of(bumm: Bumm, code: str = "A") -> ShareClass:
    return shares.open_share_class(bumm=bumm, code=code, on=ISSUED)


def own(bumm: Bumm, wanted: dict[Party, int], *, on: dt.date = ISSUED, code: str = "A") -> None:
    issued(share_class_of(bumm, code), wanted, on)


def sell(bumm: Bumm, group: Group, gross: int, *, commission: int, on: dt.date = dt.date(2013, 6, 1)) -> None:
    """A sale of a group that was paid and handed over."""
    book = bumm.book
    account = ledger.open_group_account(book=book, group=group).code
    transfers = ((BANK, DEPOSITS, gross), (DEPOSITS, account, gross - commission), (DEPOSITS, COMMISSION, commission))
    number = book.entries.count()
    ledger.post(book=book, draft=Draft(f"sale:{number}", on, tuple(t for t in transfers if t[2])))


def earn(bumm: Bumm, amount: int, *, on: dt.date = dt.date(2013, 6, 1)) -> None:
    """Commission of the year, or rent where negative."""
    book = bumm.book
    transfer = (BANK, COMMISSION, amount) if amount > 0 else (RENT, BANK, -amount)
    ledger.post(book=book, draft=Draft(f"result:{book.entries.count()}", on, (transfer,)))


def close(bumm: Bumm, year: int = 2013) -> None:
    ledger.close_year(book=bumm.book, through=dt.date(year, 12, 31), by=None)


def group_with(bumm: Bumm, **details: Any) -> tuple[Group, Party]:
    group = GroupFactory(selling_bumm=bumm, **details)
    return group, party_of(group)


def treasurer_of(bumm: Bumm) -> User:
    return holder("treasurer", bumm=bumm)


def supervisor_of(bumm: Bumm) -> User:
    return holder("supervisor", bumm=bumm)


def prepared(bumm: Bumm, amount: int, *, by: User | None = None, **details: Any) -> Distribution:
    """A sealed draft over 2013."""
    details = {"period_end": END} | details
    run = services.prepare_distribution(bumm=bumm, amount=amount, by=by or treasurer_of(bumm), **details)
    return services.carry_on(distribution=run)


def announced(bumm: Bumm, amount: int, *, by: User | None = None, **details: Any) -> Distribution:
    run = prepared(bumm, amount, by=by, **details)
    return services.announce_distribution(distribution=run, announced_on=ANNOUNCED)


def annual_meeting(bumm: Bumm, held_on: dt.date = HELD) -> Meeting:
    return MeetingFactory(bumm=bumm, kind=Meeting.Kind.ANNUAL, held_on=held_on)


def resolve(meeting: Meeting) -> None:
    """Three residents are there and in favour of all, and the minutes are kept."""
    voters = frozen(meeting)
    charters.mark_attendance(meeting=meeting, present=voters)
    for motion in meeting.motions.all():
        charters.record_votes(motion=motion, votes=dict.fromkeys(voters, "for"))
    charters.close_meeting(meeting=meeting, minutes=proof(f"notulen {meeting.pk}"), by=None)


def resolved(run: Distribution, *, held_on: dt.date = HELD) -> Distribution:
    meeting = annual_meeting(run.bumm, held_on)
    run = services.put_to_meeting(distribution=run, meeting=meeting)
    resolve(meeting)
    return Distribution.objects.get(pk=run.pk)


def posted(bumm: Bumm, amount: int, *, by: User | None = None, approver: User | None = None) -> Distribution:
    run = resolved(announced(bumm, amount, by=by))
    return services.approve_distribution(distribution=run, by=approver or supervisor_of(bumm))


def amounts_of(run: Distribution, target: str = "owners") -> dict[int, int]:
    """Rupiah by party key of a part."""
    rows = run.parts.get(target=target).pools.order_by("pk").values_list("allocations__party", "allocations__amount")
    found: dict[int, int] = {}
    for party, amount in rows:
        found[party] = found.get(party, 0) + amount
    return found


def proof(text: str = "kuitansi") -> Evidence:
    return ledger.store_evidence(file=pdf(text), by=None)
