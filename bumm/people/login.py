"""Logging in by user name, e-mail or phone. Accounts are made by an administrator; nobody signs up."""

from typing import Any

import phonenumbers
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import LoginForm as AllauthLoginForm
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from bumm.people.models import User


class LoginBackend(AuthenticationBackend):
    """Allauth's backend, which also takes a phone number (`0812...` or `+62 812...`), and an e-mail in any case."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        login = credentials.get("email") or credentials.get("username", "")
        phone = _phone(login)
        owner = Q(email__iexact=login) if "@" in login else Q(phone=phone) if phone else None
        if owner and (user := User.objects.filter(owner).first()):
            credentials = {"username": user.username, "password": credentials.get("password")}
        return super().authenticate(request, **credentials)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The office for whoever works there; a resident's own page for everybody else."""
        user: Any = request.user
        works_there = user.has_perm("wagtailadmin.access_admin")
        return resolve_url(settings.LOGIN_REDIRECT_URL if works_there else settings.RESIDENTS_REDIRECT_URL)


class LoginForm(AllauthLoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name, phone or e-mail")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


def _phone(text: str) -> str:
    """The number in E.164 if the text is one, otherwise ""."""
    try:
        number = phonenumbers.parse(text, settings.PHONENUMBER_DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
