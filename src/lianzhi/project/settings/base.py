"""What every situation shares. All that differs between towns comes from the environment.

LIANZHI_HOME          where the platform keeps its data (default: ./var)
LIANZHI_DATABASE      postgresql://user:password@host:port/name; empty = the embedded SQLite file. With ?schema=town_7 the
                      tables lie in that schema, so that several towns share one database
LIANZHI_TOWN_ID       the town's number in its district, 1 to 8191; it stands in every key (ADR 0007). 0 = not told
LIANZHI_SECRET        the signing key; empty = made once and kept in LIANZHI_HOME/keys
LIANZHI_HOSTS         comma-separated host names the pages answer to
LIANZHI_ADDRESS       the address that links in messages begin with (https://…); empty: links are paths
LIANZHI_PROXIES       how many own proxies stand in front; they write X-Forwarded-For (production: 1)
LIANZHI_SMS           how text messages leave: console (default: they do not), http, failing
LIANZHI_SMS_URL       the town's message gateway, for http; LIANZHI_SMS_TOKEN is its token
LIANZHI_OUTBOX_DAYS   how many days events and finished deliveries are kept for readers (default: 30)
LIANZHI_LIVE_URL      address of the live stream as browsers reach it; empty = same host, port + 1
"""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from lianzhi.kernel import towns
from lianzhi.kernel.keys import kept_secret

PACKAGE = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("LIANZHI_HOME", "var")).resolve()

SECRET_KEY = os.environ.get("LIANZHI_SECRET") or kept_secret(HOME / "keys" / "session.key")
DEBUG = False
DEMO = False
PUBLIC_ADDRESS = os.environ.get("LIANZHI_ADDRESS", "").rstrip("/")
ALLOWED_HOSTS = [
    host for host in os.environ.get("LIANZHI_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_vite",
    "django_tasks",
    "django_tasks_db",
    "lianzhi.foundation.audit",
    "lianzhi.foundation.access",
    "lianzhi.foundation.events",
    "lianzhi.foundation.jobs",
    "lianzhi.foundation.files",
    "lianzhi.foundation.notify",
    "lianzhi.foundation.worklist",
    "lianzhi.foundation.ui",
    "lianzhi.foundation.forms",
    "lianzhi.foundation.exports",
    "lianzhi.foundation.imports",
    "lianzhi.territory",
    "lianzhi.registry",
    "lianzhi.cases",
    "lianzhi.safety",
    "lianzhi.benefits",
    "lianzhi.sensing",
    "lianzhi.services",
    "lianzhi.circles",
    "lianzhi.command",
    "lianzhi.cockpit",
    "lianzhi.exchange",
    "lianzhi.flows",
    "lianzhi.scenarios",
    "lianzhi.simulation",
    "lianzhi.project",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lianzhi.foundation.ui.middleware.ContentPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lianzhi.foundation.ui.middleware.RefusalMiddleware",
    "lianzhi.foundation.access.middleware.AccessMiddleware",
]

ROOT_URLCONF = "lianzhi.project.urls"
WSGI_APPLICATION = "lianzhi.project.wsgi.application"
AUTH_USER_MODEL = "access.User"
LOGIN_URL = "access:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
# Where staff land after the login: the first entry whose permission they hold anywhere.
STAFF_HOMES = (
    ("access.edit", "/settings/"),
    ("cases.dispatch", "/desk/"),
    ("cases.check", "/desk/checks/"),
    ("cases.report", "/g/"),
    ("cases.handle", "/desk/inbox/"),
    ("cockpit.see", "/cockpit/"),
    ("cases.see", "/desk/"),
    ("registry.edit", "/registry/persons/"),
)

FORM_RENDERER = "lianzhi.foundation.ui.widgets.Written"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "lianzhi.foundation.ui.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "lianzhi.foundation.ui.templatetags.ui"],
        },
    }
]


def database(address: str) -> dict:
    """The Django database entry for LIANZHI_DATABASE."""
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "lianzhi.sqlite3",
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(address)
    schema = parse_qs(parts.query).get("schema", [""])[0]
    prepare = int(os.environ.get("LIANZHI_PREPARE", "5"))
    # Only statements of the hot path are prepared (ADR 0008), and one plan of each serves all its values.
    told = ["-c plan_cache_mode=force_generic_plan"] if prepare else []
    told += [f"-c search_path={schema}"] if schema else []
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"prepare_threshold": prepare or None, **({"options": " ".join(told)} if told else {})},
    }


DATABASES = {"default": database(os.environ.get("LIANZHI_DATABASE", ""))}
TOWN_ID = towns.number(os.environ.get("LIANZHI_TOWN_ID") or "0")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DJANGO_VITE = {
    "default": {
        "manifest_path": PACKAGE / "foundation/ui/static/dist/manifest.json",
        "static_url_prefix": "dist",
    }
}
FILES_ROOT = HOME / "files"
SCRUB = os.environ.get("LIANZHI_SCRUB", "local")  # which adapter covers faces and plates (ADR 0006)
EXPORTS_ROOT = HOME / "exports"
IMPORTS_ROOT = HOME / "imports"
FILE_UPLOAD_HANDLERS = [
    "lianzhi.foundation.files.uploads.PhotoLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 4_000_000

SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "lianzhi.foundation.ui.views.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

PROXIES = int(os.environ.get("LIANZHI_PROXIES", "0"))

LIANZHI_SMS = os.environ.get("LIANZHI_SMS", "console")
LIANZHI_SMS_URL = os.environ.get("LIANZHI_SMS_URL", "")
LIANZHI_SMS_TOKEN = os.environ.get("LIANZHI_SMS_TOKEN", "")

OUTBOX_DAYS = int(os.environ.get("LIANZHI_OUTBOX_DAYS", "30"))

TOWN_NAME = _("S Town")
LIVE_URL = os.environ.get("LIANZHI_LIVE_URL", "")

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LIANZHI_LOG", "WARNING")},
}
