"""What groups and attendants of kiosks hold or owe of the BUMM's money: the subledger of two accounts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.ledger.models import Book, Entry
from bumm.ledger.models.append_only import append_only
from bumm.people.models import Group


class Claim(models.Model):
    """A change of what the BUMM has with a group (or, of cash, with the attendant who took it): cash in custody
    (1.1.01.04), or what the group owes it (1.1.03.02). Positive where it grows. Append-only."""

    class Kind(models.TextChoices):
        CUSTODY = "custody", _("cash held")
        DUE = "due", _("owed by the group")

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="claims", db_index=False)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    group = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        null=True,
        related_name="claims",
        verbose_name=pgettext_lazy("of makers", "group"),
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("held by")
    )
    amount = models.BigIntegerField(_("amount"))
    on = models.DateField(_("on"))
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", verbose_name=_("entry"))

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["pk"]
        indexes = [models.Index(fields=["book", "group", "kind"], name="claim_of_a_group")]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="claim_is_an_amount"),
            models.CheckConstraint(
                condition=Q(kind="custody", group__isnull=False, holder=None)
                | Q(kind="custody", group=None, holder__isnull=False)
                | Q(kind="due", group__isnull=False, holder=None),
                name="claim_is_with_one",
            ),
        ]
        triggers = append_only("claims")

    def __str__(self) -> str:
        return f"{self.group or self.holder}: {self.get_kind_display()} {self.amount}"
