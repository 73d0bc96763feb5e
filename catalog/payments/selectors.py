"""Reads that join several models."""

from django.db.models import BigIntegerField, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from bumm.people.models import Bumm
from catalog.payments.models import MerchantAccount, Payment, Refund


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
    """Those of which money is the buyer's and nobody has asked to give it back: paid in part before they ended, or paid
    above what was asked for."""
    sums = Refund.objects.standing().filter(payment=OuterRef("pk")).order_by().values("payment")
    given = Coalesce(Subquery(sums.annotate(sum=Sum("amount")).values("sum")), 0, output_field=BigIntegerField())
    late = Q(state__in=[Payment.State.EXPIRED, Payment.State.CANCELLED, Payment.State.FAILED])
    above = Q(state=Payment.State.PAID, paid_amount__gt=F("amount") + F("given"))
    return payments.annotate(given=given).filter(late & Q(paid_amount__gt=F("given")) | above)
