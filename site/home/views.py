"""What browsers and search engines ask a site for, and the pattern page."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.generic import TemplateView

from home.models import SiteFrame

A_DAY = 24 * 60 * 60
NOT_INDEXED = ["/kantor/", "/akun/", "/en/akun/", "/pola/", "/en/pola/"]


@cache_control(max_age=A_DAY)
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_INDEXED)]
    lines.append(f"Sitemap: {settings.SITE_URL}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@cache_control(max_age=A_DAY)
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest: name, colours and icons for a phone's home screen."""
    frame = SiteFrame.for_request(request)
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any"}
        for size in (192, 512)
    ]
    content = {
        "name": frame.name,
        "short_name": frame.name,
        "description": _("Handmade goods from neighbourhood groups, bought straight from those who make them."),
        "start_url": "/",
        "display": "minimal-ui",
        "background_color": "#fbf6ea",
        "theme_color": "#7a4419",
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")


class Patterns(TemplateView):
    """`/pola/`: every component once, with samples of what it shows."""

    template_name = "patterns.html"
    extra_context = {
        "page_obj": Paginator(range(200), 24).get_page(4),
        "parts": [("Makers", 81_000), ("Group", 9_000), ("BUMM", 8_000), ("Kiosk", 2_000)],
        "steps": [
            {"name": "Ordered", "note": "24 November 2026", "state": "done"},
            {"name": "In the workshop", "note": "Ready in 5 days", "state": "now"},
            {"name": "Handed over", "state": "next"},
        ],
    }
