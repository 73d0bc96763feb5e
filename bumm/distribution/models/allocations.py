"""What a run gives to whom: parts by the charter, pools of those who share one, and a row for each of them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.charter.models import WaterfallRow
from bumm.distribution.models import guards
from bumm.distribution.models.runs import Distribution
from bumm.people.models import Party, Person
from bumm.shares.models import ShareClass


class Part(models.Model):
    """A row of the charter's distribution as the run froze it, with its rupiah."""

    distribution = models.ForeignKey(Distribution, on_delete=models.PROTECT, related_name="parts")
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60, blank=True)
    target = models.CharField(_("goes to"), max_length=9, choices=WaterfallRow.Target)
    account = models.CharField(_("account"), max_length=20)
    basis_points = models.PositiveIntegerField(_("part"))
    amount = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("part of a distribution")
        verbose_name_plural = _("parts of a distribution")
        ordering = ["distribution", "position"]
        constraints = [
            models.UniqueConstraint(fields=["distribution", "position"], name="part_position_once_a_run"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="part_is_no_debt"),
        ]
        triggers = guards.of_parts

    def __str__(self) -> str:
        return self.name

    @property
    def is_allocated(self) -> bool:
        """Whether it goes to holders or groups, each its own; the rest goes to an account whole."""
        return self.target in (WaterfallRow.Target.OWNERS, WaterfallRow.Target.SERVICES)


class Pool(models.Model):
    """Those who share a part: the holders of one class, as known at its event `known_at`, or the groups by turnover."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="pools")
    share_class = models.ForeignKey(
        ShareClass,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("shares", "class"),
    )
    known_at = models.PositiveIntegerField(_("known at event"), null=True)
    hash = models.CharField("SHA-256", max_length=64, blank=True)  # of that event

    class Meta:
        verbose_name = _("pool of a distribution")
        verbose_name_plural = _("pools of a distribution")
        ordering = ["part", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["part", "share_class"], name="pool_once_a_part_and_class", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(share_class=None, known_at=None, hash="")
                | Q(share_class__isnull=False, known_at__isnull=False) & ~Q(hash=""),
                name="pool_of_a_class_is_known_at_an_event",
            ),
        ]
        triggers = guards.of_pools

    def __str__(self) -> str:
        return str(self.share_class or self.part)


class Allocation(models.Model):
    """What one party gets of a pool, in rupiah. `weight` is par times shares (times days), or turnover in rupiah.

    Both foreign keys are the database's too: with them a million rows take three times as long, and a payee who does
    not exist would cost more. (No index of its own on `pool`: the constraint begins with it.)
    """

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="allocations", db_index=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="allocations", verbose_name=_("party"))
    weight = models.DecimalField(_("weight"), max_digits=40, decimal_places=0)
    amount = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["pool", "party"]
        constraints = [
            models.UniqueConstraint(fields=["pool", "party"], name="allocation_once_a_party"),
            models.CheckConstraint(condition=Q(weight__gt=0, amount__gte=0), name="allocation_is_no_debt"),
        ]
        triggers = guards.of_allocations

    def __str__(self) -> str:
        return f"{self.party}: {self.amount}"


class MemberPart(models.Model):
    """What one member gets of what was allocated to a group that holds shares for its members."""

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="members", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("resident"))
    weight = models.BigIntegerField(_("weight"))
    amount = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("member’s part")
        verbose_name_plural = _("members’ parts")
        ordering = ["allocation", "person"]
        constraints = [
            models.UniqueConstraint(fields=["allocation", "person"], name="member_part_once_a_person"),
            models.CheckConstraint(condition=Q(weight__gte=0, amount__gte=0), name="member_part_is_no_debt"),
        ]
        triggers = guards.of_members

    def __str__(self) -> str:
        return f"{self.person}: {self.amount}"
