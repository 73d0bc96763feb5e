"""What the pilot sells on line: where buyers pay, what bringing costs, and orders and payouts in every state."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from bumm.people.models import Bumm, Group, Kecamatan, User
from catalog.orders import services
from catalog.orders.cart import Cart
from catalog.orders.models import Order, Parcel
from catalog.orders.quoting import quote
from catalog.payments import services as payments
from catalog.payments.models import Payment, Refund
from catalog.products.models import Variant
from catalog.settlement import services as settlement
from catalog.settlement.models import Sale
from pilot import papers
from pilot.sources import read

Row = dict[str, Any]


def load() -> None:
    """Once, and only where their accounts are: what is confirmed and paid has someone who did."""
    if Sale.objects.exists():
        return
    source = read("orders")
    sellers = {row["bumm"]: row for row in source["seller"]}
    for slug, row in sellers.items():
        _open_shop(Bumm.objects.get(kelurahan__slug=slug), row)
    for row in source["fair"]:
        _hold_fair(Bumm.objects.get(kelurahan__slug=row["bumm"]), row, sellers[row["bumm"]])
    for row in source["order"]:
        for order in _order(row):
            seller = sellers[order.bumm.kelurahan.slug]
            for step in row["then"]:
                STEPS[step](order, row, seller)


def _open_shop(bumm: Bumm, row: Row) -> None:
    about = {name: row[name] for name in ("bank", "number", "qris")}
    payments.record_account(bumm=bumm, by=None, holder=bumm.name, **about)
    places = [place.code for place in Kecamatan.objects.order_by("code")]
    fees: dict[str | None, int | None] = dict(zip(places, row["fees"], strict=True))
    services.set_fees(bumm=bumm, fees=fees | ({None: row["beyond"]} if "beyond" in row else {}))


def _hold_fair(bumm: Bumm, row: Row, seller: Row) -> None:
    """Cash sales of a day; some groups are paid out, the others are due."""
    day = timezone.localdate() - dt.timedelta(days=row["days_ago"])
    for number, (slug, gross) in enumerate(row["sales"].items(), 1):
        reference = f"bazar:{bumm.kelurahan.slug}:{number}"
        line = settlement.Line(1, Group.objects.get(slug=slug), 1, gross)
        settlement.freeze_sale(reference=reference, bumm=bumm, lines=[line], on=day)
        cause = f"{reference}:tunai"
        settlement.receive(reference=reference, cause=cause, amount=gross, into=settlement.Money.CASH, on=day)
        settlement.hand_over(reference=reference, parcel=1, on=day)
    if row["paid_out"]:
        _pay_out(bumm, row["paid_out"], seller)


def _pay_out(bumm: Bumm, slugs: list[str], seller: Row) -> None:
    """In cash, and signed for; who did not come is struck off and due again."""
    treasurer, supervisor = _user(seller["treasurer"]), _user(seller["supervisor"])
    today = timezone.localdate()
    batch = settlement.prepare_payouts(book=bumm.book, method="cash", by=treasurer, also_with_account=True)
    settlement.approve_batch(batch=batch, by=supervisor)
    came = list(batch.payouts.filter(group__slug__in=slugs))
    signed = sum(payout.amount for payout in came)
    sheet = papers.receipt("Lembar tanda terima uang kelompok", today, signed, by=treasurer)
    settlement.record_paid(batch=batch, paid_on=today, evidence=[sheet], payouts=came)
    for payout in batch.payouts.exclude(group__slug__in=slugs):
        settlement.strike_payout(payout=payout, reason="Belum datang")


def _order(row: Row) -> list[Order]:
    cart = Cart(SessionStore())
    for sku, quantity in row["goods"].items():
        cart.put(Variant.objects.get(sku=sku).pk, quantity)
    cart.destination = row.get("to", "pickup")
    found = quote(cart)
    buyer = services.Buyer(row["name"], row["phone"], address=row.get("address", ""))
    checkout = services.place(
        key=str(uuid.uuid5(uuid.NAMESPACE_URL, row["phone"])),
        buyer=buyer,
        quote=found,
        seen=found.total,
        gateways={basket.bumm.pk: row["by"] for basket in found.baskets},
        language="id",
    )
    return list(checkout.orders.select_related("bumm__kelurahan", "checkout").order_by("pk"))


def _user(name: str) -> User:
    return User.objects.get(username=name)


def _payment(order: Order) -> Payment:
    return Payment.objects.of_order(order.reference)[0]


def _expire(order: Order, row: Row, seller: Row) -> None:
    services.expire_orders(now=timezone.now() + dt.timedelta(days=2))


def _claim(order: Order, row: Row, seller: Row) -> None:
    payment = _payment(order)
    slip = papers.slip("Bukti transfer", timezone.localdate(), payment.due)
    payments.upload_proof(payment=payment, file=slip)


def _pay(order: Order, row: Row, seller: Row) -> None:
    payment = _payment(order)
    payments.confirm(
        payment=payment,
        amount=payment.due,
        on=timezone.localdate(),
        bank_reference=f"CONTOH-{order.pk}",
        by=_user(seller["treasurer"]),
    )


def _with_parcels(step: Callable[..., Parcel], **said: Any) -> Callable[[Order, Row, Row], None]:
    def done(order: Order, row: Row, seller: Row) -> None:
        for parcel in order.parcels.order_by("number"):
            step(parcel=parcel, by=_user(seller["manager"]), **said)

    return done


def _complain(order: Order, row: Row, seller: Row) -> None:
    services.complain(parcel=order.parcels.get(), kind="damaged", words="Jahitan di satu sisi lepas.")


def _give_back(order: Order, row: Row, seller: Row) -> None:
    """The complaint is right, and a part of the price goes back."""
    complaint = order.parcels.get().complaints.get()
    services.answer_complaint(
        complaint=complaint,
        accept=True,
        amount=row["amount"],
        answer="Maaf. Sebagian harganya kami kembalikan.",
        by=_user(seller["manager"]),
    )
    refund = Refund.objects.get(payment=_payment(order))
    payments.record_refund_made(
        refund=refund, on=timezone.localdate(), by=_user(seller["treasurer"]), bank_reference=f"KEMBALI-{order.pk}"
    )


def _cancel(order: Order, row: Row, seller: Row) -> None:
    services.cancel_order(order=order, reason="")


STEPS: dict[str, Callable[[Order, Row, Row], None]] = {
    "expire": _expire,
    "claim": _claim,
    "pay": _pay,
    "accept": _with_parcels(services.accept_parcel),
    "ready": _with_parcels(services.ready_parcel),
    "ship": _with_parcels(services.ship_parcel, courier="Kurir Contoh", tracking="CTH-0001"),
    "hand_over": _with_parcels(services.hand_over_parcel),
    "complain": _complain,
    "give_back": _give_back,
    "cancel": _cancel,
}
