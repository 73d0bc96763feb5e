"""Certificates: numbered, true when written, void by what the register takes, shown only while the holder agrees."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.utils import timezone

from bumm.people.models import Party
from bumm.shares import exceptions as refusals
from bumm.shares import services
from bumm.shares.models import Certificate, CertificateCancellation, CertificateConsent, ShareClass, ShareEvent
from tests.bumm.charter.test_charters import refused, sql
from tests.bumm.shares.test_subscriptions import APRIL, MARCH, founded, share_class_of
from tests.factories import UserFactory, a_resident, issued

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
A_DAY = dt.timedelta(days=1)


@pytest.fixture
def share_class(db: None) -> ShareClass:
    return share_class_of(founded(redemption_price="nominal", redemption_liquidity_bp=10_000))


@pytest.fixture
def holder(share_class: ShareClass) -> Party:
    """Who has held ten shares since March, and is not alone."""
    party = a_resident()
    issued(share_class, {party: 10, a_resident(): 5}, MARCH)
    return party


def written(share_class: ShareClass, party: Party, quantity: int = 10, reference: str = "c1") -> Certificate:
    return services.write_certificate(share_class=share_class, party=party, quantity=quantity, reference=reference)


def state(certificate: Certificate) -> Certificate:
    return Certificate.objects.with_state().get(pk=certificate.pk)


class TestWriting:
    def test_it_says_what_is_held_and_by_which_event(self, share_class: ShareClass, holder: Party) -> None:
        certificate = written(share_class, holder)
        assert (certificate.number, certificate.quantity, certificate.known_at) == (1, 10, 2)
        assert certificate.issued_on == TODAY()
        assert (state(certificate).void_on, state(certificate).is_consented) == (None, False)

    def test_it_may_say_less_and_never_more(self, share_class: ShareClass, holder: Party) -> None:
        with pytest.raises(refusals.NotHeld):
            written(share_class, holder, 11)
        assert written(share_class, holder, 9).number == 1

    def test_of_nothing_there_is_none(self, share_class: ShareClass, holder: Party) -> None:
        with pytest.raises(refusals.NotHeld):
            written(share_class, a_resident(), 1)
        for quantity in (0, -1):
            with pytest.raises(refusals.NotAQuantity):
                written(share_class, holder, quantity)
        assert not Certificate.objects.exists()

    def test_the_same_reference_says_the_same(self, share_class: ShareClass, holder: Party) -> None:
        first = written(share_class, holder)
        assert written(share_class, holder) == first
        with pytest.raises(refusals.ReferenceTaken):
            written(share_class, holder, 9)
        assert Certificate.objects.count() == 1

    def test_each_class_counts_for_itself(self, share_class: ShareClass, holder: Party) -> None:
        other = share_class_of(founded(place="mojosongo"))
        issued(other, {holder: 3}, MARCH)
        numbers = [written(share_class, holder).number, written(share_class, holder, 10, "c2").number]
        assert [*numbers, written(other, holder, 3).number] == [1, 2, 1]

    def test_codes_are_nowhere_the_same(self, share_class: ShareClass, holder: Party) -> None:
        assert len({written(share_class, holder, 10, f"c{n}").code for n in range(20)}) == 20


class TestHolding:
    """A certificate is void from the day on which something is recorded that takes shares from its holder."""

    @pytest.mark.parametrize("verb", ["transfer", "inherit", "redeem", "correct"])
    def test_whatever_takes_shares_makes_it_void(self, share_class: ShareClass, holder: Party, verb: str) -> None:
        certificate = written(share_class, holder, 1)
        said: dict[str, Any] = {"share_class": share_class, "giver": holder, "quantity": 1, "reference": "x"}
        deeds: dict[str, Callable[[], Any]] = {
            "transfer": lambda: services.transfer_shares(**said, taker=a_resident(), effective_on=APRIL),
            "inherit": lambda: services.inherit_shares(**said, taker=a_resident(), effective_on=APRIL),
            "redeem": lambda: services.redeem_shares(**said, effective_on=APRIL),
            "correct": lambda: services.correct_event(event=ShareEvent.objects.get(number=1), effective_on=APRIL),
        }
        deeds[verb]()
        assert state(certificate).void_on == TODAY()

    def test_what_brings_shares_or_moves_those_of_others_does_not(self, share_class: ShareClass, holder: Party) -> None:
        certificate = written(share_class, holder)
        other = ShareEvent.objects.get(number=2).taker
        assert other
        services.transfer_shares(
            share_class=share_class, giver=other, taker=holder, quantity=1, effective_on=APRIL, reference="x"
        )
        services.transfer_shares(
            share_class=share_class, giver=other, taker=a_resident(), quantity=1, effective_on=APRIL, reference="y"
        )
        issued(share_class, {holder: 2}, APRIL)
        assert state(certificate).void_on is None

    def test_what_was_taken_before_does_not(self, share_class: ShareClass, holder: Party) -> None:
        services.transfer_shares(
            share_class=share_class, giver=holder, taker=a_resident(), quantity=4, effective_on=APRIL, reference="x"
        )
        assert state(written(share_class, holder, 6)).void_on is None

    def test_shares_of_another_class_do_not_matter(self, share_class: ShareClass, holder: Party) -> None:
        other = share_class_of(founded(place="mojosongo"))
        issued(other, {holder: 3}, MARCH)
        certificate = written(share_class, holder)
        for number in range(3):  # so many that the number of an event is above `known_at`
            services.transfer_shares(
                share_class=other,
                giver=holder,
                taker=a_resident(),
                quantity=1,
                effective_on=APRIL,
                reference=f"x{number}",
            )
        assert ShareEvent.objects.filter(share_class=other, number__gt=certificate.known_at, giver=holder).exists()
        assert state(certificate).void_on is None

    def test_a_newer_one_takes_its_place(self, share_class: ShareClass, holder: Party) -> None:
        first, second = written(share_class, holder), written(share_class, holder, 4, "c2")
        assert [state(each).void_on for each in (first, second)] == [TODAY(), None]

    def test_that_of_another_holder_does_not(self, share_class: ShareClass, holder: Party) -> None:
        first = written(share_class, holder)
        other = ShareEvent.objects.get(number=2).taker
        assert other
        written(share_class, other, 5, "c2")
        assert state(first).void_on is None

    def test_a_cancelled_one_stays_so(self, share_class: ShareClass, holder: Party) -> None:
        certificate = written(share_class, holder)
        services.cancel_certificate(certificate=certificate, reason="Hilang", by=None)
        assert state(certificate).void_on == TODAY()
        with pytest.raises(refusals.CertificateVoid):
            services.cancel_certificate(certificate=certificate, reason="Hilang", by=None)

    def test_it_is_not_cancelled_without_a_reason(self, share_class: ShareClass, holder: Party) -> None:
        with pytest.raises(ValidationError):
            services.cancel_certificate(certificate=written(share_class, holder), reason="", by=None)

    def test_all_states_are_one_question(
        self, share_class: ShareClass, holder: Party, django_assert_num_queries: Any
    ) -> None:
        for number in range(5):
            written(share_class, holder, 10, f"c{number}")
        with django_assert_num_queries(1):
            states = [bool(each.void_on) for each in Certificate.objects.with_state().order_by("number")]
        assert states == [True] * 4 + [False]


class TestConsent:
    def test_the_latest_word_counts(self, share_class: ShareClass, holder: Party) -> None:
        certificate, clerk = written(share_class, holder), UserFactory()
        consent = services.give_consent(certificate=certificate, on=TODAY(), by=clerk)
        assert consent and (consent.is_given, consent.recorded_by) == (True, clerk)
        assert state(certificate).is_consented
        services.withdraw_consent(certificate=certificate, on=TODAY(), by=clerk)
        assert not state(certificate).is_consented
        services.give_consent(certificate=certificate, on=TODAY(), by=clerk)
        assert state(certificate).is_consented
        assert list(certificate.consents.values_list("is_given", flat=True)) == [True, False, True]

    def test_twice_is_once(self, share_class: ShareClass, holder: Party) -> None:
        certificate = written(share_class, holder)
        assert services.withdraw_consent(certificate=certificate, on=TODAY(), by=None) is None
        first = services.give_consent(certificate=certificate, on=TODAY(), by=None)
        assert services.give_consent(certificate=certificate, on=TODAY(), by=None) == first
        assert CertificateConsent.objects.count() == 1

    def test_it_has_a_day_between_the_certificate_and_today(self, share_class: ShareClass, holder: Party) -> None:
        certificate = written(share_class, holder)
        with pytest.raises(refusals.NotToCome):
            services.give_consent(certificate=certificate, on=TODAY() + A_DAY, by=None)
        with pytest.raises(refusals.BeforeCertificate):
            services.give_consent(certificate=certificate, on=TODAY() - A_DAY, by=None)


class TestTheDatabaseRefuses:
    @pytest.mark.parametrize("table", ["certificate", "certificateconsent", "certificatecancellation"])
    @pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET id = id"])
    def test_that_what_was_written_is_changed(
        self, share_class: ShareClass, holder: Party, table: str, change: str
    ) -> None:
        certificate = written(share_class, holder)
        services.give_consent(certificate=certificate, on=TODAY(), by=None)
        services.cancel_certificate(certificate=certificate, reason="Hilang", by=None)
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="append-only|Cannot update or delete rows"):
            sql(change.format(f"shares_{table}"))

    @pytest.mark.parametrize(
        "said",
        [
            {"number": 3},
            {"number": 1},
            {"number": 0},
            {"quantity": 11},
            {"quantity": 0},
            {"known_at": 3},
            {"known_at": 0},
            {"issued_on": dt.date(2013, 2, 28)},  # the day before there were any
            {"code": "7" * 25},
            {"code": "O" * 26},
            {"reference": ""},
            {"reference": "c1"},
        ],
        ids=str,
    )
    def test_a_certificate_that_is_not_so(self, share_class: ShareClass, holder: Party, said: dict[str, Any]) -> None:
        first = written(share_class, holder)
        usual = {"number": 2, "quantity": 10, "known_at": 2, "issued_on": TODAY(), "code": "7" * 26, "reference": "c2"}
        rows = Certificate.objects
        refused(lambda: rows.create(share_class=share_class, party=holder, **usual | said))
        refused(lambda: rows.create(share_class=share_class, party=holder, **usual | {"code": first.code}))
        rows.create(share_class=share_class, party=holder, **usual)  # what is so goes in

    def test_the_same_word_twice(self, share_class: ShareClass, holder: Party) -> None:
        certificate = written(share_class, holder)
        said = {"certificate": certificate, "consented_on": TODAY()}
        refused(lambda: CertificateConsent.objects.create(is_given=False, **said))
        CertificateConsent.objects.create(is_given=True, **said)
        refused(lambda: CertificateConsent.objects.create(is_given=True, **said))

    def test_two_cancellations_and_one_without_a_reason(self, share_class: ShareClass, holder: Party) -> None:
        certificate = written(share_class, holder)
        rows = CertificateCancellation.objects
        refused(lambda: rows.create(certificate=certificate, cancelled_on=TODAY(), reason=""))
        rows.create(certificate=certificate, cancelled_on=TODAY(), reason="Hilang")
        refused(lambda: rows.create(certificate=certificate, cancelled_on=TODAY(), reason="Hilang"))


@pytest.mark.django_db(transaction=True)
def test_written_at_once_they_have_numbers_without_a_gap() -> None:
    share_class = share_class_of(founded())
    parties = [a_resident() for _ in range(8)]
    issued(share_class, dict.fromkeys(parties, 2), MARCH)
    start = threading.Barrier(len(parties))

    def write(party: Party) -> None:
        start.wait()
        try:
            written(share_class, party, 2, f"c{party.pk}")
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[party]) for party in parties]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Certificate.objects.values_list("number", flat=True)) == list(range(1, 9))
