"""What every environment shares. Whatever differs between machines comes from the environment."""

from pathlib import Path
from typing import Any

import environ

from config import database, forgiving_cache

env = environ.Env()
ROOT = Path(__file__).resolve().parents[3]
SITE = ROOT / "site"
STATE = ROOT / ".run"  # what a running site leaves beside the code: static files, cache, keys, process numbers

SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
WAGTAILADMIN_BASE_URL = SITE_URL
SITE_NAME = env.str("SITE_NAME", default="Jelujur")
WAGTAIL_SITE_NAME = SITE_NAME

INSTALLED_APPS = [
    "pilot",
    "home",
    "catalog.orders",
    "catalog.payments",
    "catalog.settlement",
    "catalog.stock",
    "catalog.products",
    "bumm.distribution",
    "bumm.shares",
    "bumm.charter",
    "bumm.ledger",
    "bumm.people",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "phonenumber_field",
    "pgtrigger",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.page_cache.PageCache",
    "django.middleware.gzip.GZipMiddleware",
    "config.policy.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.second_factor.RequireSecondFactor",
    "catalog.products.own_branches.OwnBranchesOnly",
    "config.in_use.KeepWhatIsInUse",
    "config.redirects.RedirectInBothLanguages",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "home.context_processors.site_frame",
                "catalog.orders.context_processors.basket",
            ],
        },
    }
]

# Data
DATABASES = {"default": database.configuration(env.str("DATABASE_URL", default=None))}
CACHES = {"default": forgiving_cache.configuration(env.str("CACHE_URL", default=f"filecache://{STATE / 'cache'}"))}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# Slow work (pictures, imports) has its own queue with a worker; everything else, such as the search index, is done
# at once, so that nothing stays stale where no worker runs.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "slow": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["slow"]},
}

# People
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["bumm.people.login.LoginBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
RESIDENTS_REDIRECT_URL = "own_shares"  # for whoever has no work in the office
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 60 * 60 * 12
ACCOUNT_ADAPTER = "bumm.people.login.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {
    "contact": "5/10m/ip",
    "verification": "60/m/ip",
    "checkout": "20/10m/ip",
    "find_order": "10/10m/ip",
}  # beside those for log-in and passwords that allauth brings
# Whoever is logged in but holds no role is sent here by the office; sending them back would go round in circles.
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_FORMS = {"login": "bumm.people.login.LoginForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # many who work here have no e-mail at all
# True: whoever may enter the office must set up a second factor first.
STAFF_MFA_REQUIRED = env.bool("STAFF_MFA_REQUIRED", default=False)

# Identity numbers: the first key encrypts, every key decrypts (so keys can rotate); the hash key never changes.
NIK_KEYS = env.list("NIK_KEYS", default=[])
NIK_HASH_KEY = env.str("NIK_HASH_KEY", default="")
PHONENUMBER_DEFAULT_REGION = "ID"
PHONENUMBER_DEFAULT_FORMAT = "NATIONAL"

# Languages: one page tree, Indonesian without a prefix, English below /en/.
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [SITE / "locale", SITE / "locale" / "office"]  # our own words; then those of Wagtail's office
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
USE_TZ = True
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES

# Files
STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
STATICFILES_DIRS = [SITE / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(ROOT / "media")))
# What no public address may lead to: documents, which a view hands out, and tables that wait to be imported.
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", default=str(STATE / "private")))
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "config.private_files.PrivateFiles", "OPTIONS": {"location": PRIVATE_ROOT}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if storage_url := env.str("STORAGE_URL", default=""):
    # s3://key:secret@endpoint/bucket
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(storage_url)
    bucket = {
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "endpoint_url": f"https://{parts.hostname}" + (f":{parts.port}" if parts.port else ""),
        "bucket_name": parts.path.strip("/"),
        "file_overwrite": False,
        "max_memory_size": 2 * 2**20,  # bytes of a file that are held in memory; beyond, a temporary file
    }
    STORAGES["default"] = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": bucket}
    STORAGES["private"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": bucket | {"location": "private", "default_acl": "private"},
    }

# Cards. Without keys they are not offered.
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", default="")
STRIPE_API_BASE = env.str("STRIPE_API_BASE", default="https://api.stripe.com")
STRIPE_LEAST = env.int("STRIPE_LEAST", default=10_000)  # rupiah; below it Stripe refuses

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <halo@jelujur.example>")

# Wagtail
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_AUTOSAVE_INTERVAL = 3000  # milliseconds; the default of 500 floods a slow network
WAGTAIL_APPEND_SLASH = True
WAGTAILADMIN_NOTIFICATION_USE_HTML = True
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False  # moderators are told; administrators have other things to do
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILIMAGES_IMAGE_MODEL = "products.Photo"
WAGTAILIMAGES_IMAGE_FORM_BASE = "catalog.products.uploads.PhotoForm"  # draws every picture anew
WAGTAILIMAGES_EXTENSIONS = ["avif", "heic", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_AVIF_QUALITY, WAGTAILIMAGES_WEBP_QUALITY, WAGTAILIMAGES_JPEG_QUALITY = 50, 65, 75
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 12 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "home.SiteDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "home.uploads.DocumentForm"  # refuses what is not what its name says
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ods", "odt", "pdf", "txt", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # a browser saves them and opens none inside the site
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "indonesian", "ATOMIC_REBUILD": True},
}
MODELSEARCH_BACKENDS = WAGTAILSEARCH_BACKENDS

SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"  # but for previews in the editor, which Wagtail lets its own pages frame
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
