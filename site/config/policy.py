"""Which scripts and styles a page may load."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase

# Wagtail's editor writes inline scripts and styles; its pages are behind the log-in.
OFFICE_DIRECTIVES = {
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
}


class ContentSecurityPolicy(CSPMiddleware):
    """`'self'` alone on the public site, whose pages are cached and so can carry no nonce; wider in the office."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith("/kantor/"):
            parts.replace = {**(parts.replace or {}), **OFFICE_DIRECTIVES}
        return parts
