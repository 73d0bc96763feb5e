"""What the order's page shows of its payment."""

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from catalog.payments import services
from catalog.payments.models import Payment
from catalog.payments.pages import Panel, panel_of
from tests.catalog.payments.scene import begun, picture, selling_bumm
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def shown(order: str = "order:1") -> str:
    panel = panel_of(order)
    assert panel
    return render_to_string(panel.template, {"pay": panel, "proof_url": "/bukti/", "pay_url": "/bayar/"})


def test_a_transfer_says_what_to_send_and_where() -> None:
    payment = begun(selling_bumm())
    page = shown()
    assert f">{payment.due}</span>" in page
    assert "0123456789" in page
    assert 'action="/bukti/"' in page


def test_a_part_leaves_the_rest() -> None:
    payment = begun(selling_bumm(), "qris")
    before = panel_of("order:1")
    services.confirm(payment=payment, amount=20_000, on=timezone.localdate(), bank_reference="BC-1", by=UserFactory())
    after = panel_of("order:1")
    assert before and after and (before.left, after.left) == (50_000, 30_000)
    assert before.qr != after.qr
    assert "Rp30.000" in shown()


def test_each_state_has_its_words() -> None:
    bumm = selling_bumm()
    for number, gateway in enumerate(["transfer", "qris", "cash"]):
        begun(bumm, gateway, order=f"order:{number}")
        assert shown(f"order:{number}")
    services.upload_proof(payment=Payment.objects.get(order_reference="order:0"), file=picture())
    assert "notice--success" in shown("order:0")
    services.expire(order_reference="order:1")
    assert "data:image" not in shown("order:1")
    services.cancel(order_reference="order:2")
    assert panel_of("order:2") is None
    assert panel_of("order:none") is None


def test_a_card_is_paid_at_stripe() -> None:
    payment = Payment(gateway="stripe", amount=60_000, state="waiting")
    panel = Panel(payment, "catalog/payments/pay_stripe.html", "", "")
    page = render_to_string(panel.template, {"pay": panel, "pay_url": "/bayar/"})
    assert 'action="/bayar/"' in page
    payment.state = "claimed"
    assert 'action="/bayar/"' not in render_to_string(panel.template, {"pay": panel, "pay_url": "/bayar/"})
