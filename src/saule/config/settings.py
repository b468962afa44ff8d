"""Settings: read from the environment once, with defaults that are safe and need nothing installed."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from saule.desk.home import data_home, secret_key

HOME = data_home()
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = secret_key(HOME)
DEBUG = os.environ.get("SAULE_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("SAULE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("SAULE_ORIGINS", "").split(",") if o]
PUBLIC_URL = os.environ.get("SAULE_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")

INSTALLED_APPS = [
    "saule.desk",
    "saule.people",
    "saule.matters",
    "saule.providers",
    "saule.promises",
    "saule.outreach",
    "saule.channels",
    "saule.channels.email",
    "saule.web",
    "saule.cli",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "saule.web.middleware.open_to_caches",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "saule.web.middleware.DeskMiddleware",
    "saule.web.looks.keep_looks",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "saule.config.urls"
WSGI_APPLICATION = "saule.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "saule.web.context.frame",
            ],
            "builtins": [
                "saule.web.templatetags.links",
                "saule.web.templatetags.saule",
                "django.templatetags.cache",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "saule.web.templatetags.veils",
                "saule.web.templatetags.fixed_words",
            ],
        },
    }
]
FORM_RENDERER = "saule.web.widgets.Renderer"


def database(url: str, home: Path) -> dict[str, object]:
    """The store that ``url`` names (postgresql://user:password@host:port/name), or the embedded one."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "saule.sqlite3",
            # A thread keeps its connection: opening the store and learning its tables again takes as long as
            # a page's queries, and closing the last one writes the whole log back.
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                # IMMEDIATE: a transaction that will write takes the lock at its start and waits for it,
                # instead of failing in the middle. FULL: a committed row survives a power cut.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # What is deleted is overwritten: an erasure leaves nothing in the file either.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
                " PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.lstrip("/"):
        raise ImproperlyConfigured("SAULE_DATABASE_URL must be postgresql://user:password@host:5432/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


DATABASES = {"default": database(os.environ.get("SAULE_DATABASE_URL", ""), HOME)}
# Nothing is written where a field is that the register of personal fields does not know.
DATABASE_ROUTERS = ["saule.people.guard.Guard"]
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # What everybody may read, made once for many readers: pages, and the figures that they are made of.
    "copies": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "copies",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "desk.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "overview"
LOGOUT_REDIRECT_URL = "sign-in"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_RESET_ON_SUCCESS = True
# Attempts count per address as it is compared, not as it is typed: another case is no new account.
AXES_USERNAME_CALLABLE = "saule.web.account.attempted_name"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_VERBOSE = False
# The attempts' rows must not keep what was typed: only the failure count per account and address is needed.
AXES_DISABLE_ACCESS_LOG = True

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Of a file that is too large only the beginning is kept: its size is said, its bytes are not needed.
FILE_UPLOAD_HANDLERS = ["saule.web.uploads.ShortUpload"]

STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "manifest-src": [SELF],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"impersonal": {"()": "saule.config.logs.Impersonal"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["impersonal"]},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"saule": {"level": "INFO"}, "axes": {"level": "ERROR"}},
}

# For how many days the operator keeps backups: an erasure says until when they still hold somebody.
SAULE_BACKUP_DAYS = int(os.environ.get("SAULE_BACKUP_DAYS", "30"))

# The organisation's own directory (OpenID Connect), at which members may sign in; none without an issuer.
SAULE_OIDC: dict[str, str] = {}
if issuer := os.environ.get("SAULE_OIDC_ISSUER", ""):
    SAULE_OIDC = {
        "issuer": issuer,
        "client": os.environ.get("SAULE_OIDC_CLIENT", ""),
        "secret": os.environ.get("SAULE_OIDC_SECRET", ""),
        "name": os.environ.get("SAULE_OIDC_NAME", ""),
    }
    if not SAULE_OIDC["client"] or not SAULE_OIDC["secret"]:
        raise ImproperlyConfigured("SAULE_OIDC_ISSUER needs SAULE_OIDC_CLIENT and SAULE_OIDC_SECRET too")

SILENCED_SYSTEM_CHECKS: list[str] = []

# How mail leaves: "outbox" writes files under HOME/outbox (for trying out), "smtp" sends for real.
SAULE_MAIL = os.environ.get("SAULE_MAIL", "outbox")
if SAULE_MAIL not in ("outbox", "smtp"):
    raise ImproperlyConfigured("SAULE_MAIL must be one of: outbox, smtp")
SAULE_SMTP_URL = os.environ.get("SAULE_SMTP_URL", "smtp://127.0.0.1:25")
SAULE_VERP = os.environ.get("SAULE_VERP", "1") != "0"
SAULE_PROXIES = int(os.environ.get("SAULE_PROXIES", "0"))
"""How many proxies of our own stand before us, each adding whom it saw to X-Forwarded-For."""
SAULE_DEMO = os.environ.get("SAULE_DEMO") == "1"
# Which encoder reads messages: "use" (multilingual, in the wheel) or "lexical" (no model).
SAULE_ENCODER = os.environ.get("SAULE_ENCODER", "use")
