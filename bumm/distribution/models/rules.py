"""How a group that holds shares for its members shares out what it gets for them, where not equally."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.ledger.models import Evidence
from bumm.ledger.models.append_only import append_only
from bumm.people.models import Group, Person


class GroupRule(models.Model):
    """A group's own resolution, in force from a day until its next one. Append-only."""

    group = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        related_name="distribution_rules",
        verbose_name=pgettext_lazy("of makers", "group"),
    )
    from_day = models.DateField(_("in force from"))
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence")
    )

    class Meta:
        verbose_name = _("group’s rule")
        verbose_name_plural = _("groups’ rules")
        ordering = ["group", "-from_day"]
        constraints = [models.UniqueConstraint(fields=["group", "from_day"], name="group_rule_once_a_day")]
        triggers = append_only("groups’ rules")

    def __str__(self) -> str:
        return f"{self.group}, {self.from_day}"


class GroupRuleWeight(models.Model):
    """How much one member counts. A member who is not named gets nothing."""

    rule = models.ForeignKey(GroupRule, on_delete=models.PROTECT, related_name="weights", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("resident"))
    weight = models.PositiveIntegerField(_("weight"))

    class Meta:
        verbose_name = _("weight of a member")
        verbose_name_plural = _("weights of members")
        ordering = ["rule", "person"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "person"], name="group_rule_weight_once_a_person"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="group_rule_weight_counts"),
        ]
        triggers = append_only("weights of members")

    def __str__(self) -> str:
        return f"{self.person}: {self.weight}"
