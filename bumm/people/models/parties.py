"""Whoever can own, vote and owe."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumm.people.models.groups import Group
from bumm.people.models.persons import Person
from bumm.people.models.places import Institution, Kelurahan


class Party(models.Model):
    """One owner, voter or debtor: exactly one of a person, a group, a kelurahan or an institution."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, related_name="party")
    group = models.OneToOneField(Group, on_delete=models.PROTECT, null=True, related_name="party")
    kelurahan = models.OneToOneField(Kelurahan, on_delete=models.PROTECT, null=True, related_name="party")
    institution = models.OneToOneField(Institution, on_delete=models.PROTECT, null=True, related_name="party")

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(person__isnull=False, group__isnull=True, kelurahan__isnull=True, institution__isnull=True)
                    | Q(person__isnull=True, group__isnull=False, kelurahan__isnull=True, institution__isnull=True)
                    | Q(person__isnull=True, group__isnull=True, kelurahan__isnull=False, institution__isnull=True)
                    | Q(person__isnull=True, group__isnull=True, kelurahan__isnull=True, institution__isnull=False)
                ),
                name="party_is_exactly_one",
            )
        ]

    def __str__(self) -> str:
        return str(self.person or self.group or self.kelurahan or self.institution)
