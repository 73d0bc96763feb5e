"""Every address of the site."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.db.transaction import atomic
from django.urls import include, path, reverse_lazy
from django.views.generic import RedirectView
from home.health import healthz
from home.views import Patterns, manifest, robots
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from bumm.distribution.views import OwnDistribution, OwnStatementPdf
from bumm.shares.public import ask_for_code, verify
from bumm.shares.views import own_shares
from catalog.orders import urls as orders_urls
from catalog.payments.webhooks import stripe_webhook
from catalog.products.views import listing, suggestions

# Wagtail's own log-ins take a password past the second factor and uncounted, so both are closed.
to_our_log_in = RedirectView.as_view(url=reverse_lazy("account_login"), query_string=True)

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("kantor/login/", to_our_log_in),
    # A form of the office that stores a page and its product stores both or neither.
    path("kantor/", include(decorate_urlpatterns(wagtailadmin_urls.urlpatterns, atomic))),
    path("dokumen/", include(wagtaildocs_urls)),
    path("pembayaran/stripe/webhook/", stripe_webhook, name="stripe_webhook"),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    *i18n_patterns(
        path("akun/saham/", own_shares, name="own_shares"),
        path("akun/saham/bagi-hasil/<int:run>/", OwnDistribution.as_view(), name="own_distribution"),
        path("akun/saham/bagi-hasil/<int:run>.pdf", OwnStatementPdf.as_view(), name="own_statement_pdf"),
        path("akun/", include("allauth.urls")),
        path("produk/", listing, name="listing"),
        path("produk/saran/", suggestions, name="suggestions"),
        *orders_urls.urlpatterns,
        path("verifikasi/", ask_for_code, name="ask_for_code"),
        path("verifikasi/<str:code>/", verify, name="verify"),
        path("pola/", Patterns.as_view(), name="patterns"),
        path("_util/login/", to_our_log_in),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
