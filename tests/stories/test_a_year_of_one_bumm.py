"""A year of BUMM Tipes, told for an accountant. Every figure below was worked out by hand.

**What it began with.** On 31 December 2012 the book takes over what stood before it: cash 500,000, bank 9,500,000,
equipment 4,000,000 of which 1,000,000 is worn off; given by others 10,000,000; earnings of earlier months 3,000,000.
Debits 14,000,000, credits 14,000,000.

**January.** A school orders 20 slop of shuttlecocks at 48,000 and pays 960,000 and 20,000 for delivery to the bank: a
deposit, not revenue. On the 21st they are handed over: nine tenths of the goods, 864,000, are the group's; 96,000 is
commission; 20,000 is delivery income. On the 31st the group gets its 864,000 from the bank.

**February.** Rent of the workshop, 300,000 from cash; thread for 250,000 from the bank. The treasurer writes both as
journals with their receipts; the first comes back once, for its date could not be read; the supervisor approves.

**March.** At a fair the patchwork group takes 3,000,000 in cash. It is the BUMM's cash in the group's hands: commission
300,000, the group's own 2,700,000. It keeps its own and brings the rest: nothing is paid twice.

**April.** 75,000 for a pedicab is posted as rent. The mistake is not rubbed out: it is reversed, and posted anew.

**May.** A sewing machine for 1,800,000 from the bank. **September.** A university gives one worth 2,500,000.

**August and November.** BUMM Mojosongo borrows 1,000,000 and gives 400,000 back: each time two entries, one a book.

**October.** A tournament orders 300 slop at 45,000: 13,500,000 to the bank, handed over at once; commission 1,350,000,
the groups' 12,150,000, of which 12,000,000 is paid out. 150,000 is still owed at the year's end.

**November.** 500,000 is fetched from the bank. Unbranded shuttlecocks are bought for 600,000 in cash, sold for 800,000.

**December.** Wages 400,000 and final tax, half a percent of the year's revenue of 2,566,000, that is 12,830, from cash.
300,000 of the equipment is worn off. The year is closed.
"""

import datetime as dt
from collections.abc import Sequence

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from bumm.ledger import exceptions as refusals
from bumm.ledger import services
from bumm.ledger.models import Book, Entry, Journal
from bumm.ledger.selectors import balances
from bumm.ledger.services import Draft
from bumm.ledger.statements.cash_flow import Flow, cash_flow
from bumm.ledger.statements.equity import Change, equity
from bumm.ledger.statements.income import income
from bumm.ledger.statements.position import position
from bumm.ledger.statements.trial_balance import trial_balance
from bumm.people.models import User
from tests.factories import BummFactory, holder

CASH, BANK, CUSTODY, DUE_FROM_OTHERS, STOCK = "1.1.01.01", "1.1.01.02", "1.1.01.04", "1.1.03.03", "1.1.05.01"
EQUIPMENT, WORN_OFF = "1.3.01", "1.3.02"
DEPOSITS, GROUPS, DUE_TO_OTHERS = "2.1.01", "2.1.02", "2.1.08"
GIVEN, RETAINED = "3.4.01", "3.3.01"
COMMISSION, DELIVERY, OTHER_SALES = "4.1.01", "4.1.02", "4.1.03"
OWN_GOODS, RENT, THREAD, TRANSPORT, WAGES, DEPRECIATION, TAX = (
    "5.1.01",
    "6.1.01",
    "6.1.02",
    "6.1.03",
    "6.1.05",
    "6.1.06",
    "6.1.09",
)
END_OF_2012, END = dt.date(2012, 12, 31), dt.date(2013, 12, 31)


def day(month: int, day_of_month: int) -> dt.date:
    return dt.date(2013, month, day_of_month)


def receipt(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("nota.pdf", b"%PDF-1.4 " + text.encode())


@pytest.fixture
def tipes(db: None) -> Book:
    return services.open_book(code="BUMM-TIPES", name="Buku BUMM Tipes", bumm=BummFactory(place="tipes"))


@pytest.fixture
def mojosongo(db: None) -> Book:
    return services.open_book(code="BUMM-MOJOSONGO", name="Buku BUMM Mojosongo", bumm=BummFactory(place="mojosongo"))


@pytest.fixture
def treasurer(tipes: Book) -> User:
    return holder("treasurer", bumm=tipes.bumm)


@pytest.fixture
def supervisor(tipes: Book) -> User:
    return holder("supervisor", bumm=tipes.bumm)


def live_through(tipes: Book, mojosongo: Book, treasurer: User, supervisor: User) -> None:
    def post(reference: str, on: dt.date, *transfers: tuple[str, str, int]) -> Entry:
        return services.post(book=tipes, draft=Draft(reference, on, transfers))

    begun = {CASH: 500_000, BANK: 9_500_000, EQUIPMENT: 4_000_000, WORN_OFF: 1_000_000}
    services.open_balances(book=tipes, on=END_OF_2012, balances=begun | {GIVEN: 10_000_000, RETAINED: 3_000_000})

    post("school:paid", day(1, 14), (BANK, DEPOSITS, 980_000))
    split = (DEPOSITS, GROUPS, 864_000), (DEPOSITS, COMMISSION, 96_000), (DEPOSITS, DELIVERY, 20_000)
    post("school:handed-over", day(1, 21), *split)
    post("payout:january", day(1, 31), (GROUPS, BANK, 864_000))

    by_hand(tipes, treasurer, supervisor, day(2, 1), "Sewa bengkel, Februari 2013", [(RENT, CASH, 300_000)], returned=1)
    by_hand(tipes, treasurer, supervisor, day(2, 12), "Benang 50 gulung", [(THREAD, BANK, 250_000)])

    post("fair", day(3, 17), (CUSTODY, GROUPS, 2_700_000), (CUSTODY, COMMISSION, 300_000))
    post("payout:fair", day(3, 31), (GROUPS, CUSTODY, 2_700_000), (CASH, CUSTODY, 300_000))

    mistake = post("pedicab", day(4, 8), (RENT, CASH, 75_000))
    services.reverse(entry=mistake, effective_on=day(4, 9))
    post("pedicab:anew", day(4, 9), (TRANSPORT, CASH, 75_000))

    post("sewing-machine", day(5, 20), (EQUIPMENT, BANK, 1_800_000))
    lend(tipes, mojosongo, day(8, 5), "pinjaman", 1_000_000)
    post("gift", day(9, 2), (EQUIPMENT, GIVEN, 2_500_000))

    post("tournament:paid", day(10, 7), (BANK, DEPOSITS, 13_500_000))
    post("tournament:handed-over", day(10, 7), (DEPOSITS, GROUPS, 12_150_000), (DEPOSITS, COMMISSION, 1_350_000))
    post("payout:tournament", day(10, 31), (GROUPS, BANK, 12_000_000))

    post("from-the-bank", day(11, 4), (CASH, BANK, 500_000))
    post("putihan:bought", day(11, 5), (STOCK, CASH, 600_000))
    post("putihan:sold", day(11, 19), (CASH, OTHER_SALES, 800_000), (OWN_GOODS, STOCK, 600_000))
    lend(tipes, mojosongo, day(11, 25), "kembali", -400_000)

    post("wages", day(12, 20), (WAGES, CASH, 400_000))
    post("tax", day(12, 27), (TAX, CASH, 12_830))
    post("wear", END, (DEPRECIATION, WORN_OFF, 300_000))


def by_hand(
    book: Book,
    treasurer: User,
    supervisor: User,
    on: dt.date,
    text: str,
    lines: Sequence[tuple[str, str, int]],
    returned: int = 0,
) -> Journal:
    proof = services.store_evidence(file=receipt(text), by=treasurer)
    said = {"effective_on": on, "description": text, "lines": lines, "evidence": [proof.pk], "by": treasurer}
    journal = services.prepare_journal(book=book, **said)
    for _time in range(returned):
        services.submit_journal(journal=journal, by=treasurer)
        services.return_journal(journal=journal, reason="Tanggal di nota tidak terbaca.", by=supervisor)
        services.revise_journal(journal=journal, **said)
    services.submit_journal(journal=journal, by=treasurer)
    with pytest.raises(refusals.DecidedByItsPreparer):
        services.approve_journal(journal=journal, seen=last_submission(journal), by=treasurer)
    return services.approve_journal(journal=journal, seen=last_submission(journal), by=supervisor)


def last_submission(journal: Journal) -> int:
    return journal.events.filter(kind="submitted").latest("pk").pk


def lend(one: Book, other: Book, on: dt.date, key: str, amount: int) -> None:
    """From the bank of one book to that of the other; back, where negative."""
    out = ((DUE_FROM_OTHERS, BANK, amount),) if amount > 0 else ((BANK, DUE_FROM_OTHERS, -amount),)
    into = ((BANK, DUE_TO_OTHERS, amount),) if amount > 0 else ((DUE_TO_OTHERS, BANK, -amount),)
    services.post_between(key=key, one=(one, Draft("", on, out)), other=(other, Draft("", on, into)))


def standing(book: Book, on: dt.date) -> dict[str, int]:
    return {account.code: balance for account, balance in balances(book, on) if balance}


BEFORE_CLOSING = {
    CASH: 712_170,
    BANK: 7_966_000,
    DUE_FROM_OTHERS: 600_000,
    EQUIPMENT: 8_300_000,
    WORN_OFF: 1_300_000,
    GROUPS: 150_000,
    GIVEN: 12_500_000,
    RETAINED: 3_000_000,
    COMMISSION: 1_746_000,
    DELIVERY: 20_000,
    OTHER_SALES: 800_000,
    OWN_GOODS: 600_000,
    RENT: 300_000,
    THREAD: 250_000,
    TRANSPORT: 75_000,
    WAGES: 400_000,
    DEPRECIATION: 300_000,
    TAX: 12_830,
}
RESULT = 628_170  # 2,566,000 less 1,937,830


def test_a_year(tipes: Book, mojosongo: Book, treasurer: User, supervisor: User) -> None:
    live_through(tipes, mojosongo, treasurer, supervisor)
    assert standing(tipes, END) == BEFORE_CLOSING
    call_command("verify_ledger")


def test_what_the_year_brought(tipes: Book, mojosongo: Book, treasurer: User, supervisor: User) -> None:
    """Revenue 1,746,000 + 20,000 + 800,000 = 2,566,000; own goods cost 600,000; all else cost 1,337,830."""
    live_through(tipes, mojosongo, treasurer, supervisor)
    year = income(tipes, END)
    assert (year.gross, year.operating, year.result) == (1_966_000, RESULT, RESULT)
    rent = {account.code: amount for account, amount in year.by_account.items()}[RENT]
    assert rent == -300_000  # the pedicab that was posted here is gone, and its reversal with it
    services.close_year(book=tipes, through=END, by=None)
    assert income(tipes, END) == year  # closing carries the result on and does not unmake it


def test_what_there_is_and_whose_it_is(tipes: Book, mojosongo: Book, treasurer: User, supervisor: User) -> None:
    """Assets 712,170 + 7,966,000 + 600,000 + 8,300,000 - 1,300,000 = 16,278,170; owed 150,000; left 16,128,170."""
    live_through(tipes, mojosongo, treasurer, supervisor)
    for not_carried in (RESULT, 0):
        stands = position(tipes, END)
        assert (stands.total_assets, stands.total_liabilities, stands.total_equity) == (16_278_170, 150_000, 16_128_170)
        assert stands.not_carried == not_carried
        if not_carried:
            services.close_year(book=tipes, through=END, by=None)
    at_the_beginning = position(tipes, END_OF_2012)
    assert (at_the_beginning.total_assets, at_the_beginning.total_equity) == (13_000_000, 13_000_000)


def test_how_what_is_theirs_has_changed(tipes: Book, mojosongo: Book, treasurer: User, supervisor: User) -> None:
    """13,000,000 at first, a sewing machine given for 2,500,000, and the result of 628,170, carried over at the end."""
    live_through(tipes, mojosongo, treasurer, supervisor)
    services.close_year(book=tipes, through=END, by=None)
    changes = equity(tipes, END)
    found = {account.code: change for account, change in changes.accounts.items() if change.closing}
    assert found == {
        GIVEN: Change(opening=10_000_000, added=2_500_000),
        RETAINED: Change(opening=3_000_000, carried=RESULT),
    }
    assert changes.not_carried == Change(result=RESULT, carried=-RESULT)
    assert changes.total.closing == 16_128_170


def test_where_the_cash_went(tipes: Book, mojosongo: Book, treasurer: User, supervisor: User) -> None:
    """10,000,000 at first; work brought 478,170, a machine took 1,800,000; 8,678,170 at last, in cash and at the bank.

    In: buyers 14,480,000, the fair 300,000, own goods 800,000, back from Mojosongo 400,000, pedicab reversed 75,000.
    Out: groups 12,864,000, rent 375,000, thread 250,000, pedicab 75,000, wages 400,000, tax 12,830, own goods 600,000,
    to Mojosongo 1,000,000. What the university gave was no cash, and from bank to cash is no flow.
    """
    live_through(tipes, mojosongo, treasurer, supervisor)
    flow = cash_flow(tipes, END)
    operating = {account.code: found for account, found in flow.activity("operating").items() if found != Flow()}
    assert operating == {
        DEPOSITS: Flow(into=14_480_000),
        GROUPS: Flow(out=12_864_000),
        CUSTODY: Flow(into=300_000),
        DUE_FROM_OTHERS: Flow(into=400_000, out=1_000_000),
        STOCK: Flow(out=600_000),
        OTHER_SALES: Flow(into=800_000),
        RENT: Flow(into=75_000, out=375_000),
        THREAD: Flow(out=250_000),
        TRANSPORT: Flow(out=75_000),
        WAGES: Flow(out=400_000),
        TAX: Flow(out=12_830),
    }
    investing = {account.code: found for account, found in flow.activity("investing").items() if found != Flow()}
    assert investing == {EQUIPMENT: Flow(out=1_800_000)}
    assert (flow.opening, flow.brought_in, flow.closing) == (10_000_000, 0, 8_678_170)
    assert sum(found.net for found in operating.values()) == 478_170


def test_the_year_is_closed(tipes: Book, mojosongo: Book, treasurer: User, supervisor: User) -> None:
    live_through(tipes, mojosongo, treasurer, supervisor)
    entry = services.close_year(book=tipes, through=END, by=supervisor)
    assert entry is not None
    carried = {code for code in BEFORE_CLOSING if code[0] in "456"}
    after = {code: amount for code, amount in BEFORE_CLOSING.items() if code not in carried}
    assert standing(tipes, END) == after | {RETAINED: 3_000_000 + RESULT}
    balance = trial_balance(tipes, END)
    assert balance.debited == balance.credited == 17_578_170  # 16,278,170 and the 1,300,000 that is worn off
    with pytest.raises(refusals.PeriodClosed):
        services.post(book=tipes, draft=Draft("late", day(12, 30), ((RENT, CASH, 1),)))
    assert standing(mojosongo, END) == {BANK: 600_000, DUE_TO_OTHERS: 600_000}
    call_command("verify_ledger")
