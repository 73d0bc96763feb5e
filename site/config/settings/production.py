"""For the public, and for `make run`.

`SITE_URL` decides how strict it is: `https://...` turns on HSTS, secure cookies and the staff's second factor;
`http://` is accepted on a loopback address only, for trying the site on one's own machine.
"""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403
from config.settings.base import SITE_URL, STORAGES, env

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
NIK_KEYS = env.list("NIK_KEYS")
NIK_HASH_KEY = env.str("NIK_HASH_KEY")

_address = urlsplit(SITE_URL)
_host = _address.hostname or ""
ON_LOOPBACK = _address.scheme == "http" and _host in {"127.0.0.1", "localhost", "::1"}
if _address.scheme != "https" and not ON_LOOPBACK:
    raise ImproperlyConfigured(f"SITE_URL is {SITE_URL}: use https://, or http:// on 127.0.0.1 to try the site.")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_host, "127.0.0.1"] if ON_LOOPBACK else [_host])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
STAFF_MFA_REQUIRED = env.bool("STAFF_MFA_REQUIRED", default=not ON_LOOPBACK)
DEMO_ACCOUNTS = ON_LOOPBACK

SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_SECURE = not ON_LOOPBACK
CSRF_COOKIE_SECURE = not ON_LOOPBACK
SECURE_SSL_REDIRECT = not ON_LOOPBACK
SECURE_REDIRECT_EXEMPT = ["^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if not ON_LOOPBACK else None
SECURE_HSTS_SECONDS = 0 if ON_LOOPBACK else env.int("HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = not ON_LOOPBACK
SECURE_HSTS_PRELOAD = not ON_LOOPBACK
