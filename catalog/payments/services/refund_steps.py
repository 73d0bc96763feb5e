"""The last step of a refund, whichever way it went."""

import datetime as dt

from catalog.payments.models import PaymentEvent, Refund
from catalog.payments.services.steps import note, tell_refund


def done(refund: Refund, on: dt.date) -> Refund:
    """The money is on its way to the buyer. The refund is locked."""
    refund.state, refund.made_on = Refund.State.DONE, on
    refund.save()
    note(refund.payment, PaymentEvent.Kind.REFUND_DONE, by=refund.made_by, amount=refund.amount)
    tell_refund(refund)
    return refund
