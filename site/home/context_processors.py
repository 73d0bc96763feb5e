"""What every template may use."""

from typing import Any

from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from catalog.products.freshness import fact_of, shows
from home.models import SiteFrame


def site_frame(request: HttpRequest) -> dict[str, Any]:
    """`frame` (SiteFrame, read when used), and `other_language`: the same page in the other language."""
    frame = SiteFrame.for_request(request)
    shows(fact_of(frame))
    other = "id" if get_language() == "en" else "en"
    return {
        "frame": frame,
        "other_language": {"code": other, "url": translate_url(request.get_full_path(), other)},
    }
