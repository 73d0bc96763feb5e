"""Who came to own the pilot's three BUMM, from their founding on."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from bumm.people.models import Bumm, Group, Institution, Kelurahan, Party, Person
from bumm.people.services import party_of
from bumm.shares import services
from bumm.shares.models import ShareClass, ShareEvent, Subscription
from pilot.sources import read

Step = dict[str, Any]
HOLDERS: dict[str, tuple[Any, str]] = {
    "A": (Person, "name"),
    "B": (Group, "slug"),
    "C": (Kelurahan, "slug"),
    "D": (Institution, "slug"),
}


def steps_of(bumm: Bumm) -> list[Step]:
    """What happened to a BUMM's shares, in the order in which it was recorded."""
    rows = [row for row in read("shares")["register"] if row["bumm"] == bumm.kelurahan.slug]
    return [step for row in rows for step in row["step"]]


def live_through(bumm: Bumm, steps: list[Step], *, after: dt.date, through: dt.date) -> None:
    """Record the steps that begin after one day and up to another. A correction is of the same stretch as its error."""
    recorded: dict[str, ShareEvent] = {}
    for step in steps:
        if not after < step["on"] <= through:
            continue
        events = list(_record(bumm, step, recorded))
        if key := step.get("key"):
            [recorded[key]] = events


def _record(bumm: Bumm, step: Step, recorded: dict[str, ShareEvent]) -> Iterator[ShareEvent]:
    match step["kind"]:
        case "subscription":
            yield from _subscribe(bumm, step)
        case "transfer":
            yield services.transfer_shares(taker=_party(step, "taker"), **_given(bumm, step))
        case "inheritance":
            yield services.inherit_shares(taker=_party(step, "taker"), **_given(bumm, step))
        case "redemption":
            yield _redeem(bumm, step)
        case "correction":
            yield _correct(recorded[step["of"]], step)


def _subscribe(bumm: Bumm, step: Step) -> list[ShareEvent]:
    """As far as the step says: asked for, paid, and issued together or refunded."""
    share_class = _share_class(bumm, step)
    wishes = []
    for holder, quantity in step["holders"].items():
        wish = services.request_subscription(
            share_class=share_class,
            party=_party_called(step["class"], holder),
            quantity=quantity,
            price=step["price"] * quantity,
            requested_on=step["on"],
        )
        if "paid_on" in step:
            wish = services.record_payment(subscription=wish, paid_on=step["paid_on"])
        if "refunded_on" in step:
            wish = services.refund_subscription(subscription=wish, refunded_on=step["refunded_on"])
        wishes.append(wish)
    if "issued_on" in step:
        return services.issue_shares(subscriptions=wishes, effective_on=step["issued_on"])
    return []


def _redeem(bumm: Bumm, step: Step) -> ShareEvent:
    """What is owed for the shares is paid from the bank some days later."""
    event = services.redeem_shares(**_given(bumm, step))
    services.pay_redemption(event=event, paid_on=step["paid_on"])
    return event


def _correct(event: ShareEvent, step: Step) -> ShareEvent:
    """The opposite of an event; the money of an issue goes back where the step says when."""
    correction = services.correct_event(event=event, effective_on=step["on"])
    if "refunded_on" in step:
        wish = Subscription.objects.get(event=event)
        services.refund_subscription(subscription=wish, refunded_on=step["refunded_on"])
    return correction


def _given(bumm: Bumm, step: Step) -> dict[str, Any]:
    return {
        "share_class": _share_class(bumm, step),
        "giver": _party(step, "giver"),
        "quantity": step["quantity"],
        "effective_on": step["on"],
        "reference": step["reference"],
    }


def _share_class(bumm: Bumm, step: Step) -> ShareClass:
    return services.open_share_class(bumm=bumm, code=step["class"], on=step["on"])


def _party(step: Step, side: str) -> Party:
    return _party_called(step["class"], step[side])


def _party_called(code: str, name: str) -> Party:
    model, column = HOLDERS[code]
    return party_of(model.objects.get(**{column: name}))
