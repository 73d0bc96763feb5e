"""Whose goods someone sees in the office, and what he or she may do with them.

Rights on goods are page rights on the groups' branches. Auditors have none, and read everything.
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from wagtail.permission_policies.pages import PagePermissionPolicy

from bumm.people.models import Group, User
from catalog.products.models import GroupPage, ProductPage

Visitor = User | AnonymousUser
KEEPING = {"add", "change", "publish"}
EDIT, PUBLISH = "change", "publish"


def sees_goods(user: Visitor) -> bool:
    """Whether the lists and reports of goods are there for this user at all."""
    return PagePermissionPolicy().user_has_any_permission(user, KEEPING) or reads_everything(user)


def reads_everything(user: Visitor) -> bool:
    return isinstance(user, User) and user.is_active and (user.is_superuser or "auditor" in user.active_roles)


def goods_shown_to(user: Visitor) -> QuerySet[ProductPage]:
    """The listings, live or not, that the user keeps, moderates or audits."""
    if reads_everything(user):
        return ProductPage.objects.all()
    own: QuerySet[ProductPage] = PagePermissionPolicy(ProductPage).instances_user_has_any_permission_for(user, KEEPING)
    return own


def groups_shown_to(user: Visitor) -> QuerySet[Group]:
    """The groups whose branches the user keeps, moderates or audits."""
    if reads_everything(user):
        return Group.objects.order_by("name")
    branches = PagePermissionPolicy(GroupPage).instances_user_has_any_permission_for(user, KEEPING)
    return Group.objects.filter(pk__in=branches.order_by().values("group")).order_by("name")


def goods_open_to(user: Visitor, right: str) -> QuerySet[ProductPage]:
    """The listings on which the user has a right: EDIT (their prices too) or PUBLISH."""
    own: QuerySet[ProductPage] = PagePermissionPolicy(ProductPage).instances_user_has_permission_for(user, right)
    return own


def may_with_any(user: Visitor, right: str) -> bool:
    """Whether there may be listings on which the user has this right."""
    return bool(PagePermissionPolicy().user_has_permission(user, right))


def may_with(user: Visitor, right: str, page: ProductPage) -> bool:
    """Whether the user has this right on this listing. Costs no query beyond the first."""
    return bool(PagePermissionPolicy().user_has_permission_for_instance(user, right, page))


def history_shown_to(user: Visitor) -> Q:
    """A condition on PriceChange. It asks for groups, not pages: a withdrawn good has no page any more."""
    return Q() if reads_everything(user) else Q(variant__product__group__in=groups_shown_to(user).order_by())
