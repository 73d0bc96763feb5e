"""For the tests: as production where it matters, fast where it does not."""

import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: F403
from config.settings.base import CACHES, STORAGES, env

DEBUG = False
SECRET_KEY = "test-only-key-that-protects-nothing"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
NIK_KEYS = ["dGVzdC1vbmx5LWtleS10aGF0LXByb3RlY3RzLW5vbmU="]
NIK_HASH_KEY = "test-only"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="bumm-static-"))
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="bumm-media-"))
STORAGES["private"]["OPTIONS"]["location"] = tempfile.mkdtemp(prefix="bumm-private-")
if "CACHE_URL" not in env.ENVIRON:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
elif CACHES["default"]["LOCATION"].startswith("redis"):
    # Test processes side by side have a database of Redis each: one empties its own without the others noticing.
    server, _slash, number = CACHES["default"]["LOCATION"].rpartition("/")
    worker = env.str("PYTEST_XDIST_WORKER", default="gw0").removeprefix("gw")
    CACHES["default"]["LOCATION"] = f"{server}/{int(number) + int(worker)}"
DEMO_ACCOUNTS = True
