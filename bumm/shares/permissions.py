"""Who may do what with the register of shares in the office."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from bumm.people.models import Assignment, Bumm, User
from bumm.people.permissions import AssignmentPolicy
from bumm.shares.models import Certificate, ShareClass, ShareEvent, Subscription

BUMM_STAFF = ["treasurer", "manager", "supervisor"]
# Residents' names and what they own are for those who keep the register and those who watch over it.
READERS = [*BUMM_STAFF, "steward", "auditor"]
# Roles that are held for every BUMM.
OF_ALL_BUMM = {"administrator", "steward", "auditor", "cooperative_officer"}


class RegisterPolicy(AssignmentPolicy):
    """For each action (`view`, `add`, `change`, and what else a screen asks for) the roles that rows of a BUMM need,
    held for that very BUMM; an administrator has them all. An action that is not named is nobody's.

    `bumm` is the way from a row to its BUMM.
    """

    def __init__(self, model: Any, *, bumm: str, **roles: Collection[str]) -> None:
        super().__init__(model, readers=())
        self.bumm = bumm
        self.roles = {action: {"administrator", *codes} for action, codes in roles.items()}

    def bumm_for(self, user: User, actions: Collection[str]) -> QuerySet[Bumm]:
        """The BUMM with whose rows the user may do one of these."""
        if not self.user_has_any_permission(user, actions):
            return Bumm.objects.none()
        held = user.active_roles & set().union(*(self.roles.get(action, set()) for action in actions))
        if user.is_superuser or held & OF_ALL_BUMM:
            return Bumm.objects.all()
        own = Assignment.objects.active().filter(user=user, role__in=held)
        return Bumm.objects.filter(pk__in=own.values("bumm"))

    def user_has_permission_for_instance(self, user: User, action: str, instance: Any) -> bool:
        return self.instances_user_has_permission_for(user, action).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: User, actions: Collection[str]) -> QuerySet[Any]:
        """With their BUMM, by which a row is called."""
        rows = self.model._default_manager.select_related(self.bumm)
        return rows.filter(**{f"{self.bumm}__in": self.bumm_for(user, actions)})


# The treasurer writes down wishes and pays; the manager keeps the register: says what is issued and handed over.
share_classes = RegisterPolicy(
    ShareClass,
    bumm="bumm",
    view=[*READERS, "cooperative_officer"],
    holders=READERS,
    certify=["manager"],
    add=["treasurer"],
    record=["manager"],
    pay=["treasurer"],
)
share_events = RegisterPolicy(ShareEvent, bumm="share_class__bumm", view=READERS, record=["manager"], pay=["treasurer"])
subscriptions = RegisterPolicy(
    Subscription, bumm="share_class__bumm", view=READERS, change=["treasurer"], record=["manager"]
)
certificates = RegisterPolicy(Certificate, bumm="share_class__bumm", view=READERS, change=["manager"])

ALL = [share_classes, share_events, subscriptions, certificates]
