"""Where the office's tools for goods hang: addresses, menus, actions. `wagtail_hooks.py` registers them."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from catalog.products.office import gaps, history, listings, reprice, scope, visibility
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


def _report_item(view: Any, order: int) -> Any:
    return lambda: GoodsMenuItem(
        view.page_title, reverse(view.index_url_name), name=view.index_url_name, icon_name=view.header_icon, order=order
    )


report_items = [
    _report_item(gaps.MissingPhotos, 100),
    _report_item(gaps.MissingEnglish, 110),
    _report_item(history.PriceHistory, 120),
]
