"""Who may do what with stock in the office: a group's admin and the manager of its BUMM with the goods of that group,
whoever watches over the city with none."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from bumm.people.models import Assignment, Group, User
from bumm.people.permissions import AssignmentPolicy
from catalog.stock.models import StockLevel, StockMovement

KEEPERS = ["group_admin", "manager"]
OF_THE_CITY = {"administrator", "promotion_officer", "auditor"}  # roles that are held for every group


class StockPolicy(AssignmentPolicy):
    """Rows of a variant are its group's. `view` and `change` each ask for a role that is held for that very group or
    for the BUMM that sells for it; nobody adds rows, which come from what is done with a level."""

    def __init__(self, model: Any) -> None:
        super().__init__(model, readers=[*KEEPERS, *OF_THE_CITY], writers=KEEPERS, addable=False)

    def groups_for(self, user: User, action: str) -> QuerySet[Group]:
        """The groups with whose stock the user may do this."""
        if not self.user_has_permission(user, action):
            return Group.objects.none()
        held = user.active_roles & self.roles[action]
        if user.is_superuser or held & OF_THE_CITY:
            return Group.objects.order_by("name")
        own = Assignment.objects.active().filter(user=user, role__in=held)
        mine = Q(pk__in=own.exclude(group=None).values("group")) | Q(selling_bumm__in=own.values("bumm"))
        return Group.objects.filter(mine).order_by("name")

    def user_has_permission_for_instance(self, user: User, action: str, instance: Any) -> bool:
        return self.groups_for(user, action).filter(pk=instance.variant.product.group_id).exists()

    def instances_user_has_any_permission_for(self, user: User, actions: Collection[str]) -> QuerySet[Any]:
        wanted = Q(pk__in=[])
        for action in actions:
            wanted |= Q(variant__product__group__in=self.groups_for(user, action).order_by())
        return self.model._default_manager.filter(wanted)


levels = StockPolicy(StockLevel)
movements = StockPolicy(StockMovement)

ALL = [levels, movements]
