"""Who may do what with orders in the office. A buyer's name, phone and address (`contact`) are for those who pack and
those who answer for the sale."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from bumm.people.models import Assignment, Bumm, User
from bumm.people.permissions import AssignmentPolicy
from catalog.orders.models import Complaint, DeliveryFee, Order, Parcel

SELLERS = ["manager", "treasurer"]
OF_ALL = {"administrator", "auditor", "promotion_officer"}  # held for the whole city


class OfSalePolicy(AssignmentPolicy):
    """For each action the roles that it needs: a group's own for what its group packs, a BUMM's own for what it sells.

    `bumm` and `group` (where rows have one) are the ways from a row to whom it concerns.
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
        held = user.active_roles & set().union(*(self.roles.get(action, set()) for action in actions))
        if user.is_superuser or held & OF_ALL:
            return rows
        return rows.filter(self._own(user, held))

    def bumm_for(self, user: User, actions: Collection[str]) -> QuerySet[Bumm]:
        """The BUMM for whose rows the user has a role that may do one of these."""
        if not self.user_has_any_permission(user, actions):
            return Bumm.objects.none()
        held = user.active_roles & set().union(*(self.roles.get(action, set()) for action in actions))
        if user.is_superuser or held & OF_ALL:
            return Bumm.objects.all()
        own = Assignment.objects.active().filter(user=user, role__in=held)
        return Bumm.objects.filter(pk__in=own.filter(bumm__isnull=False).values("bumm"))

    def _own(self, user: User, held: Collection[str]) -> Q:
        own = Assignment.objects.active().filter(user=user, role__in=held)
        theirs = Q(**{f"{self.bumm}__in": own.filter(bumm__isnull=False).values("bumm")})
        if self.group:
            theirs |= Q(**{f"{self.group}__in": own.filter(group__isnull=False).values("group")})
        return theirs


READERS = [*SELLERS, "supervisor", "auditor", "promotion_officer"]
orders = OfSalePolicy(Order, bumm="bumm", view=READERS, contact=SELLERS, change=["manager"])
parcels = OfSalePolicy(
    Parcel,
    bumm="order__bumm",
    group="group",
    view=[*READERS, "group_admin"],
    contact=[*SELLERS, "group_admin"],
    change=["manager", "group_admin"],
    cancel=["manager"],
)
complaints = OfSalePolicy(
    Complaint,
    bumm="parcel__order__bumm",
    group="parcel__group",
    view=[*READERS, "group_admin"],
    change=["manager"],
)
delivery_fees = OfSalePolicy(DeliveryFee, bumm="bumm", view=READERS, change=["manager"])

ALL = [orders, parcels, complaints, delivery_fees]
