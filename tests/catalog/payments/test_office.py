"""The office's screens: what is shown, kept and done, and by whom."""

import base64
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bumm.people import services as people
from bumm.people.models import Bumm, Role, User
from catalog.payments import qris, services
from catalog.payments.models import MerchantAccount, Payment, Refund
from catalog.payments.office.tasks import payment_tasks
from tests.catalog.payments.scene import begun, picture, selling_bumm, static_code
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bumm() -> Bumm:
    return selling_bumm()


def staff(bumm: Bumm, role: str) -> User:
    user = UserFactory()
    people.assign(user=user, role=Role.objects.get(code=role), bumm=bumm)
    return User.objects.get(pk=user.pk)


def inside(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def treasurer(bumm: Bumm) -> User:
    return staff(bumm, "treasurer")


def at(name: str, pk: int) -> str:
    return reverse(f"{name}", args=[pk])


def test_a_claim_is_looked_at_and_confirmed(bumm: Bumm, treasurer: User) -> None:
    payment = begun(bumm)
    proof = services.upload_proof(payment=payment, file=picture())
    client = inside(treasurer)
    assert [(task.waiting, task.url) for task in payment_tasks(treasurer) if task.waiting] == [
        (1, f"{reverse('buyerpayment:index')}?state=claimed")
    ]
    page = client.get(at("buyerpayment:inspect", payment.pk)).content.decode()
    shown = at("buyerpayment:proof", proof.pk)
    assert shown in page
    assert client.get(shown)["Content-Type"] == "image/png"
    said: dict[str, Any] = {"amount": f"{payment.due:,}".replace(",", "."), "on": timezone.localdate().isoformat()}
    back = client.post(at("buyerpayment:confirm", payment.pk), said)
    assert back.status_code == 200
    assert said["amount"] in back.content.decode()
    done = client.post(at("buyerpayment:confirm", payment.pk), said | {"bank_reference": "BC-1"})
    assert done.status_code == 302
    payment.refresh_from_db()
    assert payment.state == Payment.State.PAID


def test_money_above_the_price_is_asked_for_by_one_and_given_by_another(bumm: Bumm, treasurer: User) -> None:
    payment, manager = begun(bumm), staff(bumm, "manager")
    services.confirm(payment=payment, amount=60_000, on=timezone.localdate(), bank_reference="BC-1", by=treasurer)
    assert [task.url for task in payment_tasks(manager) if task.waiting] == [
        f"{reverse('buyerpayment:index')}?money=stranded"
    ]
    listed = inside(manager).get(f"{reverse('buyerpayment:index')}?money=stranded")
    assert "JL-000001" in listed.content.decode()  # as the room of orders calls it
    asking = at("buyerpayment:give_back", payment.pk)
    form = inside(manager).get(asking).context["form"]
    assert form.initial == {"amount": 10_000, "number": 1}
    for _again in range(2):
        inside(manager).post(asking, {"amount": "10.000", "number": 1, "reason": "Lebih bayar"})
    refund = Refund.objects.get()
    record = {"on": timezone.localdate().isoformat(), "bank_reference": "BC-2"}
    own = inside(manager).post(at("refund:record", refund.pk), record)
    assert own.status_code == 200
    paper = SimpleUploadedFile("bukti.pdf", b"%PDF-1.4 kembali")
    inside(treasurer).post(at("refund:record", refund.pk), record | {"proofs": paper})
    refund.refresh_from_db()
    assert (refund.state, refund.made_by, refund.evidence.name) == ("done", treasurer, "bukti.pdf")


def test_an_account_is_recorded_with_a_picture_of_the_code(bumm: Bumm, treasurer: User) -> None:
    """What was typed is kept where the picture is no good, and the text of a good one is shown."""
    client, add = inside(treasurer), reverse("merchantaccount:add")
    said = {"bank": "Bank Contoh", "number": "0123456789", "holder": "BUMM", "qris": ""}
    bad = client.post(add, said | {"picture": picture()})
    assert bad.status_code == 200
    assert 'value="0123456789"' in bad.content.decode()
    png = base64.b64decode(qris.as_png(static_code(e59="TOKO LAIN")).partition(",")[2])
    half = client.post(add, said | {"holder": "", "picture": SimpleUploadedFile("q.png", png)})
    assert "TOKO LAIN" in half.content.decode()
    assert client.post(add, said | {"picture": SimpleUploadedFile("q.png", png)}).status_code == 302
    latest = MerchantAccount.objects.order_by("-pk")[0]
    assert qris.read_static(latest.qris).name == "TOKO LAIN"
    assert client.post(add, dict.fromkeys(said, "")).status_code == 200
    assert MerchantAccount.objects.order_by("-pk")[0] == latest


def test_lists_go_out_as_tables(bumm: Bumm, treasurer: User) -> None:
    payment = begun(bumm)
    services.confirm(payment=payment, amount=payment.due, on=timezone.localdate(), bank_reference="=BC", by=treasurer)
    services.ask_refund(order_reference="order:1", reference="r", amount=5, reason="=HYPERLINK()", by=None)
    for name in ("buyerpayment", "refund", "merchantaccount"):
        for kind in ("csv", "xlsx"):
            response = inside(treasurer).get(f"{reverse(f'{name}:index')}?export={kind}")
            content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
            assert content and b",=HYPERLINK" not in content
