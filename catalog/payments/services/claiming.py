"""The buyer says that it is paid, and shows it."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from catalog.payments import proofs
from catalog.payments.exceptions import NotByHand, TooManyProofs
from catalog.payments.models import Payment, PaymentEvent, Proof
from catalog.payments.services.steps import locked, move, note, refuse_unless, tell

State = Payment.State
MOST = 5  # pictures of one payment


def upload_proof(*, payment: Payment, file: UploadedFile) -> Proof:
    """Keep a picture that shows a transfer. The same one again is kept once.

    A buyer who paid just before the order's time ran out may still show it. Raises UnusableProof, TooManyProofs,
    NotByHand, or WrongState where it is paid or called off.
    """
    picture, sha256 = proofs.draw(file)
    with transaction.atomic():
        held = locked(payment)
        if held.gateway not in (Payment.Gateway.QRIS, Payment.Gateway.TRANSFER):
            raise NotByHand
        if found := held.proofs.filter(sha256=sha256).first():
            return found
        refuse_unless(held, *Payment.OPEN, State.EXPIRED)
        if held.proofs.count() >= MOST:
            raise TooManyProofs(MOST)
        name = proofs.storage().save(picture.name or "", picture)
        proof = Proof.objects.create(payment=held, file=name, sha256=sha256)
        if held.state == State.WAITING:
            move(held, State.CLAIMED)
        note(held, PaymentEvent.Kind.CLAIMED)
        tell(held)
    return proof
