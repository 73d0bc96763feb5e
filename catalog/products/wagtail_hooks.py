"""What the catalogue changes in Wagtail's office."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy

from bumm.people.models import User
from bumm.people.office import RecordViewSet
from bumm.people.permissions import AssignmentPolicy
from catalog.products import branches, import_views, own_branches, selectors
from catalog.products.models import Category, GroupPage, KelurahanPage, ProductPage
from catalog.products.office_views import OfferView

register_permission_policy(Category, AssignmentPolicy(Category, readers=["auditor"], writers=["promotion_officer"]))


BOUND = (ProductPage, GroupPage, KelurahanPage)  # each page of these kinds stands for one record


@hooks.register("register_admin_urls")
def offer_url() -> list[URLPattern]:
    return [path("barang/<int:page_id>/harga/", OfferView.as_view(), name="product_offer")]


@hooks.register("register_admin_urls")
def import_urls() -> list[URLPattern]:
    of_group = "kelompok/<int:page_id>/impor/"
    return [
        path("impor/", import_views.choose_group, name="goods_import_choose"),
        path("impor/contoh.<str:ending>", import_views.template_file, name="goods_template"),
        path(of_group, import_views.SendView.as_view(), name="goods_import"),
        path(f"{of_group}<int:run_id>/", import_views.RunView.as_view(), name="goods_import_run"),
        path(f"{of_group}<int:run_id>/salah.csv", import_views.ProblemsView.as_view(), name="goods_import_problems"),
        path(f"{of_group}barang.<str:ending>", import_views.ExportView.as_view(), name="goods_export"),
    ]


class ImportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and import_views.own_group_pages(request.user).exists()


@hooks.register("register_admin_menu_item")
def import_menu_item() -> ImportMenuItem:
    label = gettext_lazy("Import goods")
    return ImportMenuItem(label, reverse("goods_import_choose"), name="goods-import", icon_name="upload", order=260)


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def import_button(page: Page, user: Any, next_url: str | None = None, view_name: str = "") -> Iterator[Button]:
    if import_views.may_import(user, page):
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
def only_own_pictures(router: Any) -> None:
    router.register_endpoint("images", own_branches.OwnPicturesAPI)


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
