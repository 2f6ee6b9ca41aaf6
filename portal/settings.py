"""Settings of every installation: values come from the environment, defaults are safe for production.

PORTAL_MODE names what is asked for: `production` (the default), `demo` (made-up data, plain http,
second factor off) or `test`. Nothing insecure happens without one of the last two names.
"""

import sys
from pathlib import Path
from secrets import token_urlsafe

from cryptography.fernet import Fernet
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(environment.text("PORTAL_VAR_DIR", str(BASE_DIR / "var")))

PORTAL_MODE = environment.text("PORTAL_MODE", "production")
if PORTAL_MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"PORTAL_MODE must be production, demo or test, not {PORTAL_MODE!r}.")
DEMO = PORTAL_MODE == "demo"
LOCAL = PORTAL_MODE in {"demo", "test"}  # secrets may be made up, no real proxy in front
DEBUG = False

# --- secrets -------------------------------------------------------------------------------------
if LOCAL:
    SECRET_KEY = environment.text(
        "SECRET_KEY", environment.local_secret(VAR_DIR / "secret-key", lambda: token_urlsafe(50))
    )
    FIELD_KEYS = environment.words("FIELD_KEYS") or [
        environment.local_secret(VAR_DIR / "field-key", lambda: Fernet.generate_key().decode())
    ]
else:
    SECRET_KEY = environment.text("SECRET_KEY")
    FIELD_KEYS = environment.words("FIELD_KEYS")
    if not FIELD_KEYS:
        raise ImproperlyConfigured(
            "Set FIELD_KEYS: one or more Fernet keys, newest first (docs/operations.md)."
        )
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")

# --- where we are reached ---------------------------------------------------------------------------
PORT = environment.integer("PORT", 8000)
PORTAL_URL = environment.text("PORTAL_URL", f"http://localhost:{PORT}" if LOCAL else None).rstrip("/")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS") or [PORTAL_URL.split("://")[1].split(":")[0]]
if PORTAL_MODE == "test":
    ALLOWED_HOSTS = ["testserver", "localhost"]
USE_X_FORWARDED_HOST = False
OFFICE_PHONE = environment.text("OFFICE_PHONE", "07131 0000 100" if LOCAL else "")
OFFICE_EMAIL = environment.text("OFFICE_EMAIL", "geschaeftsstelle@muster.example" if LOCAL else "")
OFFICE_ADDRESS = environment.text("OFFICE_ADDRESS", "Musterstraße 1, 74072 Heilbronn" if LOCAL else "")

# --- services ---------------------------------------------------------------------------------------
PORTAL_EMBEDDED = environment.flag("PORTAL_EMBEDDED")
if PORTAL_EMBEDDED:
    from portal import services

    EMBEDDED_DIR = VAR_DIR / "services"
    DATABASE_URL = environment.text("DATABASE_URL", services.database_url(EMBEDDED_DIR))
    REDIS_URL = environment.text("REDIS_URL", services.broker_url(EMBEDDED_DIR))
else:
    DATABASE_URL = environment.text("DATABASE_URL")
    REDIS_URL = environment.text("REDIS_URL")

DATABASES = {"default": environment.database(DATABASE_URL)}
# The worker opens and closes its connection per task; the web keeps it a minute.
_IS_WORKER = "celery" in Path(sys.argv[0]).name
DATABASES["default"] |= {
    "CONN_MAX_AGE": 0 if _IS_WORKER else 60,
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,
}
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", "5")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits and used TOTP codes live here: with Redis as the cache nobody could sign in while it is away.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
    }
}

# --- queue ------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = "UTC"
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
if not _IS_WORKER:  # a request does not wait for a broker that is away; the worker tries for ever
    CELERY_BROKER_TRANSPORT_OPTIONS |= {"max_retries": 0, "interval_start": 0}
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_VISIBILITY_TIMEOUT = 3600
CELERY_TASK_DEFAULT_QUEUE = "portal"
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
SWEEP_SECONDS = environment.integer("SWEEP_SECONDS", 300)
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "portal.sweep",
        "schedule": float(SWEEP_SECONDS),
        "options": {"expires": SWEEP_SECONDS},
    }
}

# --- mail -------------------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = environment.text("EMAIL_HOST", "127.0.0.1" if LOCAL else None)
EMAIL_PORT = environment.integer("EMAIL_PORT", PORT + 25 if LOCAL else 587)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = environment.flag("EMAIL_USE_TLS", default=not LOCAL)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.text(
    "DEFAULT_FROM_EMAIL", "Bündnisportal <portal@muster.example>" if LOCAL else None
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_HOLD = environment.flag("MAIL_HOLD")  # after a restore: nothing leaves until it is lifted
MAIL_SINK_DIR = VAR_DIR / "mails"
MAIL_LEASE_SECONDS = environment.integer("MAIL_LEASE_SECONDS", 900)
MAIL_MAX_ATTEMPTS = 8

# --- applications -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal",
    "portal.partners",
    "portal.region",
    "portal.activity",
    "portal.digests",
    "portal.retention",
    "portal.writing",
    "portal.attachments",
    "measures",
    "apprenticeships",
    "conferences",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_filters",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.SessionLimitMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "portal.middleware.ActorMiddleware",
    "portal.middleware.SecondFactorMiddleware",
    "portal.writing.middleware.LateTextMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_TEMPLATE_PACK = "kern"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["kern"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "portal.context.portal",
            ],
        },
    }
]

# --- accounts ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "partners.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "portal.partners.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the address is proven by the invitation link
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_RATE_LIMITS = {"login_failed": "20/5m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
MFA_ADAPTER = "portal.partners.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Bündnisportal"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the invitation has proven the address
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
USERSESSIONS_TRACK_ACTIVITY = False
SECOND_FACTOR_REQUIRED = not DEMO

# --- sessions, cookies, headers ------------------------------------------------------------------------
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = 10 * 60 * 60
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not DEMO  # demo runs on http://localhost, where Safari refuses Secure cookies
SESSION_COOKIE_NAME = "portal_session" if DEMO else "__Host-portal_session"
CSRF_USE_SESSIONS = True
CSRF_COOKIE_SECURE = True
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LANGUAGE_COOKIE_NAME = "portal_language" if DEMO else "__Host-portal_language"
LANGUAGE_COOKIE_SECURE = not DEMO
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

SECURE_SSL_REDIRECT = not LOCAL
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
if environment.flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # else all clients share the proxy's address and its rate limit
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- language, time ----------------------------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

# --- files -------------------------------------------------------------------------------------------
STATIC_URL = "static/"
# built by `manage.py build_assets` and `collectstatic`, the same for every mode
ASSETS_DIR = BASE_DIR / "var" / "assets"
PDF_FONTS_DIR = BASE_DIR / "var" / "fonts-pdf"  # built by build_assets, for portal.documents
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ASSETS_DIR]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "media"
STORAGES["attachments"] = {  # in MEDIA_ROOT, which no web server hands out
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {
        "base_url": None,  # handed out by a view only
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    },
}
CLAMD_ADDRESS = environment.text("CLAMD_ADDRESS", "")  # host:port or a socket's path; empty: no scanner
DATA_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024

# --- logs: one line per event, no personal data --------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "portal.logs.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    },
}

# --- what an installation may tune ------------------------------------------------------------------
SMALL_CELL = environment.integer("SMALL_CELL", 3)  # counts below read "weniger als 3"
MARKET_FEWEST = environment.integer("MARKET_FEWEST", 100)  # no market rate from a smaller denominator
TIP_RETENTION_DAYS = environment.integer("TIP_RETENTION_DAYS", 30)
REFUSED_HANDOVER_DAYS = environment.integer("REFUSED_HANDOVER_DAYS", 30)  # then its row is deleted
MATCHING_GAP_DAYS = environment.integer("MATCHING_GAP_DAYS", 42)  # longest gap before an offer's start
PROPOSALS_AT_ONCE = environment.integer("PROPOSALS_AT_ONCE", 4)  # running side by side per case
PROPOSAL_DAYS = environment.integer("PROPOSAL_DAYS", 14)  # then a proposal without an answer expires
LIST_PAGE_SIZE = 25
INVITATION_DAYS = 7
OFFER_LINK_DAYS = 90  # how long a company can keep its offer current by its link
DIGEST_WEEKDAY = 0  # Monday
DIGEST_TIME = environment.text("DIGEST_TIME", "06:30")  # Europe/Berlin

# Shown on the sign-in page and by `manage.py up` of a demonstration, used nowhere else.
DEMO_LOGINS = [
    (_("Business development, partner"), "wirtschaftsfoerderung@muster.example"),
    (_("Training adviser of Muster-IHK"), "ausbildungsberatung@muster.example"),
    (_("Her deputy"), "vertretung@muster.example"),
    (_("Training adviser of Muster-HWK"), "ausbildungsberatung-hwk@muster.example"),
    (_("Editor"), "redaktion@muster.example"),
    (_("Alliance office"), "geschaeftsstelle@muster.example"),
    (_("Data protection of Muster-IHK"), "datenschutz@muster.example"),
    (_("Operator"), "betrieb@muster.example"),
]
DEMO_PASSWORD = "Muster-Passwort-2026"  # noqa: S105 - shown on the start page of the demonstration, nowhere else
