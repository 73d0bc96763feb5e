"""Wagtail's office confined to one's own branches of the page tree and one's own picture collections.

Wagtail asks for rights where something is changed, opened or listed. A few of its views nevertheless say the title of
any page or file that an address names: the page chooser, bulk actions, refusals of the workflow, the report on page
types, and the lists of files for scripts. Drafts of another group are no business of this one, so those are closed.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.auth import permission_denied
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.pages import bulk_actions as page_actions
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.documents.views import bulk_actions as document_actions
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.images.views import bulk_actions as picture_actions
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from bumm.people.models import User

PAGE_ARGUMENTS = {"page_id", "parent_page_id", "page_to_move_id", "page_pk", "destination_id"}
# The explorer takes whoever asks for another's page to the top of their own branch, which is friendlier.
FRIENDLY = {"wagtailadmin_explore", "wagtailadmin_explore_results"}
OF_ALL_BRANCHES = {"wagtailadmin_reports:page_types_usage", "wagtailadmin_reports:page_types_usage_results"}


class OwnBranchesOnly:
    """Middleware: an office address that names a page is for those only who may explore that page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        match, user = request.resolver_match, request.user
        if match is None or not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        if not user.has_perm("wagtailadmin.access_admin") or user.is_superuser or match.view_name in FRIENDLY:
            return None  # whoever may not enter at all is asked by the office itself to log in
        named = {str(kwargs[name]) for name in PAGE_ARGUMENTS & kwargs.keys()}
        if match.view_name == "wagtailadmin_choose_page_chosen_multiple":
            named |= set(request.GET.getlist("id"))
        if match.view_name in OF_ALL_BRANCHES and not explores_whole_site(user):
            return permission_denied(request)
        if not named or may_explore(user, named):
            return None
        if match.view_name == "wagtailadmin_choose_page_child":
            return redirect(f"{reverse('wagtailadmin_choose_page')}?{request.GET.urlencode()}")
        return permission_denied(request)


def may_explore(user: User | AnonymousUser, page_ids: set[str]) -> bool:
    """Whether all these pages are in the user's branches or above them. A page that does not exist is in none."""
    known = {page_id for page_id in page_ids if page_id.isdecimal() and len(page_id) < 10}
    pages = PagePermissionPolicy().explorable_instances(user).filter(pk__in=known)
    return known == page_ids and pages.count() == len(page_ids)


def explores_whole_site(user: User | AnonymousUser) -> bool:
    """Whether the user's branch begins at the home page or at the root above it."""
    top = PagePermissionPolicy().explorable_root_instance(user)
    return top is not None and top.depth <= 2


def top_of_own_branch(pages: Any, request: HttpRequest) -> Any:
    """What the page chooser opens on: the top of the user's branch, instead of a root that he or she may not see."""
    top = PagePermissionPolicy().explorable_root_instance(request.user)
    return pages if top is None or top.is_root() else Page.objects.filter(pk=top.pk).specific()


class HidesOthers(BulkAction):
    """A bulk action that does not list what its user has no right to, and is refused where nothing else is left."""

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, Any]]:
        objects, excuses = super().get_actionable_objects()
        if not objects and excuses["items_with_no_access"]:
            raise PermissionDenied
        return objects, excuses | {"items_with_no_access": []}


def confined_bulk_actions() -> list[type[BulkAction]]:
    """Wagtail's bulk actions on pages, pictures and documents, confined."""
    actions = [
        page_actions.PublishBulkAction,
        page_actions.UnpublishBulkAction,
        page_actions.MoveBulkAction,
        page_actions.DeleteBulkAction,
        picture_actions.DeleteBulkAction,
        picture_actions.AddTagsBulkAction,
        picture_actions.AddToCollectionBulkAction,
        document_actions.DeleteBulkAction,
        document_actions.AddTagsBulkAction,
        document_actions.AddToCollectionBulkAction,
    ]
    return [type(action.__name__, (HidesOthers, action), {}) for action in actions]


class PagesToRead(PagesAdminAPIViewSet):
    """Pages for the office's scripts, which only read. Its actions go round the forms and hooks that check a page."""

    actions: dict[str, Any] = {}


class ChoosableOnly:
    """Files for the office's scripts: those that the user may choose."""

    def get_queryset(self) -> Any:
        rows = super().get_queryset()  # type: ignore[misc]
        policy = policy_registry.get_by_type(rows.model)
        own = policy.instances_user_has_permission_for(self.request.user, "choose")  # type: ignore[attr-defined]
        return rows.filter(pk__in=own.values("pk"))


class OwnPicturesAPI(ChoosableOnly, ImagesAdminAPIViewSet):
    pass


class OwnDocumentsAPI(ChoosableOnly, DocumentsAdminAPIViewSet):
    pass
