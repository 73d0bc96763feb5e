"""What the catalogue changes in Wagtail's office."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy

from bumm.people.office import RecordViewSet
from bumm.people.permissions import AssignmentPolicy
from catalog.products import branches, own_branches, selectors
from catalog.products.models import Category, GroupPage, KelurahanPage, ProductPage
from catalog.products.office import imports, menu

register_permission_policy(Category, AssignmentPolicy(Category, readers=["auditor"], writers=["promotion_officer"]))


BOUND = (ProductPage, GroupPage, KelurahanPage)  # each page of these kinds stands for one record


hooks.register("register_admin_urls", menu.addresses)
hooks.register("register_admin_menu_item", menu.goods_item)
hooks.register("register_admin_menu_item", menu.import_item)
for report_item in menu.report_items:
    hooks.register("register_reports_menu_item", report_item)
for goods_action in menu.actions:
    hooks.register("register_bulk_action", goods_action)


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def import_button(page: Page, user: Any, next_url: str | None = None, view_name: str = "") -> Iterator[Button]:
    if imports.may_import(user, page):
        address = reverse("goods_import", args=[page.pk])
        yield Button(_("Import goods"), address, icon_name="upload", priority=17)


@hooks.register("construct_page_chooser_queryset")
def only_own_branches(pages: Any, request: HttpRequest) -> Any:
    """Wagtail's chooser lists every page; this one lists what its user may explore, and begins there."""
    if request.resolver_match and request.resolver_match.view_name == "wagtailadmin_choose_page":
        pages = own_branches.top_of_own_branch(pages, request)
    return pages & PagePermissionPolicy().explorable_instances(request.user)


for action in own_branches.confined_bulk_actions():
    hooks.register("register_bulk_action", action, order=1)  # after Wagtail's own, which they replace


@hooks.register("construct_admin_api", order=1)
def confine_scripts(router: Any) -> None:
    router.register_endpoint("pages", own_branches.PagesToRead)
    router.register_endpoint("images", own_branches.OwnPicturesAPI)
    router.register_endpoint("documents", own_branches.OwnDocumentsAPI)


@hooks.register("construct_reports_menu")
def no_report_on_all_branches(request: HttpRequest, items: list[Any]) -> None:
    if not own_branches.explores_whole_site(request.user):
        items[:] = [item for item in items if item.name != "page-types-usage"]


@hooks.register("after_create_page")
def open_branch(request: HttpRequest, page: Page) -> None:
    """A group's new page comes with its picture collection and the rights of its admins and its BUMM."""
    if isinstance(page, GroupPage):
        branches.grant_branch(page)


@hooks.register("before_copy_page")
def refuse_copy(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A page of the catalogue stands for one record each (product, group, kelurahan), so it has no copies."""
    if isinstance(page.specific, BOUND):
        return _back(request, page, _("Pages of the catalogue cannot be copied: each stands for one record. Add one."))
    return None


@hooks.register("before_move_page")
def refuse_move(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """A product stays with its group, and a group with its kelurahan."""
    if isinstance(page.specific, BOUND) and page.get_parent() != destination:
        return _back(request, page, _("Pages of the catalogue stay where they are: a product belongs to its group."))
    return None


@hooks.register("before_bulk_action")
def refuse_in_bulk(request: HttpRequest, action_type: str, pages: list[Any], action: Any) -> HttpResponse | None:
    """Many pages at once do not pass the form that asks for price and photo, nor the check on moves. Here they do."""
    if action.model is not Page:
        return None
    if action_type == "move" and any(isinstance(page.specific, BOUND) for page in pages):
        messages.error(request, _("Pages of the catalogue stay where they are: a product belongs to its group."))
        return redirect(action.next_url)
    if action_type == "publish":
        below = action.cleaned_form.cleaned_data["include_descendants"]
        if unfinished := selectors.unfinished_listings(pages, below=below):
            titles = ", ".join(page.title for page in unfinished)
            messages.error(request, _("Price or photo is still missing: {titles}.").format(titles=titles))
            return redirect(action.next_url)
    return None


def _back(request: HttpRequest, page: Page, reason: str) -> HttpResponse:
    messages.error(request, reason)
    return redirect("wagtailadmin_explore", page.get_parent().pk)


class CategoryViewSet(RecordViewSet):
    model = Category
    icon = "tag"
    menu_order = 250
    add_to_admin_menu = True
    form_fields = ["slug", "name", "name_en", "position", "photo"]
    list_display = ["name", "name_en", "position"]
    list_export = ["slug", "name", "name_en", "position"]


@hooks.register("register_admin_viewset")
def register_categories() -> CategoryViewSet:
    return CategoryViewSet()
