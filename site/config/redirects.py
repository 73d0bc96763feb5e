"""Old addresses, in both languages."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect

ENGLISH = "/en"


class RedirectInBothLanguages(RedirectMiddleware):
    """Wagtail notes where a moved page was by its Indonesian address alone. Below `/en/` that leads to the page in
    English."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answer: HttpResponse = super().process_response(request, response)
        if answer.status_code != 404 or not request.path.startswith(f"{ENGLISH}/"):
            return answer
        redirect = get_redirect(request, Redirect.normalise_path(request.path.removeprefix(ENGLISH)))
        if redirect is None or redirect.link is None:
            return answer
        kind = HttpResponsePermanentRedirect if redirect.is_permanent else HttpResponseRedirect
        return kind(redirect.link)
