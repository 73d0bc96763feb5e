"""What holds for every run until it is changed: where a party is paid, and how a group shares out among its members."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from bumm.distribution import exceptions as refusals
from bumm.distribution.models import BankAccount, GroupRule, GroupRuleWeight
from bumm.ledger.models import Evidence
from bumm.people.models import Group, Party, Person, User
from bumm.people.selectors import current_memberships


@transaction.atomic
def record_bank_account(*, party: Party, bank: str, number: str, name: str, by: User | None) -> BankAccount:
    """Where a party is paid from now on. The number may be written with blanks, points and dashes."""
    digits = "".join(sign for sign in number if sign not in " .-")
    account = BankAccount(party=party, bank=bank.strip(), number=digits, name=name.strip(), recorded_by=by)
    account.full_clean()
    account.save()
    return account


@transaction.atomic
def set_group_rule(
    *, group: Group, from_day: dt.date, weights: Mapping[Person, int], evidence: Evidence | None = None
) -> GroupRule:
    """By the group's own resolution its members count so much from a day on; who is not named gets nothing.

    Raises NotOfTheGroup for persons who are no members on that day.
    """
    members = {membership.person_id for membership in current_memberships(group, from_day)}
    strangers = sorted(person.name for person in weights if person.pk not in members)
    if strangers:
        raise refusals.NotOfTheGroup(strangers)
    rule = GroupRule(group=group, from_day=from_day, evidence=evidence)
    rule.full_clean()
    rule.save()
    GroupRuleWeight.objects.bulk_create(
        GroupRuleWeight(rule=rule, person=person, weight=weight) for person, weight in weights.items() if weight
    )
    return rule
