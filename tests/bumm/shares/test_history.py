"""What the database refuses of the register, by whatever way it is tried, and what `verify_ledger` finds in it."""

import datetime as dt
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.models import F

from bumm.ledger import services as ledger
from bumm.ledger import verification
from bumm.ledger.services import Draft
from bumm.ledger.verification import first_fault
from bumm.people.models import Party
from bumm.shares import services
from bumm.shares.hashing import Content, event_hash, genesis
from bumm.shares.models import ShareClass, ShareEvent, Subscription
from bumm.shares.verification import capital_agrees, redemptions_agree, register_holds
from tests.bumm.charter.test_charters import refused, sql
from tests.bumm.shares.test_subscriptions import (
    APRIL,
    BANK,
    CAPITAL,
    FOUNDED,
    MARCH,
    MAY,
    founded,
    paid,
    requested,
    share_class_of,
)
from tests.factories import a_resident, issued

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2013, 6, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def three_events(standing: None) -> tuple[ShareClass, list[Party]]:
    """Two issues and a transfer."""
    parties = [a_resident() for _ in range(3)]
    share_class = share_class_of(founded(redemption_price="nominal", redemption_liquidity_bp=10_000))
    issued(share_class, {parties[0]: 10, parties[1]: 5}, MARCH)
    services.transfer_shares(
        share_class=share_class, giver=parties[0], taker=parties[2], quantity=4, effective_on=APRIL, reference="t1"
    )
    sql("SET CONSTRAINTS ALL IMMEDIATE")  # as after a commit
    return share_class, parties


@pytest.fixture
def scene(db: None, three_events: tuple[ShareClass, list[Party]]) -> tuple[ShareClass, list[Party]]:
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    return deepcopy(three_events)


@pytest.fixture
def share_class(scene: tuple[ShareClass, list[Party]]) -> ShareClass:
    return scene[0]


@pytest.fixture
def parties(scene: tuple[ShareClass, list[Party]]) -> list[Party]:
    return scene[1]


def event(share_class: ShareClass, **said: Any) -> ShareEvent:
    """The fourth event of the class, a transfer of one share unless it is said otherwise."""
    giver, taker = ShareEvent.objects.get(share_class=share_class, number=3).giver, a_resident()
    usual = {"number": 4, "kind": "transfer", "reference": "x", "effective_on": MAY, "recorded_at": NOW}
    usual |= {"giver": giver, "taker": taker, "quantity": 1, "par": 50_000, "hash": "f" * 64}
    return ShareEvent(share_class=share_class, **usual | said)


class TestTheDatabaseRefuses:
    @pytest.mark.parametrize("table", ["shares_shareclass", "shares_shareevent"])
    @pytest.mark.parametrize(
        "change",
        ["DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET id = id"],
        ids=["delete", "truncate", "update"],
    )
    def test_that_history_is_changed_by_statements(self, share_class: ShareClass, table: str, change: str) -> None:
        with pytest.raises(DatabaseError, match="append-only|Cannot update or delete rows"):
            sql(change.format(table))

    def test_that_it_is_changed_by_methods_of_the_models(self, share_class: ShareClass) -> None:
        last = ShareEvent.objects.get(number=3)
        attempts: list[Callable[[], Any]] = [
            lambda: ShareEvent.objects.update(quantity=F("quantity") + 1),
            lambda: ShareEvent.objects.filter(pk=last.pk)._raw_delete("default"),
            lambda: ShareEvent.objects.bulk_update([last], ["quantity"]),
            lambda: last.save(),
            lambda: last.save(update_fields=["reference"]),
            lambda: ShareClass.objects.update(code="Z"),
        ]
        for attempt in attempts:
            refused(attempt)
        assert first_fault(share_class.bumm.book) is None

    @pytest.mark.parametrize(
        "said",
        [
            {"number": 5},
            {"number": 3},
            {"number": 0},
            {"reference": ""},
            {"reference": "t1"},
            {"hash": "x"},
            {"quantity": 0},
            {"quantity": -1},
            {"quantity": 10**12 + 1},
            {"quantity": 10**11},
            {"par": 0},
            {"par": 60_000},
            {"effective_on": FOUNDED - dt.timedelta(days=1)},
            {"kind": "gift"},
            {"kind": "issue"},
            {"kind": "issue", "taker": None},
            {"kind": "redeem"},
            {"kind": "redeem", "taker": None},
            {"kind": "transfer", "taker": None},
            {"kind": "inherit", "giver": None},
            {"kind": "correct"},
        ],
        ids=str,
    )
    def test_an_event_that_does_not_follow(self, share_class: ShareClass, said: dict[str, Any]) -> None:
        row = event(share_class, **said)
        refused(lambda: row.save(force_insert=True))
        refused(lambda: ShareEvent.objects.bulk_create([row]))
        columns = ["number", "kind", "reference", "effective_on", "recorded_at", "quantity", "par", "hash"]
        values = [share_class.pk, row.giver_id, row.taker_id, *(getattr(row, name) for name in columns)]
        statement = f"""
            INSERT INTO shares_shareevent (share_class_id, giver_id, taker_id, {", ".join(columns)})
            VALUES ({", ".join(["%s"] * len(values))})
        """  # noqa: S608
        refused(lambda: sql(statement, *values))
        event(share_class).save(force_insert=True)  # as it would be taken

    def test_a_transfer_to_the_giver(self, share_class: ShareClass, parties: list[Party]) -> None:
        refused(lambda: event(share_class, giver=parties[0], taker=parties[0]).save())

    def test_many_at_once_of_which_one_does_not_follow(self, share_class: ShareClass) -> None:
        good = event(share_class)
        for bad in ({"number": 6}, {"number": 5, "par": 60_000}, {"number": 5, "effective_on": dt.date(2013, 1, 1)}):
            refused(lambda said=bad: ShareEvent.objects.bulk_create([good, event(share_class, reference="y", **said)]))

    def test_a_correction_that_is_not_the_opposite(self, share_class: ShareClass, parties: list[Party]) -> None:
        transfer, issue = ShareEvent.objects.get(number=3), ShareEvent.objects.get(number=1)
        right = {"kind": "correct", "giver": parties[2], "taker": parties[0], "quantity": 4, "corrects": transfer}
        others: list[dict[str, Any]] = [
            {"quantity": 3},
            {"giver": parties[0], "taker": parties[2]},
            {"giver": None},
            {"effective_on": MARCH},
            {"entry": issue.entry},
            {"corrects": issue},
            {"corrects": None},
            {"kind": "transfer"},
        ]
        for other in others:
            refused(lambda said=right | other: event(share_class, **said).save())
        back = {"kind": "correct", "giver": parties[0], "taker": None, "quantity": 10, "corrects": issue}
        refused(lambda: event(share_class, **back).save())  # without the reversal of its entry
        event(share_class, **right).save()
        again = {"number": 5, "reference": "y", "giver": parties[0], "taker": parties[2]}
        refused(lambda: event(share_class, **right | {"number": 5, "reference": "y"}).save())
        first = ShareEvent.objects.get(number=4)
        refused(lambda: event(share_class, **right | again | {"corrects": first}).save())

    def test_an_entry_of_another_book_or_twice(self, share_class: ShareClass) -> None:
        fund = ledger.open_book(code="FUND-1", name="Dana")
        elsewhere = ledger.post(book=fund, draft=Draft("x", MAY, ((BANK, CAPITAL, 50_000),)))
        entry = ledger.post(book=share_class.bumm.book, draft=Draft("x", MAY, ((BANK, CAPITAL, 50_000),)))
        said = {"kind": "issue", "giver": None}
        refused(lambda: event(share_class, entry=elsewhere, **said).save())
        event(share_class, entry=entry, **said).save()
        refused(lambda: event(share_class, entry=entry, number=5, reference="y", **said).save())

    def test_a_class_twice_or_of_no_plain_code(self, share_class: ShareClass) -> None:
        refused(lambda: ShareClass.objects.create(bumm=share_class.bumm, code="A"))
        refused(lambda: ShareClass.objects.create(bumm=share_class.bumm, code="a b"))

    def test_that_a_subscription_jumps_or_says_something_else(self, share_class: ShareClass) -> None:
        wish, bought = requested(share_class, a_resident()), paid(share_class, a_resident())
        everything = Subscription.objects.filter(pk=wish.pk)
        done = ShareEvent.objects.get(number=1).subscription
        attempts: list[Callable[[], Any]] = [
            lambda: everything.update(state="paid"),
            lambda: everything.update(state="issued"),
            lambda: everything.update(state="lost"),
            lambda: everything.update(payment=bought.payment),
            lambda: everything.update(quantity=3),
            lambda: everything.update(price=1),
            lambda: everything.update(party=bought.party),
            lambda: everything._raw_delete("default"),
            lambda: sql("TRUNCATE shares_subscription CASCADE"),
            lambda: Subscription.objects.filter(pk=bought.pk).update(state="requested", payment=None),
            lambda: Subscription.objects.filter(pk=bought.pk).update(state="issued"),
            lambda: Subscription.objects.filter(pk=bought.pk).update(state="refunded"),
            lambda: Subscription.objects.filter(pk=done.pk).update(state="refunded", refund=F("payment")),
            lambda: subscription(wish, state="paid", payment=bought.payment).save(),
            lambda: subscription(wish, quantity=0).save(),
            lambda: subscription(wish, price=1).save(),
            lambda: subscription(wish, price=10**15 + 1).save(),
        ]
        for attempt in attempts:
            refused(attempt)
        subscription(wish).save()


def subscription(wish: Subscription, **said: Any) -> Subscription:
    usual = {"party": wish.party, "quantity": 2, "price": 100_000, "requested_on": MARCH}
    return Subscription(share_class=wish.share_class, **usual | said)


def planted(statement: str, *parameters: Any) -> None:
    """Change history as only a superuser can who switches its triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, parameters)
        cursor.execute("SET LOCAL session_replication_role = origin")


class TestVerifying:
    def test_numbers_and_hashes_make_a_chain_from_the_class(self, share_class: ShareClass) -> None:
        previous = genesis(share_class.bumm.kelurahan_id, "A")
        for each in ShareEvent.objects.select_related("entry"):
            content = Content(
                share_class.bumm.kelurahan_id,
                "A",
                each.number,
                each.kind,
                each.reference,
                each.effective_on,
                each.recorded_at,
                each.giver_id,
                each.taker_id,
                each.quantity,
                50_000,
                None,
                None,
                each.entry and each.entry.number,
            )
            previous = event_hash(content, previous)
            assert each.hash == previous
        assert first_fault(share_class.bumm.book) is None

    @pytest.mark.parametrize(
        "change",
        [
            "quantity = quantity + 1",
            "par = par + 1",
            "effective_on = effective_on + 1",
            "recorded_at = recorded_at + interval '1 microsecond'",
            "reference = 'y'",
            "entry_id = NULL",
            "taker_id = (SELECT max(id) FROM people_party)",
        ],
    )
    def test_a_planted_change_is_named(self, share_class: ShareClass, change: str) -> None:
        planted(f"UPDATE shares_shareevent SET {change} WHERE number = 2")  # noqa: S608
        with pytest.raises(CommandError, match="BUMM-TIPES: share event A 2 is broken: it does not fit its hash"):
            call_command("verify_ledger")

    def test_a_transfer_made_an_inheritance_is_named(self, share_class: ShareClass) -> None:
        planted("UPDATE shares_shareevent SET kind = 'inherit' WHERE number = 3")
        with pytest.raises(CommandError, match="share event A 3 is broken: it does not fit its hash"):
            call_command("verify_ledger")

    def test_a_removed_event_is_named(self, share_class: ShareClass) -> None:
        planted("DELETE FROM shares_shareevent WHERE number = 2")
        with pytest.raises(CommandError, match="share event A 2 is broken: it is missing"):
            call_command("verify_ledger")

    def test_less_than_nothing_is_named(self, share_class: ShareClass, parties: list[Party]) -> None:
        too_much = services.register.Draft("transfer", "x", MARCH, parties[1], parties[0], 6)
        services.register.append(services.register.locked(share_class), 50_000, [too_much])
        with pytest.raises(
            CommandError, match=f"class A is broken: party {parties[1].pk} is 1 shares short on 2013-03"
        ):
            call_command("verify_ledger")

    def test_capital_that_is_not_the_registers_is_named_with_both_sums(self, share_class: ShareClass) -> None:
        ledger.post(book=share_class.bumm.book, draft=Draft("gift", MAY, ((BANK, CAPITAL, 1_000),)))
        reason = "account 3.1.01 is broken: the book has Rp751.000 on it and the register of shares Rp750.000"
        with pytest.raises(CommandError, match=reason):
            call_command("verify_ledger")

    def test_a_funds_book_has_no_register(self) -> None:
        fund = ledger.open_book(code="FUND-1", name="Dana")
        ledger.post(book=fund, draft=Draft("x", MAY, ((BANK, CAPITAL, 50_000),)))
        assert first_fault(fund) is None

    def test_the_register_is_looked_at_once(self) -> None:
        of_shares = [look for look in verification.CONTROLS if look.__module__ == register_holds.__module__]
        assert of_shares == [register_holds, capital_agrees, redemptions_agree]
