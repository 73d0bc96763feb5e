"""What people object to in an announced run, and what they were answered."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumm.distribution.models.runs import Distribution, account
from bumm.ledger.models.append_only import never_truncated
from bumm.people.models import Party


class Objection(models.Model):
    """One objection. `upheld` is None until it is answered, once; one that is upheld voids its run."""

    distribution = models.ForeignKey(
        Distribution, on_delete=models.PROTECT, related_name="objections", verbose_name=_("distribution")
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", verbose_name=_("who objects"))
    raised_on = models.DateField(_("raised"))
    text = models.TextField(_("objection"))
    recorded_by = account(_("recorded by"), null=False)
    upheld = models.BooleanField(_("upheld"), null=True, editable=False)
    answer = models.TextField(_("answer"), blank=True, editable=False)
    answered_by = account(_("answered by"))
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-raised_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="objection_says_something"),
            models.CheckConstraint(
                condition=Q(upheld=None, answer="", answered_by=None, answered_at=None)
                | Q(upheld__isnull=False, answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer=""),
                name="objection_is_answered_in_full",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_truncated("objections"),
            pgtrigger.Protect(
                name="answered_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__upheld__isnull=False)
            ),
            pgtrigger.ReadOnly(name="as_raised", fields=["distribution", "party", "raised_on", "text", "recorded_by"]),
        ]

    def __str__(self) -> str:
        return f"{self.party}, {self.distribution}"
