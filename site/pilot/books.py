"""The pilot's founding meetings and charters, and the first years of three books with their registers of shares."""

import calendar
import datetime as dt
from collections.abc import Iterator
from typing import Any

from bumm.charter import services as charters
from bumm.charter.models import Charter, CharterShareClass, Meeting, Motion, Vote, WaterfallRow
from bumm.charter.models.charters import Majority
from bumm.ledger import services
from bumm.ledger.models import Book, Journal
from bumm.ledger.services import Draft
from bumm.money import percentage
from bumm.people.models import Bumm, Group, Person, User
from bumm.people.services import party_of
from pilot import papers, shares
from pilot.sources import read

CASH, BANK, EQUIPMENT, WORN_OFF = "1.1.01.01", "1.1.01.02", "1.3.01", "1.3.02"
DEPOSITS, GIVEN = "2.1.01", "3.4.01"
COMMISSION, DEPRECIATION = "4.1.01", "6.1.06"
OFFICERS_FUND = "2.1.09"
THOUSAND = 1_000


def load() -> None:
    source = read("charters")
    for row in source["charter"]:
        bumm = Bumm.objects.get(kelurahan__slug=row["bumm"])
        if not Charter.objects.filter(bumm=bumm).exists():
            found(bumm, row, source)
    for row in read("books")["book"]:
        bumm = Bumm.objects.get(kelurahan__slug=row["bumm"])
        if not Book.objects.filter(bumm=bumm).exists():
            keep_books(bumm, row)


def found(bumm: Bumm, row: dict[str, Any], source: dict[str, Any]) -> Charter:
    """Draft a charter and adopt it at the founding meeting, where heads count."""
    charter = charters.draft_charter(
        bumm=bumm,
        title=source["title"],
        articles=source["articles"].strip().format(bumm=bumm.name, kelurahan=bumm.kelurahan.name),
        share_classes=[CharterShareClass(**share_class) for share_class in source["share_class"]],
        waterfall=list(_waterfall(row["waterfall"], source["waterfall_names"])),
        **source["terms"] | row.get("terms", {}),
    )
    held_on = row["held_on"]
    meeting = charters.call_meeting(
        bumm=bumm,
        kind=Meeting.Kind.FOUNDING,
        held_on=held_on,
        starts_at=dt.time(19, 30),
        place=row["place"],
        invited_on=held_on - dt.timedelta(days=10),
        notice="Musyawarah pendirian: membahas dan menetapkan anggaran dasar badan usaha milik warga.",
        by=None,
    )
    motion = charters.add_motion(
        meeting=meeting,
        title="Menetapkan anggaran dasar",
        text="Musyawarah menetapkan anggaran dasar dan anggaran rumah tangga seperti yang dibacakan.",
        effect=Motion.Effect.ADOPT_CHARTER,
        charter=charter,
        in_force_from=held_on,
    )
    residents = Person.objects.filter(household__kelurahan=bumm.kelurahan).order_by("pk")
    charters.fill_roll(meeting=meeting, weights={party_of(person): 1 for person in residents})
    meeting = charters.freeze_roll(meeting=meeting)
    vote(meeting, motion, row["votes_against"])
    charter.refresh_from_db()
    return charter


def _waterfall(parts: dict[str, int], names: dict[str, list[str]]) -> Iterator[WaterfallRow]:
    for target, basis_points in parts.items():
        name, name_en = names[target]
        account = OFFICERS_FUND if target == WaterfallRow.Target.OTHER else ""
        yield WaterfallRow(target=target, name=name, name_en=name_en, account=account, basis_points=basis_points)


def vote(meeting: Meeting, motion: Motion, against: int) -> None:
    """Five of six came; all are in favour but `against` of them."""
    roll = list(meeting.voters.order_by("pk"))
    present = [voter for place, voter in enumerate(roll) if place % 6 != 5]
    charters.mark_attendance(meeting=meeting, present=present)
    choices = [Vote.Choice.AGAINST] * against + [Vote.Choice.FOR] * (len(present) - against)
    motion = charters.record_votes(motion=motion, votes=dict(zip(present, choices, strict=True)))
    assert motion.carried, Majority(str(meeting.charter_majority))  # noqa: S101
    minutes = papers.minutes(meeting, motion, len(present), len(roll))
    charters.close_meeting(meeting=meeting, minutes=minutes, by=None)


def write_by_hand() -> None:
    """What the treasurer of Tipes has written and the supervisor has looked at, each at another stage."""
    source = read("books")["journal"]
    book = Book.objects.get(code="BUMM-TIPES")
    treasurer, supervisor = (User.objects.get(username=name) for name in ("bendahara", "pengawas"))
    if Journal.objects.filter(book=book).exists():
        return
    for row in source:
        amount = sum(amount for _debit, _credit, amount in row["lines"])
        receipt = papers.receipt(row["description"], row["on"], amount, by=treasurer)
        journal = services.prepare_journal(
            book=book,
            effective_on=row["on"],
            description=row["description"],
            lines=[tuple(line) for line in row["lines"]],
            evidence=[receipt.pk],
            by=treasurer,
        )
        if row["state"] == Journal.State.DRAFT:
            continue
        services.submit_journal(journal=journal, by=treasurer)
        if row["state"] == Journal.State.RETURNED:
            services.return_journal(journal=journal, reason=row["reason"], by=supervisor)
        elif row["state"] == Journal.State.POSTED:
            seen = journal.events.latest("pk").pk
            services.approve_journal(journal=journal, seen=seen, by=supervisor)


def keep_books(bumm: Bumm, row: dict[str, Any]) -> Book:
    """Open a book with what it was given, and live through its months and its register of shares. A year that the
    pilot closes is closed before anything of a later one is recorded."""
    book = services.open_book(code=row["code"], name=f"Buku {bumm.name}", bumm=bumm)
    services.add_account(
        book=book,
        code=OFFICERS_FUND,
        name="Dana pengurus dan pengawas",
        name_en="Officers’ fund",
        kind="liability",
        side="credit",
        activity="financing",
    )
    bank, equipment = (row[name] * THOUSAND for name in ("bank", "equipment"))
    given = {BANK: bank, EQUIPMENT: equipment, GIVEN: bank + equipment}
    services.open_balances(book=book, on=row["opened_on"], balances=given)
    drafts = list(_months(book, row))
    register = shares.steps_of(bumm)
    since = dt.date.min
    for year in row["closes"]:
        through = dt.date(year, 12, 31)
        services.post_many(book=book, drafts=[draft for draft in drafts if since < draft.effective_on <= through])
        shares.live_through(bumm, register, after=since, through=through)
        services.close_year(book=book, through=through, by=None)
        since = through
    services.post_many(book=book, drafts=[draft for draft in drafts if draft.effective_on > since])
    shares.live_through(bumm, register, after=since, through=dt.date.max)
    return book


def _months(book: Book, row: dict[str, Any]) -> Iterator[Draft]:
    """Each month of the table; in every further year the same with so many percent more."""
    charter = Charter.objects.in_force(row["first_month"]).get(bumm=book.bumm)
    groups = Group.objects.filter(slug__in=row["sales"])
    payables = {group.slug: services.open_group_account(book=book, group=group).code for group in groups}
    for place in range(12 * row["years"]):
        months = row["first_month"].month - 1 + place
        first = dt.date(row["first_month"].year + months // 12, months % 12 + 1, 1)
        grown = 100 + row["growth_percent"] * (place // 12)
        costs, sales = (
            {key: amounts[place % 12] * THOUSAND * grown // 100 for key, amounts in row[kind].items()}
            for kind in ("costs", "sales")
        )
        yield from _costs(first, costs)
        for group, gross in sales.items():
            yield from _sale(first, group, payables[group], gross, charter.commission_bp)
        if first.month == 12:
            worn_off = ((DEPRECIATION, WORN_OFF, row["depreciation"] * THOUSAND),)
            yield Draft(f"penyusutan:{first:%Y}", first.replace(day=31), worn_off)


def _costs(first: dt.date, costs: dict[str, int]) -> Iterator[Draft]:
    """What a month costs, paid from cash that was fetched from the bank."""
    fetched = ((CASH, BANK, sum(costs.values())),)
    yield Draft(f"ambil-kas:{first:%Y-%m}", first.replace(day=3), fetched)
    for account, amount in costs.items():
        yield Draft(f"biaya:{first:%Y-%m}:{account}", first.replace(day=5), ((account, CASH, amount),))


def _sale(first: dt.date, group: str, payable: str, gross: int, commission_bp: int) -> Iterator[Draft]:
    """What a group sold in a month: paid, handed over, and its part paid out to it before the month ends."""
    month, commission = f"{first:%Y-%m}", percentage(gross, commission_bp)
    yield Draft(f"dibayar:{month}:{group}", first.replace(day=12), ((BANK, DEPOSITS, gross),))
    split = ((DEPOSITS, payable, gross - commission), (DEPOSITS, COMMISSION, commission))
    yield Draft(f"diserahkan:{month}:{group}", first.replace(day=14), split)
    last = calendar.monthrange(first.year, first.month)[1]
    paid = ((payable, BANK, gross - commission),)
    yield Draft(f"setoran:{month}:{group}", first.replace(day=last), paid)
