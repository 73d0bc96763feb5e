"""What a buyer says is wrong with a parcel, and what became of it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.orders.models.orders import Parcel


class Complaint(models.Model):
    """Raised within the charter's days after the hand-over. Accepted, it gives back `amount` rupiah; `returned` says
    whether the goods came back. `words` are the buyer's own and go with the rest of what is personal."""

    class Kind(models.TextChoices):
        DAMAGED = "damaged", _("damaged or badly made")
        WRONG = "wrong", _("not what was ordered")
        MISSING = "missing", _("something is missing")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("of a complaint", "open")
        ACCEPTED = "accepted", pgettext_lazy("of a complaint", "accepted")
        REFUSED = "refused", pgettext_lazy("of a complaint", "refused")

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="complaints", verbose_name=_("parcel"))
    kind = models.CharField(_("what is wrong"), max_length=7, choices=Kind)
    words = models.TextField(_("in your words"), max_length=1_000, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN, editable=False)
    amount = models.BigIntegerField(_("to give back"), default=0)
    returned = models.BooleanField(_("the goods came back"), default=False)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    opened_at = models.DateTimeField(_("complained"), auto_now_add=True)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["parcel"], condition=Q(state="open"), name="complaint_one_open_a_parcel"),
            models.CheckConstraint(
                condition=Q(state="open", amount=0, answered_at=None, answered_by=None)
                | Q(state__in=["accepted", "refused"], answered_at__isnull=False, answered_by__isnull=False)
                & ~Q(answer=""),
                name="complaint_is_answered_with_words",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0) & (Q(state="accepted") | Q(amount=0)),
                name="complaint_gives_back_if_accepted",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="as_raised", fields=["parcel", "kind", "opened_at"]),
            pgtrigger.FSM(name="answered_once", field="state", transitions=[("open", "accepted"), ("open", "refused")]),
        ]

    def __str__(self) -> str:
        return f"{self.parcel}: {self.get_kind_display()}"
