"""Where the office's tools for goods hang: addresses, menus, actions. `wagtail_hooks.py` registers them."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from bumm.people.models import User
from catalog.products.office import gaps, history, imports, listings, reprice, scope, visibility
from catalog.products.office.offer import OfferView

actions = [reprice.ChangePrices, visibility.HideGoods, visibility.ShowGoods]


def addresses() -> list[URLPattern]:
    return [
        path("barang/", listings.GoodsList.as_view(), name="goods"),
        path("barang/hasil/", listings.GoodsList.as_view(results_only=True), name="goods_results"),
        path("barang/<int:page_id>/harga/", OfferView.as_view(), name="product_offer"),
        path("barang/harga/simpan/", reprice.StorePrices.as_view(), name="goods_prices_store"),
        path("barang/harga/kembalikan/", reprice.RestorePrices.as_view(), name="goods_prices_restore"),
        *_report("barang/tanpa-foto/", gaps.MissingPhotos),
        *_report("barang/tanpa-inggris/", gaps.MissingEnglish),
        *_report("barang/riwayat-harga/", history.PriceHistory),
        *_import_addresses(),
    ]


def _import_addresses() -> list[URLPattern]:
    of_group = "kelompok/<int:page_id>/impor/"
    return [
        path("impor/", imports.choose_group, name="goods_import_choose"),
        path("impor/contoh.<str:ending>", imports.template_file, name="goods_template"),
        path(of_group, imports.SendView.as_view(), name="goods_import"),
        path(f"{of_group}<int:run_id>/", imports.RunView.as_view(), name="goods_import_run"),
        path(f"{of_group}<int:run_id>/salah.csv", imports.ProblemsView.as_view(), name="goods_import_problems"),
        path(f"{of_group}barang.<str:ending>", imports.ExportView.as_view(), name="goods_export"),
    ]


def _report(route: str, view: Any) -> list[URLPattern]:
    return [
        path(route, view.as_view(), name=view.index_url_name),
        path(f"{route}hasil/", view.as_view(results_only=True), name=view.index_results_url_name),
    ]


class GoodsMenuItem(MenuItem):
    """For those who see goods at all."""

    def is_shown(self, request: HttpRequest) -> bool:
        return scope.sees_goods(request.user)


def goods_item() -> GoodsMenuItem:
    return GoodsMenuItem(_("Goods"), reverse("goods"), name="goods", icon_name="tag", order=150)


class ImportMenuItem(MenuItem):
    """For those who may import the goods of a group."""

    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and imports.own_group_pages(request.user).exists()


def import_item() -> ImportMenuItem:
    return ImportMenuItem(
        _("Import goods"), reverse("goods_import_choose"), name="goods-import", icon_name="upload", order=260
    )


def _report_item(view: Any, order: int) -> Any:
    return lambda: GoodsMenuItem(
        view.page_title, reverse(view.index_url_name), name=view.index_url_name, icon_name=view.header_icon, order=order
    )


report_items = [
    _report_item(gaps.MissingPhotos, 100),
    _report_item(gaps.MissingEnglish, 110),
    _report_item(history.PriceHistory, 120),
]
