"""Who may do what with the groups' money in the office. Who prepared payments never approves them: services say so."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from bumm.ledger.models import Account
from bumm.people.models import Assignment, Bumm, User
from bumm.people.permissions import AssignmentPolicy
from catalog.settlement.models import Claim, Payout, PayoutBatch

OF_ALL = {"administrator", "auditor", "promotion_officer"}  # roles that are held for the whole city


class OfSalePolicy(AssignmentPolicy):
    """For each action (`view`, `add`, `change`, and what else a screen asks for) the roles that it needs: held for the
    very BUMM that sells, or for the very group that it sells for; an administrator has them all.

    `bumm` and `group` (where rows have one) are the ways from a row to whom it concerns. An action that is not named is
    nobody's.
    """

    def __init__(self, model: Any, *, bumm: str, group: str = "", **roles: Collection[str]) -> None:
        super().__init__(model, readers=())
        self.bumm, self.group = bumm, group
        self.roles = {action: {"administrator", *codes} for action, codes in roles.items()}

    def user_has_permission_for_instance(self, user: User, action: str, instance: Any) -> bool:
        return self.instances_user_has_permission_for(user, action).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: User, actions: Collection[str]) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        if not self.user_has_any_permission(user, actions):
            return rows.none()
        return rows if self._has_all(user, actions) else rows.filter(self._own(user, actions))

    def bumm_for(self, user: User, actions: Collection[str]) -> QuerySet[Bumm]:
        """The BUMM with whose rows the user may do one of these."""
        if not self.user_has_any_permission(user, actions):
            return Bumm.objects.none()
        if self._has_all(user, actions):
            return Bumm.objects.all()
        return Bumm.objects.filter(pk__in=self._assigned(user, actions).exclude(bumm=None).values("bumm"))

    def _held(self, user: User, actions: Collection[str]) -> set[str]:
        return set(user.active_roles & set().union(*(self.roles.get(action, set()) for action in actions)))

    def _has_all(self, user: User, actions: Collection[str]) -> bool:
        return user.is_superuser or bool(self._held(user, actions) & OF_ALL)

    def _assigned(self, user: User, actions: Collection[str]) -> QuerySet[Assignment]:
        return Assignment.objects.active().filter(user=user, role__in=self._held(user, actions))

    def _own(self, user: User, actions: Collection[str]) -> Q:
        assigned = self._assigned(user, actions)
        own = Q(**{f"{self.bumm}__in": assigned.exclude(bumm=None).values("bumm")})
        if self.group:
            own |= Q(**{f"{self.group}__in": assigned.exclude(group=None).values("group")})
        return own


READERS = ["treasurer", "manager", "supervisor", "auditor"]
batches = OfSalePolicy(
    PayoutBatch,
    bumm="book__bumm",
    view=READERS,
    add=["treasurer"],
    change=["treasurer"],
    approve=["manager", "supervisor"],
)
payouts = OfSalePolicy(Payout, bumm="book__bumm", view=READERS, change=["treasurer"])
claims = OfSalePolicy(Claim, bumm="book__bumm", view=READERS, add=["treasurer"])
# The account of a group in a book, of which its statement tells: also for the group. (Not registered: the books have
# their own policy of accounts.)
statements = OfSalePolicy(Account, bumm="book__bumm", group="group", view=[*READERS, "group_admin"])

ALL = [batches, payouts, claims]
