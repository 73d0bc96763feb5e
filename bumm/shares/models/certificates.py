"""Certificates of holdings, what their holders let be shown of them, and those taken back.

Whether one still holds is not stored: it follows from the register (`CertificateQuerySet.with_state()`).
"""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Least, TruncDate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.ledger.models.append_only import append_only
from bumm.people.models import Party
from bumm.shares.codes import CODE
from bumm.shares.models import certificate_guards
from bumm.shares.models.events import LARGEST_QUANTITY, ShareClass, ShareEvent


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def with_state(self) -> Any:
        """With `void_on`, the day since which a certificate holds no more, or None; and `is_consented`.

        It is void once the register takes any shares of the class from its holder, once the holder has a newer one of
        the class, and once it is cancelled.
        """
        same = {"share_class": OuterRef("share_class"), "party": OuterRef("party")}
        gave = ShareEvent.objects.filter(
            share_class=OuterRef("share_class"), giver=OuterRef("party"), number__gt=OuterRef("known_at")
        )
        newer = Certificate.objects.filter(**same, number__gt=OuterRef("number"))
        said = CertificateConsent.objects.filter(certificate=OuterRef("pk")).order_by("-pk")
        first_gift = gave.order_by("number").annotate(day=TruncDate("recorded_at")).values("day")[:1]
        return self.annotate(
            taken_from_on=Subquery(first_gift),
            replaced_on=Subquery(newer.order_by("number").values("issued_on")[:1]),
            void_on=Least("taken_from_on", "replaced_on", "cancellation__cancelled_on"),
            is_consented=models.functions.Coalesce(Subquery(said.values("is_given")[:1]), False),
        )


class Certificate(models.Model):
    """What a party held of a class when the event `known_at` was its latest.

    Numbers count from 1 without a gap in the class; whoever writes one locks the class. `code` is what a stranger needs
    to ask whether it still holds. No personal data stands here: the holder is a key.
    """

    share_class = models.ForeignKey(
        ShareClass,
        on_delete=models.PROTECT,
        related_name="certificates",
        verbose_name=pgettext_lazy("shares", "class"),
        db_index=False,
    )
    number = models.PositiveIntegerField(_("number"))
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="certificates", verbose_name=pgettext_lazy("shares", "holder")
    )
    quantity = models.BigIntegerField(_("shares"))
    known_at = models.PositiveIntegerField(_("as known at event"))
    issued_on = models.DateField(pgettext_lazy("certificate", "written"))
    code = models.CharField(_("code"), max_length=26, unique=True)
    reference = models.CharField(_("reference"), max_length=80)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("share certificate")
        verbose_name_plural = _("share certificates")
        ordering = ["share_class", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["share_class", "number"], name="certificate_number_once_a_class"),
            models.UniqueConstraint(fields=["share_class", "reference"], name="certificate_reference_once_a_class"),
            models.CheckConstraint(condition=Q(number__gte=1, known_at__gte=1), name="certificate_counts_from_one"),
            models.CheckConstraint(condition=~Q(reference=""), name="certificate_has_a_reference"),
            models.CheckConstraint(condition=Q(code__regex=CODE), name="certificate_has_a_code"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=LARGEST_QUANTITY), name="certificate_quantity_is_a_quantity"
            ),
        ]
        triggers = [
            *append_only("certificates"),
            pgtrigger.Trigger(
                name="as_the_register_says",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                declare=[("fault", "text")],
                func=certificate_guards.AS_THE_REGISTER_SAYS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.share_class} / {self.number}"


class CertificateConsent(models.Model):
    """The holder let a certificate be verified by strangers, or no longer. The latest row of a certificate counts."""

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="consents", verbose_name=_("share certificate")
    )
    is_given = models.BooleanField(_("given"))
    consented_on = models.DateField(pgettext_lazy("consent", "said on"))
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["pk"]
        triggers = [
            *append_only("consents"),
            pgtrigger.Trigger(
                name="in_turn",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=certificate_guards.IN_TURN,
            ),
        ]

    def __str__(self) -> str:
        return str(self.certificate)


class CertificateCancellation(models.Model):
    """A certificate taken back although its holder gave nothing away: lost, damaged, or written by mistake."""

    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, related_name="cancellation", verbose_name=_("share certificate")
    )
    cancelled_on = models.DateField(_("cancelled"))
    reason = models.CharField(_("reason"), max_length=200)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    class Meta:
        verbose_name = _("cancellation of a certificate")
        verbose_name_plural = _("cancellations of certificates")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="certificate_cancellation_has_a_reason"),
        ]
        triggers = append_only("cancellations")

    def __str__(self) -> str:
        return str(self.certificate)
