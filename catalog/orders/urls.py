"""The buyer's addresses, below those of a language."""

from django.urls import path

from catalog.orders.views import carts, checkout, finding, orders, payments

urlpatterns = [
    path("keranjang/", carts.show_cart, name="cart"),
    path("keranjang/tambah/", carts.add_to_cart, name="add_to_cart"),
    path("keranjang/ubah/", carts.change_cart, name="change_cart"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("checkout/bayar/", checkout.checkout_payment, name="checkout_payment"),
    path("pesanan/", finding.find_order, name="find_order"),
    path("pesanan/<slug:token>/", orders.order_page, name="order_page"),
    path("pesanan/<slug:token>/<int:key>/batal/", orders.cancel, name="cancel_own_order"),
    path("pesanan/<slug:token>/<int:key>/bayar/", payments.go_and_pay, name="go_and_pay"),
    path("pesanan/<slug:token>/<int:key>/bukti/", payments.proof, name="upload_proof"),
    path("pesanan/<slug:token>/<int:key>/nota.pdf", orders.invoice, name="invoice"),
    path("pesanan/<slug:token>/<int:key>/<int:number>/terima/", orders.received, name="received"),
    path("pesanan/<slug:token>/<int:key>/<int:number>/keluhan/", orders.complaint, name="complain"),
]
