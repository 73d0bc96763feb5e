"""Shares that change hands, are redeemed, inherited or corrected; who holds them on a day, by what was known when."""

import datetime as dt
from typing import Any

import pytest

from bumm.charter.models import CharterShareClass
from bumm.ledger import exceptions as ledger_refusals
from bumm.ledger import services as ledger
from bumm.ledger.evidence import place_of, storage
from bumm.ledger.models import Book, Entry
from bumm.ledger.selectors import transfers_of
from bumm.ledger.services import Draft
from bumm.ledger.verification import first_fault
from bumm.people.models import Party
from bumm.people.services import leave_group, party_of
from bumm.shares import exceptions as refusals
from bumm.shares import selectors, services
from bumm.shares.models import ShareClass, ShareEvent
from bumm.shares.selectors import Breach, breaches, capital, holdings, members_behind
from tests.bumm.ledger.test_books import pdf, standing
from tests.bumm.shares.test_subscriptions import (
    APRIL,
    BANK,
    CAPITAL,
    FOUNDED,
    MARCH,
    MAY,
    PREMIUM,
    REDEMPTIONS,
    SUBSCRIPTIONS,
    for_persons,
    founded,
    paid,
    proof,
    share_class_of,
)
from tests.factories import GroupFactory, MembershipFactory, a_resident, issued

pytestmark = pytest.mark.django_db

JUNE = dt.date(2013, 6, 1)
RETAINED = "3.3.01"


@pytest.fixture
def share_class(db: None) -> ShareClass:
    return share_class_of(founded(redemption_price="nominal", redemption_liquidity_bp=10_000))


@pytest.fixture
def book(share_class: ShareClass) -> Book:
    return share_class.bumm.book


@pytest.fixture
def holder(share_class: ShareClass) -> Party:
    """Who has held ten shares since April."""
    party = a_resident()
    issued(share_class, {party: 10}, APRIL)
    return party


def transferred(share_class: ShareClass, giver: Party, taker: Party, quantity: int = 4, **details: Any) -> ShareEvent:
    act = {"effective_on": MAY, "reference": "t1"} | details
    return services.transfer_shares(share_class=share_class, giver=giver, taker=taker, quantity=quantity, **act)


def redeemed(share_class: ShareClass, giver: Party, quantity: int = 4, **details: Any) -> ShareEvent:
    act = {"effective_on": MAY, "reference": "r1"} | details
    return services.redeem_shares(share_class=share_class, giver=giver, quantity=quantity, **act)


class TestTransfers:
    def test_shares_change_hands_from_their_day_on_and_no_money_moves(
        self, share_class: ShareClass, book: Book, holder: Party
    ) -> None:
        taker, before = a_resident(), standing(book)
        event = transferred(share_class, holder, taker, evidence=proof())
        assert (event.number, event.entry) == (2, None)
        assert holdings(share_class, as_of=MAY) == {holder.pk: 6, taker.pk: 4}
        assert holdings(share_class, as_of=MAY - dt.timedelta(days=1)) == {holder.pk: 10}
        assert standing(book) == before
        assert first_fault(book) is None

    def test_the_same_reference_again_changes_nothing_and_other_content_is_refused(
        self, share_class: ShareClass, holder: Party
    ) -> None:
        taker = a_resident()
        event = transferred(share_class, holder, taker)
        assert transferred(share_class, holder, taker) == event
        others: list[dict[str, Any]] = [
            {"quantity": 3},
            {"effective_on": JUNE},
            {"taker": a_resident()},
            {"evidence": proof()},
        ]
        for other in others:
            with pytest.raises(refusals.ReferenceTaken, match="t1"):
                transferred(**{"share_class": share_class, "giver": holder, "taker": taker} | other)
        with pytest.raises(refusals.ReferenceTaken):
            redeemed(share_class, holder, reference="t1")
        with pytest.raises(refusals.ReferenceTaken):
            services.inherit_shares(
                share_class=share_class, giver=holder, taker=taker, quantity=4, effective_on=MAY, reference="t1"
            )
        assert ShareEvent.objects.count() == 2

    def test_more_than_is_held_is_refused_with_what_is_missing(self, share_class: ShareClass, holder: Party) -> None:
        with pytest.raises(refusals.NotEnough, match=f"{holder} .*1 .*1 Mei 2013"):
            transferred(share_class, holder, a_resident(), 11)
        with pytest.raises(refusals.NotEnough, match="4"):  # before the shares were there
            transferred(share_class, holder, a_resident(), effective_on=MARCH)
        assert ShareEvent.objects.count() == 1

    def test_a_past_day_is_judged_by_every_later_day(self, share_class: ShareClass, holder: Party) -> None:
        taker, third = a_resident(), a_resident()
        transferred(share_class, holder, taker, 8, effective_on=JUNE)
        with pytest.raises(refusals.NotEnough, match=f"{holder} .*1 .*1 Juni 2013"):
            transferred(share_class, holder, third, 3, effective_on=MAY, reference="t2")
        transferred(share_class, holder, third, 2, effective_on=MAY, reference="t2")
        assert holdings(share_class, as_of=MAY) == {holder.pk: 8, third.pk: 2}
        assert holdings(share_class, as_of=JUNE) == {taker.pk: 8, third.pk: 2}

    @pytest.mark.parametrize(
        ("details", "refusal"),
        [
            ({"quantity": 0}, refusals.NotAQuantity),
            ({"quantity": -1}, refusals.NotAQuantity),
            ({"effective_on": FOUNDED - dt.timedelta(days=1)}, refusals.NoTerms),
            ({"effective_on": dt.date(2100, 1, 1)}, refusals.NotToCome),
        ],
    )
    def test_nonsense_is_refused(
        self, share_class: ShareClass, holder: Party, details: dict[str, Any], refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            transferred(share_class, holder, a_resident(), **details)
        with pytest.raises(refusals.SameParty):
            transferred(share_class, holder, holder)
        assert ShareEvent.objects.count() == 1

    def test_who_may_not_hold_a_class_does_not_come_by_it(self) -> None:
        share_class, holder = share_class_of(founded(for_persons())), a_resident()
        issued(share_class, {holder: 10}, APRIL)
        group = party_of(GroupFactory())
        with pytest.raises(refusals.MayNotHold):
            transferred(share_class, holder, group)
        with pytest.raises(refusals.MayNotHold):
            services.inherit_shares(
                share_class=share_class, giver=holder, taker=group, quantity=1, effective_on=MAY, reference="h"
            )


class TestPassiveBreaches:
    def test_an_heir_may_exceed_the_cap_and_is_reported(self) -> None:
        charter = founded(for_persons(holder_cap_bp=5_000))
        share_class, late, heir = share_class_of(charter), a_resident(), a_resident()
        issued(share_class, {late: 10, heir: 10}, MARCH)
        with pytest.raises(refusals.OverCap):
            transferred(share_class, late, heir, 1)
        services.inherit_shares(
            share_class=share_class,
            giver=late,
            taker=heir,
            quantity=10,
            effective_on=MAY,
            reference="h",
            evidence=proof(),
        )
        assert breaches(charter.bumm, APRIL) == []
        assert breaches(charter.bumm, MAY) == [Breach(share_class, heir, 20, 10)]
        with pytest.raises(refusals.OverCap):
            issued(share_class, {heir: 1}, JUNE)

    def test_others_redemption_may_make_one_exceed_it(self) -> None:
        charter = founded(for_persons(holder_cap_bp=5_000, most_units=None), redemption_liquidity_bp=10_000)
        share_class, one, other = share_class_of(charter), a_resident(), a_resident()
        issued(share_class, {one: 10, other: 10}, MARCH)
        redeemed(share_class, other)
        assert breaches(charter.bumm, MAY) == [Breach(share_class, one, 10, 8)]

    def test_a_class_with_more_shares_than_there_may_be_is_reported(self) -> None:
        charter = founded(for_persons(most_units=10), redemption_liquidity_bp=10_000)
        share_class, holder = share_class_of(charter), a_resident()
        issued(share_class, {holder: 10}, MARCH)
        taken_back = redeemed(share_class, holder)
        issued(share_class, {holder: 4}, MAY)
        services.correct_event(event=taken_back, effective_on=JUNE)
        assert breaches(charter.bumm, MAY) == []
        assert breaches(charter.bumm, JUNE) == [Breach(share_class, None, 14, 10)]


class TestRedeeming:
    def test_at_nominal_value_it_is_owed_to_the_holder(
        self, share_class: ShareClass, book: Book, holder: Party
    ) -> None:
        event = redeemed(share_class, holder)
        assert redeemed(share_class, holder) == event
        assert event.entry
        assert transfers_of([event.entry])[event.entry.pk] == [(CAPITAL, REDEMPTIONS, 200_000)]
        assert standing(book) == {BANK: 500_000, REDEMPTIONS: 200_000, CAPITAL: 300_000}
        assert holdings(share_class, as_of=MAY) == {holder.pk: 6}
        assert capital(share_class.bumm) == 300_000
        assert first_fault(book) is None

    @pytest.mark.parametrize(
        ("rule", "result", "owed", "transfers"),
        [
            ("nominal", -100_001, 200_000, [(CAPITAL, REDEMPTIONS, 200_000)]),
            # 399,999 is left for ten shares: 39,999 for one.
            ("book_value", -100_001, 159_996, [(CAPITAL, REDEMPTIONS, 159_996), (CAPITAL, PREMIUM, 40_004)]),
            ("lower_of_both", -100_001, 159_996, [(CAPITAL, REDEMPTIONS, 159_996), (CAPITAL, PREMIUM, 40_004)]),
            ("lower_of_both", 100_000, 200_000, [(CAPITAL, REDEMPTIONS, 200_000)]),
            # 600,009 for ten shares: 60,000 for one.
            ("book_value", 100_009, 240_000, [(CAPITAL, REDEMPTIONS, 200_000), (RETAINED, REDEMPTIONS, 40_000)]),
            ("book_value", -500_000, 0, [(CAPITAL, PREMIUM, 200_000)]),
            ("book_value", -900_000, 0, [(CAPITAL, PREMIUM, 200_000)]),
        ],
    )
    def test_the_price_is_the_charters(
        self, rule: str, result: int, owed: int, transfers: list[tuple[str, str, int]]
    ) -> None:
        share_class = share_class_of(founded(redemption_price=rule, redemption_liquidity_bp=10_000))
        book, holder = share_class.bumm.book, a_resident()
        issued(share_class, {holder: 10}, APRIL)
        gift = ledger.post(book=book, draft=Draft("loan", APRIL, ((BANK, "2.1.02", 2_000_000),)))  # changes no worth
        pair = (BANK, "4.1.01") if result > 0 else ("6.1.01", BANK)
        ledger.post(book=book, draft=Draft("result", gift.effective_on, ((*pair, abs(result)),)))
        event = redeemed(share_class, holder)
        assert event.entry
        assert transfers_of([event.entry])[event.entry.pk] == transfers
        assert standing(book).get(REDEMPTIONS, 0) == owed
        assert first_fault(book) is None

    def test_what_is_above_par_comes_from_the_premium_first(self) -> None:
        share_class = share_class_of(founded(redemption_price="book_value", redemption_liquidity_bp=10_000))
        holder = a_resident()
        issued(share_class, {holder: 10}, APRIL, price_of_one=51_000)
        ledger.post(book=share_class.bumm.book, draft=Draft("sale", APRIL, ((BANK, "4.1.01", 90_000),)))
        event = redeemed(share_class, holder, 2)  # 600,000 for ten shares
        assert event.entry
        assert transfers_of([event.entry])[event.entry.pk] == [
            (CAPITAL, REDEMPTIONS, 100_000),
            (PREMIUM, REDEMPTIONS, 10_000),
            (RETAINED, REDEMPTIONS, 10_000),
        ]

    def test_a_year_takes_no_more_than_the_charters_part_of_cash_and_banks(self) -> None:
        share_class = share_class_of(founded(redemption_price="nominal", redemption_liquidity_bp=4_000))
        book, holder = share_class.bumm.book, a_resident()
        issued(share_class, {holder: 10}, APRIL)  # 500,000 in the bank, of which 200,000
        first = redeemed(share_class, holder, 3)
        with pytest.raises(refusals.NotLiquid, match="Rp100.000.*Rp50.000.*2013"):
            redeemed(share_class, holder, 2, reference="r2")
        with pytest.raises(refusals.NotLiquid):  # a day before the first: it is the same year
            redeemed(share_class, holder, 2, reference="r2", effective_on=APRIL)
        services.correct_event(event=first, effective_on=JUNE)
        redeemed(share_class, holder, 4, reference="r2", effective_on=JUNE)
        redeemed(share_class, holder, 4, reference="r3", effective_on=dt.date(2014, 1, 1))
        assert first_fault(book) is None

    def test_more_than_is_held_is_not_redeemed(self, share_class: ShareClass, holder: Party) -> None:
        with pytest.raises(refusals.NotEnough, match="1"):
            redeemed(share_class, holder, 11)
        with pytest.raises(refusals.NotEnough, match="4"):
            redeemed(share_class, holder, effective_on=MARCH)
        with pytest.raises(refusals.NotAQuantity):
            redeemed(share_class, holder, 0)
        with pytest.raises(refusals.NoTerms):
            redeemed(share_class, holder, effective_on=FOUNDED - dt.timedelta(days=1))
        assert Entry.objects.count() == 2


class TestCorrecting:
    def test_an_issue_taken_back_leaves_the_money_to_be_issued_anew_or_refunded(
        self, share_class: ShareClass, book: Book
    ) -> None:
        wish, holder = paid(share_class, a_resident(), 3), a_resident()
        [event] = services.issue_shares(subscriptions=[wish], effective_on=APRIL)
        correction = services.correct_event(event=event, effective_on=MAY, evidence=proof())
        assert services.correct_event(event=event, effective_on=MAY, evidence=proof()) == correction
        assert (correction.giver, correction.taker, correction.quantity) == (event.taker, None, 3)
        assert correction.entry and correction.entry.reverses == event.entry
        wish.refresh_from_db()
        assert (wish.state, standing(book)) == ("paid", {BANK: 150_000, SUBSCRIPTIONS: 150_000})
        [again] = services.issue_shares(subscriptions=[wish], effective_on=JUNE)
        assert again.reference != event.reference
        services.correct_event(event=again, effective_on=JUNE)
        wish.refresh_from_db()
        services.refund_subscription(subscription=wish, refunded_on=JUNE)
        assert (standing(book), holdings(share_class, as_of=JUNE)) == ({}, {})
        assert holdings(share_class, as_of=APRIL) == {wish.party_id: 3}
        assert holder.pk not in holdings(share_class, as_of=APRIL)
        assert first_fault(book) is None

    def test_a_redemption_taken_back_is_no_longer_owed(
        self, share_class: ShareClass, book: Book, holder: Party
    ) -> None:
        services.correct_event(event=redeemed(share_class, holder), effective_on=JUNE)
        assert standing(book) == {BANK: 500_000, CAPITAL: 500_000}
        assert holdings(share_class, as_of=JUNE) == {holder.pk: 10}
        assert first_fault(book) is None

    def test_a_transfer_taken_back_on_its_own_day_was_as_good_as_never(
        self, share_class: ShareClass, holder: Party
    ) -> None:
        services.correct_event(event=transferred(share_class, holder, a_resident()), effective_on=MAY)
        assert holdings(share_class, as_of=MAY) == {holder.pk: 10}

    def test_shares_given_on_cannot_be_taken_back(self, share_class: ShareClass, holder: Party) -> None:
        taker = a_resident()
        event = transferred(share_class, holder, taker)
        transferred(share_class, taker, a_resident(), 1, effective_on=JUNE, reference="t2")
        with pytest.raises(refusals.NotEnough, match=f"{taker} .*1 .*Juni"):
            services.correct_event(event=event, effective_on=MAY)

    def test_what_is_corrected_once_stays_so(self, share_class: ShareClass, holder: Party) -> None:
        event = transferred(share_class, holder, a_resident())
        with pytest.raises(refusals.BeforeCorrected):
            services.correct_event(event=event, effective_on=APRIL)
        with pytest.raises(refusals.NotToCome):
            services.correct_event(event=event, effective_on=dt.date(2100, 1, 1))
        correction = services.correct_event(event=event, effective_on=MAY)
        with pytest.raises(refusals.ReferenceTaken):
            services.correct_event(event=event, effective_on=JUNE)
        with pytest.raises(refusals.IsACorrection, match="3"):
            services.correct_event(event=correction, effective_on=JUNE)
        assert ShareEvent.objects.count() == 3

    def test_an_entry_of_a_closed_period_is_reversed_in_the_open_one(
        self, share_class: ShareClass, book: Book, holder: Party
    ) -> None:
        event = redeemed(share_class, holder)
        ledger.close_period(book=book, through=MAY, by=None)
        with pytest.raises(ledger_refusals.PeriodClosed):
            services.correct_event(event=event, effective_on=MAY)
        services.correct_event(event=event, effective_on=JUNE)
        assert first_fault(book) is None


class TestKnownAt:
    def test_what_was_known_then_stays_the_answer(self, share_class: ShareClass, holder: Party) -> None:
        taker = a_resident()
        known = selectors.last_number(share_class)
        transferred(share_class, holder, taker, effective_on=MAY)  # recorded later, of an earlier day than June
        assert holdings(share_class, as_of=JUNE, known_at=known) == {holder.pk: 10}
        assert holdings(share_class, as_of=JUNE) == {holder.pk: 6, taker.pk: 4}
        assert holdings(share_class, as_of=JUNE, known_at=0) == {}
        counts = [selectors.issued(share_class, as_of=JUNE, known_at=number) for number in (0, 1, 2)]
        assert counts == [0, 10, 10]

    def test_a_register_has_all_classes_each_known_at_its_own_number(self) -> None:
        charter = founded(for_persons(), CharterShareClass(code="B", name="Dua", par=20_000, for_persons=True))
        holder = a_resident()
        a, b = (share_class_of(charter, code) for code in "AB")
        issued(a, {holder: 1}, MARCH)
        issued(b, {holder: 2}, MARCH)
        issued(b, {holder: 3}, MARCH)
        assert selectors.register_of(charter.bumm, as_of=MAY) == {a: {holder.pk: 1}, b: {holder.pk: 5}}
        known = {"A": 0, "B": 1}
        assert selectors.register_of(charter.bumm, as_of=MAY, known_at=known) == {a: {}, b: {holder.pk: 2}}
        assert capital(charter.bumm) == 50_000 + 100_000

    def test_more_events_take_no_more_statements(
        self, share_class: ShareClass, holder: Party, django_assert_num_queries: Any
    ) -> None:
        for number in range(5):
            with django_assert_num_queries(1):
                holdings(share_class, as_of=JUNE)
            transferred(share_class, holder, a_resident(), 1, reference=f"t{number}")


def test_behind_a_group_stand_its_members_of_the_day() -> None:
    group = GroupFactory()
    first = MembershipFactory(group=group, since=MARCH)
    second = MembershipFactory(group=group, since=APRIL)
    leave_group(membership=first, on=MAY)
    party = party_of(group)
    days = [FOUNDED, MARCH, APRIL, MAY]
    behind = [members_behind(party, day) for day in days]
    assert behind == [[], [first.person], [first.person, second.person], [second.person]]
    assert members_behind(a_resident(), MAY) == []


def test_evidence_of_an_event_is_looked_for(share_class: ShareClass, holder: Party) -> None:
    event = transferred(share_class, holder, a_resident(), evidence=ledger.store_evidence(file=pdf("hibah"), by=None))
    assert event.evidence
    storage().delete(place_of(event.evidence.sha256))
    fault = first_fault(share_class.bumm.book)
    assert fault and fault.where == f"evidence {event.evidence.sha256}"
