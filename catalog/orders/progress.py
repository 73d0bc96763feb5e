"""An order as its buyer sees it: where it stands, what happens next, and what can be done about it."""

import datetime as dt
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bumm.people.whatsapp import whatsapp_link
from catalog.orders.models import Complaint, Order, OrderEvent, OrderLine, Parcel, Way
from catalog.orders.services.complaints import complaints_until
from catalog.payments.pages import Panel, panel_of

State, Kind = Order.State, OrderEvent.Kind
TONES = {
    Parcel.State.READY: "good",
    Parcel.State.SHIPPED: "good",
    Parcel.State.HANDED_OVER: "good",
    Parcel.State.CANCELLED: "stop",
}


class Step(NamedTuple):
    """`state` is done, now or next."""

    name: str
    note: str
    state: str


class ShownParcel(NamedTuple):
    row: Parcel
    lines: list[OrderLine]
    state: str
    tone: str
    can_be_received: bool
    complain_until: dt.date | None
    complaints: list[Complaint]


class Shown(NamedTuple):
    """`pay` is what is still to be paid and how, where anything is."""

    order: Order
    heading: str
    parcels: list[ShownParcel]
    steps: list[Step]
    pay: Panel | None
    can_be_cancelled: bool
    phone: str
    question: str


def shown(order: Order) -> Shown:
    parcels = [_parcel(order, row) for row in order.parcels.all()]
    running = order.state in (State.WAITING, State.CONFIRMED)
    untouched = all(one.row.state in (Parcel.State.NEW, Parcel.State.CANCELLED) for one in parcels)
    return Shown(
        order=order,
        heading=_heading(order, parcels),
        parcels=parcels,
        steps=_steps(order, parcels),
        pay=panel_of(order.reference),
        can_be_cancelled=running and untouched,
        phone=order.bumm.phone.as_e164 if order.bumm.phone else "",
        question=_("Hello, I have a question about order {number}.").format(number=order.number),
    )


def _parcel(order: Order, row: Parcel) -> ShownParcel:
    row.order = order
    complaints = list(row.complaints.order_by("pk"))
    until = complaints_until(row)
    is_open = any(complaint.state == Complaint.State.OPEN for complaint in complaints)
    may_complain = until is not None and until >= timezone.localdate() and not is_open
    return ShownParcel(
        row=row,
        lines=sorted(row.lines.all(), key=lambda line: line.position),
        state=str(row.get_state_display()),
        tone=TONES.get(Parcel.State(row.state), "wait"),
        can_be_received=row.state == Parcel.State.SHIPPED,
        complain_until=until if may_complain else None,
        complaints=complaints,
    )


def _heading(order: Order, parcels: list[ShownParcel]) -> str:
    if order.state == State.WAITING:
        return _("One more step: pay")
    if order.state == State.EXPIRED:
        return _("This order has expired")
    if order.state == State.CANCELLED:
        return _("This order is cancelled")
    if order.state == State.DONE:
        return _("Yours. Thank you!")
    states = {one.row.state for one in parcels if one.row.state != Parcel.State.CANCELLED}
    if states <= {Parcel.State.READY, Parcel.State.HANDED_OVER}:
        return _("Your order is ready")
    if states <= {Parcel.State.SHIPPED, Parcel.State.HANDED_OVER}:
        return _("Your order is on its way")
    return _("Your order is being prepared")


def _steps(order: Order, parcels: list[ShownParcel]) -> list[Step]:
    """What happened, then what is to come; of an order that ended early only what happened."""
    events = list(order.events.all())
    done = [Step(_said(event), _at(event), "done") for event in events if event.kind != Kind.CONFIRMED]
    if order.state in (State.DONE, State.CANCELLED, State.EXPIRED):
        return done
    to_come = _to_come(order, parcels)
    return done + [Step(name, note, "next" if place else "now") for place, (name, note) in enumerate(to_come)]


def _to_come(order: Order, parcels: list[ShownParcel]) -> list[tuple[str, str]]:
    states = {one.row.state for one in parcels if one.row.state != Parcel.State.CANCELLED}
    steps = []
    if order.state == State.WAITING:
        until = timezone.localtime(order.expires_at) if order.expires_at else None
        said = _("Until {time}").format(time=date_format(until, "j F, H.i")) if until else ""
        steps.append((_("Your payment"), said))
    if states & {Parcel.State.NEW, Parcel.State.ACCEPTED}:
        steps.append((_("The groups prepare it"), _days(parcels)))
    picked_up = order.checkout.way == Way.PICKUP
    steps.append((_("You pick it up") if picked_up else _("It is brought to you"), ""))
    return steps


def _days(parcels: list[ShownParcel]) -> str:
    days = max((line.days for one in parcels for line in one.lines), default=0)
    return ngettext("{n} day to make it", "{n} days to make it", days).format(n=days) if days else ""


def _said(event: OrderEvent) -> str:
    said = str(event.get_kind_display()).capitalize()
    return f"{said} ({event.parcel.group.name})" if event.parcel else said


def _at(event: OrderEvent) -> str:
    return str(date_format(timezone.localtime(event.at), "j F Y, H.i"))


def message_to_buyer(order: Order) -> str:
    """A link that opens a conversation with the buyer, saying where the order stands."""
    text = _("Hello {name}, order {number}: {state}.").format(
        name=order.checkout.name, number=order.number, state=order.get_state_display()
    )
    return whatsapp_link(order.checkout.phone, text)
