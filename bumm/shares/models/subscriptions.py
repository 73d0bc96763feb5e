"""Who asked for new shares, what was paid for them, and what came of it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.constraints import CheckedAtOnce
from bumm.ledger.models import Entry
from bumm.ledger.models.entries import LARGEST_AMOUNT
from bumm.people.models import Party
from bumm.shares.models.events import LARGEST_QUANTITY, ShareClass, ShareEvent


class Subscription(CheckedAtOnce):
    """One party's wish for new shares, from request to issue. `price` is rupiah for all of them.

    `event` is the latest issue: where the subscription is paid or refunded all the same, that one was corrected.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", pgettext_lazy("subscription", "requested")
        PAID = "paid", pgettext_lazy("subscription", "paid")
        ISSUED = "issued", pgettext_lazy("subscription", "issued")
        REFUNDED = "refunded", pgettext_lazy("subscription", "refunded")
        WITHDRAWN = "withdrawn", pgettext_lazy("subscription", "withdrawn")

    share_class = models.ForeignKey(
        ShareClass,
        on_delete=models.PROTECT,
        related_name="subscriptions",
        verbose_name=pgettext_lazy("shares", "class"),
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="subscriptions", verbose_name=_("party"))
    quantity = models.BigIntegerField(_("shares"))
    price = models.BigIntegerField(_("price"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.REQUESTED, editable=False)
    requested_on = models.DateField(_("requested"))
    payment = models.OneToOneField(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("payment"),
    )
    event = models.OneToOneField(
        ShareEvent,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="subscription",
        verbose_name=pgettext_lazy("shares", "issue"),
    )
    refund = models.OneToOneField(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("refund"),
    )

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["-requested_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=LARGEST_QUANTITY), name="subscription_quantity_is_a_quantity"
            ),
            models.CheckConstraint(
                condition=Q(price__gte=F("quantity"), price__lte=LARGEST_AMOUNT), name="subscription_price_is_an_amount"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["requested", "withdrawn"], payment=None, event=None, refund=None)
                | Q(state="paid", payment__isnull=False, refund=None)
                | Q(state="issued", payment__isnull=False, event__isnull=False, refund=None)
                | Q(state="refunded", payment__isnull=False, refund__isnull=False),
                name="subscription_has_what_its_state_needs",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="begins_as_request", operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__state="requested")
            ),
            pgtrigger.ReadOnly(
                name="request_stays", fields=["share_class", "party", "quantity", "price", "requested_on"]
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="keep_all",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'subscriptions are not emptied';",
            ),
            pgtrigger.FSM(
                name="step_by_step",
                field="state",
                transitions=[
                    ("requested", "paid"),
                    ("requested", "withdrawn"),
                    ("paid", "issued"),
                    ("paid", "refunded"),
                    ("issued", "paid"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.share_class}: {self.quantity}"
