"""What the order's page shows of its payment."""

from typing import NamedTuple

from bumm.money import format_rupiah
from catalog.payments import qris
from catalog.payments.models import Payment

Gateway, State = Payment.Gateway, Payment.State
TEMPLATE = "catalog/payments/pay_{gateway}.html"


class Panel(NamedTuple):
    """How a payment is made, and how far it has come. `template` draws it, as `pay`; the order's page says where its
    forms lead: `pay_url` (on to the gateway) and `proof_url` (a picture of the transfer)."""

    payment: Payment
    template: str
    qr: str
    qr_to_save: str

    @property
    def left(self) -> int:
        """What is still to be paid."""
        return self.payment.missing

    @property
    def left_in_parts(self) -> tuple[str, str]:
        """The same as on screen: all but the last three digits, and those, which tell one transfer from others."""
        written = format_rupiah(self.left)
        return written[:-3], written[-3:]

    @property
    def is_claimed(self) -> bool:
        return self.payment.state == State.CLAIMED

    @property
    def has_failed(self) -> bool:
        return self.payment.state == State.FAILED

    @property
    def is_late(self) -> bool:
        """The order has ended; who paid just before can still show it."""
        return self.payment.state == State.EXPIRED


def panel_of(order_reference: str) -> Panel | None:
    """None where nothing is to be paid any more."""
    payment = Payment.objects.of_order(order_reference).select_related("account", "bumm").first()
    if payment is None or not _is_shown(payment):
        return None
    code = ""
    if payment.gateway == Gateway.QRIS and payment.account and payment.state != State.EXPIRED:
        code = qris.for_amount(payment.account.qris, amount=payment.missing, reference=payment.order_reference)
    return Panel(
        payment=payment,
        template=TEMPLATE.format(gateway=payment.gateway),
        qr=qris.as_svg(code) if code else "",
        qr_to_save=qris.as_png(code) if code else "",
    )


def _is_shown(payment: Payment) -> bool:
    if payment.state in Payment.OPEN:
        return True
    late = payment.state == State.EXPIRED and payment.gateway in (Gateway.QRIS, Gateway.TRANSFER)
    return late or (payment.gateway == Gateway.STRIPE and payment.state == State.FAILED)
