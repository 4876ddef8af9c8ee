"""Django settings. What differs between installations comes from the environment: see docs/reference/settings.md."""

from __future__ import annotations

import os
from pathlib import Path

import yaml

from yichuang.core import clock
from yichuang.platform.messages.hours import QuietHours
from yichuang.project.installation import database_settings, demo_clock, secret_key, var_directory

BASE = Path(__file__).resolve().parents[3]
VAR = var_directory()
clock.follow(demo_clock(VAR))

SECRET_KEY = secret_key(VAR)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("YICHUANG_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("YICHUANG_ORIGINS", "").split(",") if origin]
#: The address under which people reach this installation; it stands in receipts, messages and callbacks.
PUBLIC_URL = os.environ.get("YICHUANG_PUBLIC_URL", f"http://127.0.0.1:{os.environ.get('YICHUANG_PORT', '8000')}")
#: Whether people come by TLS: every installation but the demo on a loopback address.
TLS = PUBLIC_URL.startswith("https://")
#: Addresses of our own proxies, the only ones who are believed whence a request comes and that it came by TLS.
PROXIES = [
    each for each in os.environ.get("YICHUANG_PROXIES", "127.0.0.1,::1" if TLS else "").split(",") if each.strip()
]
#: Whether demo conveniences (the list of demo accounts, the stand-in SMS page) are shown.
DEMO = os.environ.get("YICHUANG_DEMO", "") == "1"
#: The folder of content (departments, registries, packages, walks).
CONTENT = Path(os.environ.get("YICHUANG_CONTENT", BASE / "content" / "hunan"))

#: Which division this is, which department is the hall, which systems know people and organisations.
INSTALLATION = yaml.safe_load((CONTENT / "installation.yaml").read_text("utf-8"))
DIVISION = str(INSTALLATION["division"])
HALL_DEPARTMENT = INSTALLATION["hall"]
#: When no phone is made to ring for what can wait; the demo's phones wake nobody.
QUIET_HOURS = QuietHours.of(os.environ.get("YICHUANG_QUIET_HOURS") or ("none" if DEMO else INSTALLATION["quiet_hours"]))
POPULATION_SYSTEM = INSTALLATION["population"]
ORGANISATION_SYSTEM = INSTALLATION["organisations"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "yichuang.platform.vault",
    "yichuang.platform.audit",
    "yichuang.platform.people",
    "yichuang.platform.exchange",
    "yichuang.platform.tokens",
    "yichuang.platform.catalog",
    "yichuang.platform.messages",
    "yichuang.platform.notices",
    "yichuang.platform.licences",
    "yichuang.platform.files",
    "yichuang.platform.cases",
    "yichuang.platform.retention",
    "yichuang.platform.hall",
    "yichuang.lines.applications",
    "yichuang.lines.ratings",
    "yichuang.faces.look",
    "yichuang.faces.portal",
    "yichuang.faces.window",
    "yichuang.faces.desk",
    "yichuang.faces.studio",
]

MIDDLEWARE = [
    "yichuang.faces.look.proxies.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "yichuang.faces.look.middleware.CleanRequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "yichuang.faces.look.middleware.ActorMiddleware",
    "yichuang.faces.look.middleware.DeclaredRoutesMiddleware",
]

ROOT_URLCONF = "yichuang.project.urls"
WSGI_APPLICATION = "yichuang.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "yichuang.faces.look.context.look",
            ],
            "builtins": ["yichuang.faces.look.templatetags.look"],
        },
    }
]

DATABASES = {"default": database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["yichuang.platform.people.backends.CodeBackend"]
LOGIN_URL = "/sign-in"

SESSION_ENGINE = "yichuang.platform.people.sessions"
CSRF_FAILURE_VIEW = "yichuang.faces.look.errors.csrf_failed"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
#: Behind TLS cookies travel by TLS alone, and by their names no other host and no page without TLS can set them.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = TLS
if TLS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
#: For a year browsers come by TLS alone; of other hosts of the same domain we say nothing.
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if TLS else 0
SECURE_SSL_REDIRECT = TLS
#: Whoever watches knocks on the machine itself.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = sorted(str(path) for path in (BASE / "src" / "yichuang" / "core").glob("*/locale"))
LOCALE_PATHS += [str(BASE / "src" / "yichuang" / room / "locale") for room in ("faces/present", "project")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
# Files are served as they lie in the rooms (by WhiteNoise, found at start): nothing is collected or copied.
STATIC_ROOT = None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

#: Personal answers are small; a body above this is refused before it is read into memory.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

#: What applicants hand in, sealed; it belongs into every backup beside the database and the keys.
FILES = VAR / "files"
FILE_UPLOAD_HANDLERS = ["yichuang.platform.files.incoming.SealingHandler"]

KEYRING = VAR / "keys" / "master.json"
SIGNING_KEY = VAR / "keys" / "yichuang.key"
CIPHER_SUITE = os.environ.get("YICHUANG_CIPHER_SUITE", "international")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "yichuang.project.logs.QuietFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django puts the request path in its warnings; paths carry random ids alone, never a personal number.
    "loggers": {"django.request": {"level": "ERROR"}, "httpx": {"level": "WARNING"}},
}
