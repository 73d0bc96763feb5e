"""New shares: asked for, paid and issued, within what the charter allows, or the money given back."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection

from bumm.charter.models import Charter, CharterShareClass
from bumm.charter.services import copy_charter, revise_charter
from bumm.ledger import exceptions as ledger_refusals
from bumm.ledger import services as ledger
from bumm.ledger.models import Book, Entry, Evidence
from bumm.ledger.selectors import transfers_of
from bumm.ledger.verification import first_fault
from bumm.people.models import Kelurahan, Party
from bumm.people.services import party_of
from bumm.shares import exceptions as refusals
from bumm.shares import services
from bumm.shares.models import ShareClass, ShareEvent, Subscription
from bumm.shares.selectors import holdings
from tests.bumm.ledger.test_books import pdf, standing
from tests.factories import (
    BummFactory,
    CharterFactory,
    GroupFactory,
    InstitutionFactory,
    a_resident,
    adopted,
    issued,
)

pytestmark = pytest.mark.django_db

FOUNDED = dt.date(2013, 2, 10)
MARCH, APRIL, MAY = (dt.date(2013, month, 1) for month in (3, 4, 5))
BANK, SUBSCRIPTIONS, REDEMPTIONS, CAPITAL, PREMIUM = "1.1.01.02", "2.1.03", "2.1.04", "3.1.01", "3.1.02"


def founded(*classes: CharterShareClass, place: str = "tipes", **terms: Any) -> Charter:
    """A BUMM with a charter in force and an empty book. By default class A is for everybody, without a cap."""
    of_all = {"for_persons": True, "for_groups": True, "for_kelurahan": True, "for_institutions": True}
    tables = list(classes) or [CharterShareClass(code="A", name="Biasa", par=50_000, **of_all)]
    charter = adopted(CharterFactory(bumm=BummFactory(place=place), share_classes=tables, **terms))
    ledger.open_book(code=f"BUMM-{place.upper()}", name=f"Buku {charter.bumm.name}", bumm=charter.bumm)
    return charter


def share_class_of(charter: Charter, code: str = "A", on: dt.date = MARCH) -> ShareClass:
    return services.open_share_class(bumm=charter.bumm, code=code, on=on)


def for_persons(**limits: Any) -> CharterShareClass:
    return CharterShareClass(code="A", name="Warga", par=50_000, for_persons=True, **limits)


def requested(share_class: ShareClass, party: Party, quantity: int = 2, **details: Any) -> Subscription:
    wish = {"price": 50_000 * quantity, "requested_on": MARCH} | details
    return services.request_subscription(share_class=share_class, party=party, quantity=quantity, **wish)


def paid(share_class: ShareClass, party: Party, quantity: int = 2, **details: Any) -> Subscription:
    wish = requested(share_class, party, quantity, **details)
    return services.record_payment(subscription=wish, paid_on=MARCH)


def proof(text: str = "kuitansi") -> Evidence:
    return ledger.store_evidence(file=pdf(text), by=None)


@pytest.fixture
def share_class(db: None) -> ShareClass:
    return share_class_of(founded())


@pytest.fixture
def book(share_class: ShareClass) -> Book:
    return share_class.bumm.book


class TestSubscribing:
    def test_from_request_to_issue_the_money_moves_with_it(self, share_class: ShareClass, book: Book) -> None:
        holder = a_resident()
        wish = requested(share_class, holder, 3, price=160_000)
        assert (wish.state, standing(book)) == ("requested", {})
        wish = services.record_payment(subscription=wish, paid_on=MARCH, evidence=proof())
        assert (wish.state, standing(book)) == ("paid", {BANK: 160_000, SUBSCRIPTIONS: 160_000})
        assert wish.payment and wish.payment.evidence.count() == 1
        [event] = services.issue_shares(subscriptions=[wish], effective_on=APRIL)
        wish.refresh_from_db()
        assert (wish.state, wish.event) == ("issued", event)
        assert standing(book) == {BANK: 160_000, CAPITAL: 150_000, PREMIUM: 10_000}
        assert (event.number, event.kind, event.par, event.taker) == (1, "issue", 50_000, holder)
        assert event.entry and event.entry.effective_on == APRIL
        assert [holdings(share_class, as_of=day) for day in (MARCH, APRIL)] == [{}, {holder.pk: 3}]
        assert first_fault(book) is None

    def test_at_par_there_is_no_premium_and_cash_will_do(self, share_class: ShareClass, book: Book) -> None:
        wish = services.record_payment(
            subscription=requested(share_class, a_resident()), paid_on=MARCH, into="1.1.01.01"
        )
        [event] = services.issue_shares(subscriptions=[wish], effective_on=MARCH)
        assert event.entry
        assert transfers_of([event.entry])[event.entry.pk] == [(SUBSCRIPTIONS, CAPITAL, 100_000)]
        assert standing(book) == {"1.1.01.01": 100_000, CAPITAL: 100_000}

    def test_money_for_shares_not_issued_goes_back(self, share_class: ShareClass, book: Book) -> None:
        wish = services.refund_subscription(subscription=paid(share_class, a_resident()), refunded_on=APRIL)
        assert (wish.state, standing(book)) == ("refunded", {})
        assert not ShareEvent.objects.exists()

    def test_an_unpaid_request_is_withdrawn(self, share_class: ShareClass) -> None:
        wish = services.withdraw_subscription(subscription=requested(share_class, a_resident()))
        assert wish.state == "withdrawn"

    def test_nothing_is_done_out_of_turn(self, share_class: ShareClass) -> None:
        steps: dict[str, Callable[[Subscription], Any]] = {
            "paid": lambda wish: services.record_payment(subscription=wish, paid_on=APRIL),
            "withdrawn": lambda wish: services.withdraw_subscription(subscription=wish),
            "issued": lambda wish: services.issue_shares(subscriptions=[wish], effective_on=APRIL),
            "refunded": lambda wish: services.refund_subscription(subscription=wish, refunded_on=APRIL),
        }
        open_to = {"requested": {"paid", "withdrawn"}, "paid": {"issued", "refunded"}}
        subscriptions = {"requested": requested(share_class, a_resident()), "paid": paid(share_class, a_resident())}
        for state in ("withdrawn", "issued", "refunded"):
            make = requested if state == "withdrawn" else paid
            subscriptions[state] = make(share_class, a_resident())
            steps[state](subscriptions[state])
        entries = Entry.objects.count()
        for state, wish in subscriptions.items():
            for step in steps.keys() - open_to.get(state, set()):
                with pytest.raises(refusals.WrongState):
                    steps[step](wish)
        assert Entry.objects.count() == entries

    def test_the_subscriptions_issued_together_are_of_one_class(self) -> None:
        charter = founded(for_persons(), CharterShareClass(code="B", name="Dua", par=50_000, for_persons=True))
        wishes = [paid(share_class_of(charter, code), a_resident()) for code in "AB"]
        for subscriptions in ([], wishes):
            with pytest.raises(ValueError, match="one class"):
                services.issue_shares(subscriptions=subscriptions, effective_on=MARCH)


class TestRefusals:
    @pytest.mark.parametrize(
        ("details", "refusal"),
        [
            ({"price": 99_999}, refusals.PriceBelowPar),
            ({"price": 10**15 + 1}, refusals.NotAPrice),
            ({"quantity": 0}, refusals.NotAQuantity),
            ({"quantity": -2}, refusals.NotAQuantity),
            ({"quantity": 10**12 + 1, "price": 10**15}, refusals.NotAQuantity),
            ({"requested_on": FOUNDED - dt.timedelta(days=1)}, refusals.NoTerms),
            ({"requested_on": dt.date(2100, 1, 1)}, refusals.NotToCome),
        ],
    )
    def test_nonsense_is_not_asked_for(
        self, share_class: ShareClass, details: dict[str, Any], refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            requested(share_class, a_resident(), **details)
        assert not Subscription.objects.exists()

    @pytest.mark.parametrize("kind", ["person", "group", "institution", "kelurahan", "another kelurahan"])
    def test_only_those_hold_a_class_whom_the_charter_names(self, kind: str) -> None:
        flags = {"person": "for_persons", "group": "for_groups", "institution": "for_institutions"}
        allowed = flags.get(kind, "for_kelurahan")
        others = {"for_persons", "for_groups", "for_institutions", "for_kelurahan"} - {allowed}
        a = CharterShareClass(code="A", name="A", par=50_000, **{allowed: True})
        b = CharterShareClass(code="B", name="B", par=50_000, **dict.fromkeys(others, True))
        charter = founded(a, b)
        party = {
            "person": a_resident,
            "group": lambda: party_of(GroupFactory()),
            "institution": lambda: party_of(InstitutionFactory()),
            "kelurahan": lambda: party_of(charter.bumm.kelurahan),
            "another kelurahan": lambda: party_of(Kelurahan.objects.get(slug="mojosongo")),
        }[kind]()
        if kind == "another kelurahan":
            with pytest.raises(refusals.MayNotHold, match="Mojosongo"):
                requested(share_class_of(charter), party)
        else:
            assert requested(share_class_of(charter), party)
        with pytest.raises(refusals.MayNotHold, match="B"):
            requested(share_class_of(charter, "B"), party)

    def test_a_class_that_no_charter_has_is_not_opened(self) -> None:
        charter = founded()
        for code, day in [("Z", MARCH), ("A", FOUNDED - dt.timedelta(days=1))]:
            with pytest.raises(refusals.NoTerms, match=code):
                share_class_of(charter, code, day)
        assert share_class_of(charter) == share_class_of(charter)

    def test_nothing_follows_from_a_payment_before_it(self, share_class: ShareClass) -> None:
        wish = paid(share_class, a_resident())
        for act in (
            lambda: services.issue_shares(subscriptions=[wish], effective_on=MARCH - dt.timedelta(days=1)),
            lambda: services.refund_subscription(subscription=wish, refunded_on=MARCH - dt.timedelta(days=1)),
        ):
            with pytest.raises(refusals.BeforePayment):
                act()

    def test_what_is_still_to_come_is_not_recorded(self, share_class: ShareClass) -> None:
        later = dt.date(2100, 1, 1)
        with pytest.raises(refusals.NotToCome):
            services.record_payment(subscription=requested(share_class, a_resident()), paid_on=later)
        wish = paid(share_class, a_resident())
        with pytest.raises(refusals.NotToCome):
            services.issue_shares(subscriptions=[wish], effective_on=later)

    def test_a_bumm_without_a_book_takes_no_money(self) -> None:
        charter = adopted(CharterFactory())
        share_class = share_class_of(charter)
        with pytest.raises(refusals.NoBook):
            paid(share_class, a_resident())

    def test_a_closed_period_takes_no_issue(self, share_class: ShareClass, book: Book) -> None:
        wish = paid(share_class, a_resident())
        ledger.close_period(book=book, through=APRIL, by=None)
        with pytest.raises(ledger_refusals.PeriodClosed):
            services.issue_shares(subscriptions=[wish], effective_on=APRIL)
        assert not ShareEvent.objects.exists()

    def test_a_new_par_needs_a_new_class(self) -> None:
        charter = founded(for_persons())
        share_class, holder = share_class_of(charter), a_resident()
        issued(share_class, {holder: 2}, MARCH)
        dearer = CharterShareClass(code="A", name="Warga", par=60_000, for_persons=True)
        second = copy_charter(charter=charter)
        revise_charter(charter=second, share_classes=[dearer], waterfall=list(second.waterfall.all()))
        adopted(second, kind="annual", held_on=APRIL)
        with pytest.raises(refusals.ParChanged, match="Rp50.000.*Rp60.000"):
            requested(share_class, holder, price=120_000, requested_on=MAY)
        event = services.transfer_shares(
            share_class=share_class, giver=holder, taker=a_resident(), quantity=1, effective_on=MAY, reference="t"
        )
        assert event.par == 50_000


class TestCaps:
    def test_a_class_has_no_more_shares_than_the_charter_says(self) -> None:
        share_class = share_class_of(founded(for_persons(most_units=10)))
        issued(share_class, {a_resident(): 6, a_resident(): 4}, APRIL)
        with pytest.raises(refusals.TooManyShares, match="11"):
            issued(share_class, {a_resident(): 1}, APRIL)
        with pytest.raises(refusals.TooManyShares, match="11"):  # on the later day
            issued(share_class, {a_resident(): 1}, MARCH)
        assert ShareEvent.objects.count() == 2

    def test_a_holder_has_no_more_than_a_part_of_the_class(self) -> None:
        share_class = share_class_of(founded(for_persons(holder_cap_bp=2_500)))
        founders = [a_resident() for _ in range(4)]
        issued(share_class, dict.fromkeys(founders, 10), MARCH)
        with pytest.raises(refusals.OverCap, match="11.*10"):  # 25% of 41 is 10
            issued(share_class, {founders[0]: 1}, APRIL)
        issued(share_class, dict.fromkeys(founders, 1), APRIL)
        issued(share_class, {a_resident(): 4}, APRIL)
        issued(share_class, {founders[0]: 1}, MAY)  # 12 of 49

    def test_a_part_counts_against_the_most_shares_where_the_charter_says_how_many(self) -> None:
        share_class = share_class_of(founded(for_persons(holder_cap_bp=2_500, most_units=40)))
        first = a_resident()
        issued(share_class, {first: 10}, MARCH)
        with pytest.raises(refusals.OverCap, match="11.*10"):
            issued(share_class, {first: 1}, MARCH)

    def test_no_cap_binds_while_nobody_could_keep_it(self) -> None:
        share_class = share_class_of(founded(for_persons(holder_cap_bp=500)))
        issued(share_class, {a_resident(): 19}, MARCH)  # 5% of 19 is no share
        with pytest.raises(refusals.OverCap, match="1"):
            issued(share_class, {a_resident(): 2}, MARCH)

    def test_a_cap_is_kept_on_every_later_day_too(self) -> None:
        share_class = share_class_of(founded(for_persons(holder_cap_bp=5_000), redemption_liquidity_bp=10_000))
        one, other, third = a_resident(), a_resident(), a_resident()
        issued(share_class, {one: 5, other: 10, third: 5}, MARCH)
        services.redeem_shares(share_class=share_class, giver=other, quantity=8, effective_on=MAY, reference="r")

        def transfer(quantity: int) -> None:
            services.transfer_shares(
                share_class=share_class, giver=third, taker=one, quantity=quantity, effective_on=APRIL, reference="t"
            )

        with pytest.raises(refusals.OverCap, match="7.*Mei 2013.*6"):  # 7 of 20 in April, but of 12 in May
            transfer(2)
        transfer(1)


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_do_not_overrun_the_shares_there_may_be(self) -> None:
        share_class = share_class_of(founded(for_persons(most_units=10)))
        wishes = [paid(share_class, a_resident(), 6) for _ in range(2)]
        answers = at_once(lambda n: services.issue_shares(subscriptions=[wishes[n]], effective_on=APRIL))
        assert sorted(type(answer).__name__ for answer in answers) == ["TooManyShares", "list"]
        assert sum(holdings(share_class, as_of=APRIL).values()) == 6
        assert first_fault(share_class.bumm.book) is None

    def test_do_not_overrun_what_one_may_hold(self) -> None:
        share_class = share_class_of(founded(for_persons(holder_cap_bp=1_000, most_units=100)))
        holder, giver = a_resident(), a_resident()
        issued(share_class, {holder: 5, giver: 10}, MARCH)
        wish = paid(share_class, holder, 5)

        def act(number: int) -> Any:
            if number:
                return services.issue_shares(subscriptions=[wish], effective_on=APRIL)[0]
            return services.transfer_shares(
                share_class=share_class, giver=giver, taker=holder, quantity=5, effective_on=APRIL, reference="t"
            )

        answers = at_once(act)
        assert sorted(type(answer).__name__ for answer in answers) == ["OverCap", "ShareEvent"]
        assert holdings(share_class, as_of=APRIL)[holder.pk] == 10

    def test_do_not_give_away_the_same_shares(self) -> None:
        share_class = share_class_of(founded())
        giver, takers = a_resident(), [a_resident(), a_resident()]
        issued(share_class, {giver: 5}, MARCH)
        answers = at_once(
            lambda n: services.transfer_shares(
                share_class=share_class,
                giver=giver,
                taker=takers[n],
                quantity=4,
                effective_on=APRIL,
                reference=f"t{n}",
            )
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["NotEnough", "ShareEvent"]

    def test_do_not_redeem_more_than_is_liquid_though_of_two_classes(self) -> None:
        b = CharterShareClass(code="B", name="Dua", par=50_000, for_persons=True)
        charter = founded(for_persons(), b, redemption_liquidity_bp=5_000, redemption_price="nominal")
        classes, holder = [share_class_of(charter, code) for code in "AB"], a_resident()
        for each in classes:
            issued(each, {holder: 10}, MARCH)  # a million, half of which may go
        answers = at_once(
            lambda n: services.redeem_shares(
                share_class=classes[n], giver=holder, quantity=6, effective_on=APRIL, reference="r"
            )
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["NotLiquid", "ShareEvent"]
        assert first_fault(charter.bumm.book) is None


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """Do it in two threads that start together; what each returned, or the refusal that it met."""
    answers: list[Any] = [None, None]
    ready = threading.Barrier(2)

    def run(number: int) -> None:
        ready.wait()
        try:
            answers[number] = act(number)
        except (refusals.ShareRefusal, DatabaseError) as refusal:
            answers[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
