"""For work on the code: `make dev` and bare `manage.py`. Debug pages, no second factor, keys that are no secret."""

from config.settings.base import *  # noqa: F403

DEBUG = True
SECRET_KEY = "development-only-key-that-protects-nothing"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
NIK_KEYS = ["ZGV2ZWxvcG1lbnQtb25seS1rZXktbm90LXNlY3JldC4="]
NIK_HASH_KEY = "development-only"
DEMO_ACCOUNTS = True
