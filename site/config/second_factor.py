"""The office asks its staff for a second factor where a setting says so."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _


class RequireSecondFactor:
    """With STAFF_MFA_REQUIRED, sends whoever enters the office without a second factor to set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        in_office = settings.STAFF_MFA_REQUIRED and request.path.startswith("/kantor/")
        if in_office and request.user.is_authenticated and not is_mfa_enabled(request.user):
            messages.warning(request, _("The office asks for a second step when you log in: set it up here first."))
            return redirect("mfa_activate_totp")
        return self.get_response(request)
