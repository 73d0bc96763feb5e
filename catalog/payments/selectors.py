"""Reads that join several models."""

from django.db.models import F, Max, Q, QuerySet, Sum

from bumm.people.models import Bumm
from catalog.payments.models import MerchantAccount, Payment


def account_of(bumm: Bumm) -> MerchantAccount | None:
    """Where a BUMM is paid now."""
    return MerchantAccount.objects.filter(bumm=bumm).order_by("-pk").first()


def latest_accounts() -> QuerySet[MerchantAccount]:
    """The account that counts, of each BUMM that has one."""
    latest = MerchantAccount.objects.order_by().values("bumm").annotate(last=Max("pk")).values("last")
    return MerchantAccount.objects.filter(pk__in=latest)


def left_to_give_back(payment: Payment) -> int:
    """What of a payment is not given back, nor about to be."""
    given = payment.refunds.standing().aggregate(sum=Sum("amount"))["sum"] or 0
    return payment.can_be_given_back - int(given)


def stranded(payments: QuerySet[Payment]) -> QuerySet[Payment]:
    """Those that were not paid in full and have ended, or were paid too much: money that belongs to the buyer."""
    late = Q(paid_amount__gt=0, state__in=[Payment.State.EXPIRED, Payment.State.CANCELLED, Payment.State.FAILED])
    return payments.filter(late | Q(state=Payment.State.PAID, paid_amount__gt=F("amount")))
