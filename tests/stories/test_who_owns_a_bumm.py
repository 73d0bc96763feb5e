"""Who owns BUMM Tipes, told for an accountant. Every figure below was worked out by hand.

**The charter.** Adopted on 10 September 2012. A share has a nominal value of 50,000. Nobody may hold more than three
in ten of them. The BUMM takes shares back at nominal value, and in a year only for a tenth of what it has in cash and
banks.

**Founders.** That day Marni asks for 12 shares, Sri for 10, Joko for 10 and Tarmo for 8: 40 shares, 2,000,000. They
pay to the bank on the 17th. Until the shares are issued the money is owed to them (2.1.03) and nobody owns anything.
On 1 October all are issued together: 2.1.03 is 0 and paid-in capital (3.1.01) 2,000,000. Three tenths of 40 are 12.

**A premium.** On 10 June 2013 Wati asks for 10 shares at 55,000, pays 550,000 on the 17th, and is issued them on 1
July: 500,000 to capital, which is 2,500,000 now, and 50,000 to the premium (3.1.02). There are 50 shares, a holder
may have 15.

**A transfer.** On 2 September 2013 Sri gives Tarmo 4 shares: 6 and 12. Nothing moves in the book. The year is closed.
The register stands at event 6: four founders, Wati, and this.

**A death.** On 3 March 2014 Marni dies and Wati, her daughter, takes over the 12: she holds 22 of 50, more than 15.
An inheritance is not refused for that; it is reported.

**A mistake of last year, without money.** On 5 May 2014 Sri's letter of September is read again: it says 1 share. The
transfer is taken back from its own day on, and recorded rightly from that day on. On 31 December 2013 Sri thus had 9
and Tarmo 9. As known when the year was closed, at event 6, it is still 6 and 12: what was said then can be looked up.

**A mistake of last year, with money.** On 12 May 2014 it turns out that the 550,000 of June were Yuni's, not Wati's.
2013 is closed, so its book stays as it is: on 12 May the issue is reversed (capital 2,000,000, premium 0, 550,000
owed to Wati again), the money goes out to her, comes back in from Yuni, and the 10 shares are issued to Yuni. Capital
is 2,500,000 again and the premium 50,000. Wati keeps the 12 that she inherited, and nobody is over a cap. On 31
December 2013 the register has Wati, as the book had her money.

**A redemption.** Joko moves away and on 1 October 2014 wants his 10 shares taken back, for 500,000. In the bank there
are 2,000,000 + 550,000 = 2,550,000, of which the charter gives 255,000. 5 shares are taken back for 250,000: capital
2,250,000, redemptions payable (2.1.04) 250,000; paid on the 8th; the bank has 2,300,000. That is capital and premium:
2,250,000 + 50,000. 45 shares are left, and of what the year allows, 230,000 by now, nothing.
"""

import datetime as dt

import pytest
from django.core.management import call_command

from bumm.charter.models import CharterShareClass
from bumm.ledger import services as ledger
from bumm.ledger.exceptions import PeriodClosed
from bumm.ledger.models import Book
from bumm.ledger.selectors import balances
from bumm.people.models import Party
from bumm.people.services import party_of
from bumm.shares import exceptions as refusals
from bumm.shares import services
from bumm.shares.models import ShareClass, ShareEvent, Subscription
from bumm.shares.selectors import breaches, capital, holdings, issued, last_number
from tests.factories import BummFactory, CharterFactory, PersonFactory, adopted

BANK, SUBSCRIPTIONS, REDEMPTIONS, CAPITAL, PREMIUM = "1.1.01.02", "2.1.03", "2.1.04", "3.1.01", "3.1.02"
FOUNDED, PAID, ISSUED = dt.date(2012, 9, 10), dt.date(2012, 9, 17), dt.date(2012, 10, 1)
TRANSFERRED, END_OF_2013 = dt.date(2013, 9, 2), dt.date(2013, 12, 31)
DIED, FOUND, MONEY_FOUND = dt.date(2014, 3, 3), dt.date(2014, 5, 5), dt.date(2014, 5, 12)
REDEEMED, END = dt.date(2014, 10, 1), dt.date(2014, 12, 31)
WHEN_CLOSED = 6  # the number of the latest event then


@pytest.fixture
def book(db: None) -> Book:
    bumm = BummFactory(place="tipes")
    terms = CharterShareClass(code="A", name="Warga", par=50_000, for_persons=True, holder_cap_bp=3_000)
    rules = {"redemption_price": "nominal", "redemption_liquidity_bp": 1_000}
    adopted(CharterFactory(bumm=bumm, share_classes=[terms], **rules), held_on=FOUNDED)
    return ledger.open_book(code="BUMM-TIPES", name="Buku BUMM Tipes", bumm=bumm)


class Town:
    """The people of the story, their shares, and what stands in the book."""

    def __init__(self, book: Book) -> None:
        names = ["Marni", "Sri", "Joko", "Tarmo", "Wati", "Yuni"]
        self.people: dict[str, Party] = {name: party_of(PersonFactory(name=name)) for name in names}
        self.names = {party.pk: name for name, party in self.people.items()}
        self.book = book
        self.shares: ShareClass = services.open_share_class(bumm=book.bumm, code="A", on=FOUNDED)

    def register(self, as_of: dt.date, known_at: int | None = None) -> dict[str, int]:
        held = holdings(self.shares, as_of=as_of, known_at=known_at)
        return {self.names[key]: units for key, units in held.items()}

    def standing(self, on: dt.date) -> dict[str, int]:
        return {account.code: balance for account, balance in balances(self.book, on) if balance}

    def over_the_cap(self, on: dt.date) -> list[tuple[str, int, int]]:
        return [(str(each.party), each.units, each.most) for each in breaches(self.book.bumm, on)]

    def asks(self, name: str, quantity: int, price: int, on: dt.date) -> Subscription:
        return services.request_subscription(
            share_class=self.shares, party=self.people[name], quantity=quantity, price=price, requested_on=on
        )

    def gives(self, name: str, to: str, quantity: int, on: dt.date, reference: str) -> ShareEvent:
        parties = {"giver": self.people[name], "taker": self.people[to]}
        return services.transfer_shares(
            share_class=self.shares, quantity=quantity, effective_on=on, reference=reference, **parties
        )

    def gives_back(self, name: str, quantity: int) -> ShareEvent:
        said = {"giver": self.people[name], "quantity": quantity, "effective_on": REDEEMED, "reference": f"{quantity}"}
        return services.redeem_shares(share_class=self.shares, **said)


@pytest.fixture
def town(book: Book) -> Town:
    return Town(book)


def found_it(town: Town) -> list[ShareEvent]:
    wanted = {"Marni": 12, "Sri": 10, "Joko": 10, "Tarmo": 8}
    wishes = [town.asks(name, quantity, 50_000 * quantity, FOUNDED) for name, quantity in wanted.items()]
    paid = [services.record_payment(subscription=wish, paid_on=PAID) for wish in wishes]
    return services.issue_shares(subscriptions=paid, effective_on=ISSUED)


def live_through_2013(town: Town) -> tuple[ShareEvent, ShareEvent]:
    """Both of its events were recorded wrongly, as it turns out."""
    wish = town.asks("Wati", 10, 550_000, dt.date(2013, 6, 10))
    wish = services.record_payment(subscription=wish, paid_on=dt.date(2013, 6, 17))
    [issue] = services.issue_shares(subscriptions=[wish], effective_on=dt.date(2013, 7, 1))
    transfer = town.gives("Sri", "Tarmo", 4, TRANSFERRED, "surat:1")
    ledger.close_year(book=town.book, through=END_OF_2013, by=None)
    return issue, transfer


def mourn(town: Town) -> None:
    parties = {"giver": town.people["Marni"], "taker": town.people["Wati"]}
    services.inherit_shares(
        share_class=town.shares, quantity=12, effective_on=DIED, reference="surat-waris:1", **parties
    )


def correct(town: Town, issue: ShareEvent, transfer: ShareEvent) -> None:
    services.correct_event(event=transfer, effective_on=TRANSFERRED)
    town.gives("Sri", "Tarmo", 1, TRANSFERRED, "surat:1:pembetulan")
    services.correct_event(event=issue, effective_on=MONEY_FOUND)
    services.refund_subscription(subscription=Subscription.objects.get(event=issue), refunded_on=MONEY_FOUND)
    wish = services.record_payment(subscription=town.asks("Yuni", 10, 550_000, MONEY_FOUND), paid_on=MONEY_FOUND)
    services.issue_shares(subscriptions=[wish], effective_on=MONEY_FOUND)


def test_founders_own_nothing_until_their_shares_are_issued(town: Town) -> None:
    found_it(town)
    the_day_before = ISSUED - dt.timedelta(days=1)
    assert town.register(the_day_before) == {}
    assert town.standing(the_day_before) == {BANK: 2_000_000, SUBSCRIPTIONS: 2_000_000}
    assert town.register(ISSUED) == {"Marni": 12, "Sri": 10, "Joko": 10, "Tarmo": 8}
    assert town.standing(ISSUED) == {BANK: 2_000_000, CAPITAL: 2_000_000}


def test_what_is_above_nominal_value_is_premium_and_a_transfer_moves_no_money(town: Town) -> None:
    found_it(town)
    live_through_2013(town)
    paid_for = {BANK: 2_550_000, CAPITAL: 2_000_000, SUBSCRIPTIONS: 550_000}
    assert town.standing(dt.date(2013, 6, 30)) == paid_for
    stands = {BANK: 2_550_000, CAPITAL: 2_500_000, PREMIUM: 50_000}
    assert town.standing(dt.date(2013, 7, 1)) == town.standing(END_OF_2013) == stands
    assert town.register(dt.date(2013, 9, 1)) == {"Marni": 12, "Sri": 10, "Joko": 10, "Tarmo": 8, "Wati": 10}
    assert town.register(END_OF_2013) == {"Marni": 12, "Sri": 6, "Joko": 10, "Tarmo": 12, "Wati": 10}
    assert last_number(town.shares) == WHEN_CLOSED


def test_an_heir_may_come_to_hold_more_than_the_cap(town: Town) -> None:
    found_it(town)
    live_through_2013(town)
    mourn(town)
    assert town.register(DIED) == {"Sri": 6, "Joko": 10, "Tarmo": 12, "Wati": 22}
    assert town.over_the_cap(DIED) == [("Wati", 22, 15)]
    with pytest.raises(refusals.OverCap):  # a gift could not have done that
        town.gives("Joko", "Wati", 1, DIED, "surat:2")


def test_a_mistake_without_money_is_put_right_from_its_day_on(town: Town) -> None:
    found_it(town)
    _issue, transfer = live_through_2013(town)
    mourn(town)
    with pytest.raises(refusals.BeforeCorrected):
        services.correct_event(event=transfer, effective_on=TRANSFERRED - dt.timedelta(days=1))
    services.correct_event(event=transfer, effective_on=TRANSFERRED)
    town.gives("Sri", "Tarmo", 1, TRANSFERRED, "surat:1:pembetulan")
    rightly = {"Marni": 12, "Sri": 9, "Joko": 10, "Tarmo": 9, "Wati": 10}
    assert town.register(END_OF_2013) == rightly
    assert town.register(END_OF_2013, known_at=WHEN_CLOSED) == rightly | {"Sri": 6, "Tarmo": 12}
    assert town.register(FOUND) == {"Sri": 9, "Joko": 10, "Tarmo": 9, "Wati": 22}
    assert town.standing(FOUND) == town.standing(END_OF_2013)


def test_a_mistake_with_money_is_put_right_from_the_day_it_is_found(town: Town) -> None:
    found_it(town)
    issue, _transfer = live_through_2013(town)
    mourn(town)
    with pytest.raises(PeriodClosed):
        services.correct_event(event=issue, effective_on=END_OF_2013)
    services.correct_event(event=issue, effective_on=MONEY_FOUND)
    assert town.standing(MONEY_FOUND) == {BANK: 2_550_000, CAPITAL: 2_000_000, SUBSCRIPTIONS: 550_000}
    assert capital(town.book.bumm) == 2_000_000


def test_after_both_everybody_has_what_is_theirs(town: Town) -> None:
    found_it(town)
    issue, transfer = live_through_2013(town)
    closed = town.standing(END_OF_2013)
    mourn(town)
    correct(town, issue, transfer)
    assert town.register(MONEY_FOUND) == {"Sri": 9, "Joko": 10, "Tarmo": 9, "Wati": 12, "Yuni": 10}
    assert town.register(END_OF_2013) == {"Marni": 12, "Sri": 9, "Joko": 10, "Tarmo": 9, "Wati": 10}
    assert town.standing(MONEY_FOUND) == {BANK: 2_550_000, CAPITAL: 2_500_000, PREMIUM: 50_000}
    assert town.standing(END_OF_2013) == closed
    assert town.over_the_cap(MONEY_FOUND) == []
    call_command("verify_ledger")


def test_shares_are_taken_back_as_far_as_there_is_money_for_it(town: Town) -> None:
    found_it(town)
    issue, transfer = live_through_2013(town)
    mourn(town)
    correct(town, issue, transfer)
    with pytest.raises(refusals.NotLiquid, match=r"500\.000.*255\.000"):
        town.gives_back("Joko", 10)
    town.gives_back("Joko", 5)
    stands = {BANK: 2_550_000, REDEMPTIONS: 250_000, CAPITAL: 2_250_000, PREMIUM: 50_000}
    assert town.standing(REDEEMED) == stands
    taken_back = town.shares.events.get(kind="redeem")
    services.pay_redemption(event=taken_back, paid_on=REDEEMED + dt.timedelta(days=7))
    with pytest.raises(refusals.NotLiquid):
        town.gives_back("Joko", 1)
    assert town.standing(END) == {BANK: 2_300_000, CAPITAL: 2_250_000, PREMIUM: 50_000}
    assert town.register(END) == {"Sri": 9, "Joko": 5, "Tarmo": 9, "Wati": 12, "Yuni": 10}
    assert (issued(town.shares, as_of=END), last_number(town.shares)) == (45, 12)
    assert town.over_the_cap(END) == []
    call_command("verify_ledger")
