"""Where a stranger with a certificate in hand asks whether it still holds."""

from allauth.core.internal.ratelimit import consume
from allauth.core.ratelimit import respond_429
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bumm.people.models import Party
from bumm.shares.codes import read_code
from bumm.shares.models import Certificate
from bumm.shares.selectors import terms_of

LONGEST = 80  # of what is typed, characters that are shown again


@require_safe
@never_cache
def ask_for_code(request: HttpRequest) -> HttpResponse:
    """A form for the code; with one it leads to the answer."""
    typed = request.GET.get("kode", "")[:LONGEST]
    if code := read_code(typed):
        return redirect("verify", code=code)
    return _page(request, 422 if typed.strip() else 200, typed=typed, is_unreadable=bool(typed.strip()))


@require_safe
@never_cache
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """A code that nobody has and one whose holder does not agree are answered alike."""
    # (allauth's public function lets every GET pass.)
    if not consume(request, app="allauth.account", action="verification", limit_get=True):
        return respond_429(request)
    meant = read_code(code)
    if meant and meant != code:
        return redirect("verify", code=meant)
    rows = Certificate.objects.with_state().select_related("share_class__bumm__kelurahan", "party__person")
    found = rows.filter(code=meant, is_consented=True).first()
    if not found:
        return _page(request, 404, typed=code[:LONGEST], is_nothing=True)
    terms = terms_of(found.share_class, found.issued_on)
    return _page(
        request, 200, certificate=found, class_name=terms.name if terms else "", holder=masked_name(found.party)
    )


def masked_name(party: Party) -> str:
    """Of a resident only how each word begins; the names of groups, institutions and a kelurahan are no secret."""
    if not party.person:
        return str(party)
    return " ".join(f"{word[0]}****" for word in party.person.name.split())


def _page(request: HttpRequest, status: int, **context: object) -> HttpResponse:
    response = render(request, "bumm/shares/public/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
