"""Who may do what with plain models in the office: one policy, scoped by assignments."""

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Model, Q, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from bumm.people.models import User

ScopeRule = Callable[[User], Q]


def everything(user: User) -> Q:
    """The scope of models whose rows are no secret between those who may read them."""
    return Q()


class AssignmentPolicy(BasePermissionPolicy):
    """Readers view, writers also add and change, each only the rows of the scope; nobody deletes.

    `readers` and `writers` are role codes; an administrator is both. `scope` turns a user into a condition on rows.
    With `addable=False` nobody adds either: the rows come from elsewhere.
    """

    def __init__(
        self,
        model: type[Model],
        *,
        readers: Collection[str],
        writers: Collection[str] = (),
        scope: ScopeRule = everything,
        addable: bool = True,
    ) -> None:
        super().__init__(model)
        keepers = {"administrator", *writers}
        self.roles = {"view": {*readers, *keepers}, "add": keepers if addable else set(), "change": keepers}
        self.scope = scope

    def user_has_permission(self, user: User, action: str) -> bool:
        roles = self.roles.get(action, set())
        if not (user.is_active and roles):
            return False
        return user.is_superuser or not roles.isdisjoint(user.active_roles)

    def user_has_any_permission(self, user: User, actions: Collection[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action) and self._in_scope(user).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: User, actions: Collection[str]) -> QuerySet[Any]:
        if not self.user_has_any_permission(user, actions):
            return self.model._default_manager.none()
        return self._in_scope(user)

    def users_with_any_permission(self, actions: Collection[str]) -> QuerySet[User]:
        roles = set().union(*(self.roles.get(action, set()) for action in actions))
        holders = Q(assignments__role__in=roles, assignments__ended_at__isnull=True)
        return User.objects.filter(Q(is_superuser=True) | holders, is_active=True).distinct()

    def _in_scope(self, user: User) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        return rows if user.is_superuser else rows.filter(self.scope(user))
