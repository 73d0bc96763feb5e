"""What records refer to stays, and the office says so."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _


class KeepWhatIsInUse:
    """Middleware: where the office is asked to delete what is protected, it answers with a sentence, not an error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not (request.path.startswith("/kantor/") and isinstance(exception, ProtectedError)):
            return None
        reason = _("This cannot be deleted, because records refer to it. An account can be made inactive instead.")
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return HttpResponse(reason, status=409, content_type="text/plain; charset=utf-8")
        messages.error(request, reason)
        return redirect("wagtailadmin_home")
