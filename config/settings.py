"""All settings, from the environment.

``MINGZHANG_ENV`` chooses between two ways to run. ``embedded`` (the default) needs no server:
SQLite, a file-system broker and local files, all under ``var/``. ``production`` has no defaults
for what matters and refuses to start when any of it is missing. README.md lists every variable.
"""

import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

ENVIRONMENT = env.str("MINGZHANG_ENV", default="embedded")
REQUIRED_IN_PRODUCTION = (
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "STORAGE_PATH",
    "STATIC_PATH",
    "SITE_URL",
)
SHORTEST_SECRET_KEY = 50

if ENVIRONMENT not in {"embedded", "production"}:
    raise ImproperlyConfigured(f"MINGZHANG_ENV is {ENVIRONMENT!r}, not embedded or production")
PRODUCTION = ENVIRONMENT == "production"

# DEBUG pages show settings and code, so they are never on: tests and logs say what went wrong.
DEBUG = False


def _check_production() -> None:
    """Name every missing variable at once, before anything half-configured can run."""
    missing = [name for name in REQUIRED_IN_PRODUCTION if not env.str(name, default="")]
    if missing:
        raise ImproperlyConfigured(f"MINGZHANG_ENV=production lacks: {', '.join(missing)}")
    if len(env.str("SECRET_KEY")) < SHORTEST_SECRET_KEY:
        raise ImproperlyConfigured(
            f"SECRET_KEY is shorter than {SHORTEST_SECRET_KEY} characters; "
            "make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )


def _embedded_secret_key() -> str:
    """A key of this installation, made once and kept in ``var/``."""
    path = VAR_DIR / "secret_key"
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(SHORTEST_SECRET_KEY))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")


if PRODUCTION:
    _check_production()
else:
    for _folder in ("files", "static", "queue/messages", "queue/control"):
        (VAR_DIR / _folder).mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.str("SECRET_KEY", default="") or _embedded_secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

# --- What the site says about itself ---------------------------------------------------

SITE = {
    "name": env.str("SITE_NAME", default="明账"),
    "url": env.str("SITE_URL", default="http://127.0.0.1:8000"),
    "organiser": env.str("SITE_ORGANISER", default=""),  # 主办单位
    "operator": env.str("SITE_OPERATOR", default=""),  # 承办单位
    "contact": env.str("SITE_CONTACT", default=""),  # 联系电话
    "address": env.str("SITE_ADDRESS", default=""),
    "icp": env.str("SITE_ICP", default=""),  # ICP备案号
    "police": env.str("SITE_POLICE", default=""),  # 公安备案号
    "identifier": env.str("SITE_IDENTIFIER", default=""),  # 网站标识码
    "conac": env.str("SITE_CONAC", default=""),  # address that the 党政机关网站标识 leads to
    "errors": env.str("SITE_ERRORS", default=""),  # of 我为政府网站找错
    "guide": env.str("SITE_GUIDE", default=""),  # of 信息公开指南
    "request": env.str("SITE_REQUEST", default=""),  # of 依申请公开
    "annual": env.str("SITE_ANNUAL", default=""),  # of 信息公开年报
}

# Whether visitors may have a file of their own checked, and how often in ten minutes.
PUBLIC_CHECK = env.bool("PUBLIC_CHECK", default=not PRODUCTION)
PUBLIC_CHECK_LIMIT = env.int("PUBLIC_CHECK_LIMIT", default=20)

# How often one address may ask the interface for programs in ten minutes.
API_LIMIT = env.int("API_LIMIT", default=1200)

# --- Applications ----------------------------------------------------------------------

INSTALLED_APPS = [
    "portal",  # before the admin, whose templates it overrides
    "disclosures",
    "performance",
    "units",
    "disclosures.desk.apps.DeskAdminConfig",  # django.contrib.admin with the desk in it
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "treebeard",
    "django_tables2",
    "django_filters",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.finished.StaticFiles",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.finished.finished_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "units.origin.remember_origin",
    "units.gate.gate",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
            ],
        },
    },
]

# --- Database --------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/mingzhang.sqlite3")
}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Web and worker write to one file: WAL lets readers go on, IMMEDIATE makes writers queue
    # for the timeout instead of failing when a read turns into a write.
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# --- Background work -------------------------------------------------------------------

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50  # prefork children grow; see celery issue 4843
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

if CELERY_BROKER_URL == "filesystem://":
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "queue/messages"),
        "data_folder_out": str(VAR_DIR / "queue/messages"),
        "control_folder": str(VAR_DIR / "queue/control"),
        "polling_interval": 0.1,  # a second by default
    }

# --- Short-lived notes: how many files an address had checked, how often a rule fires ----

_SHARED_MEMORY = CELERY_BROKER_URL.startswith(("redis://", "rediss://", "unix://"))
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CELERY_BROKER_URL,
        "KEY_PREFIX": "cache",
    }
    if _SHARED_MEMORY
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
    }
}

# --- Files -----------------------------------------------------------------------------

MEDIA_ROOT = Path(env.str("STORAGE_PATH", default=str(VAR_DIR / "files")))
# Finished pages of the portal: made anew when they are gone, read by nginx.
PAGES_PATH = MEDIA_ROOT / "pages"
# Archives of a year, likewise; whatever visitors ask for is made here.
ARCHIVES_PATH = MEDIA_ROOT / "archives"
STATIC_ROOT = Path(env.str("STATIC_PATH", default=str(VAR_DIR / "static")))
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
# Whether the nginx of deploy/nginx.conf is in front, which hands out what X-Accel-Redirect names.
FILES_BY_NGINX = env.bool("FILES_BY_NGINX", default=False)
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# A statement of 200 lines by 10 columns, this year and last, in one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- People ----------------------------------------------------------------------------

AUTH_USER_MODEL = "units.User"
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": "units.passwords.KindsValidator"},
    {"NAME": "units.passwords.HistoryValidator"},
]
SESSION_COOKIE_AGE = 8 * 60 * 60  # a working day; units/sessions.py ends most of them sooner
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
# Strict where it is in earnest; somebody who only looks at the demonstration is not held up.
SECOND_FACTOR = env.bool("SECOND_FACTOR", default=PRODUCTION)
ONE_SESSION = env.bool("ONE_SESSION", default=PRODUCTION)
# Networks that the administration may be reached from; empty means all.
ADMIN_ADDRESSES = env.list("ADMIN_ADDRESSES", default=[])
# Proxies of ours in front, whose X-Forwarded-For is believed.
PROXIES = env.int("PROXIES", default=1 if PRODUCTION else 0)
ACCESS_LOG_MONTHS = env.int("ACCESS_LOG_MONTHS", default=36)
# Dotted paths of what others provide; see units/identity.py and disclosures/seal.py.
IDENTITY_PROVIDER = env.str("IDENTITY_PROVIDER", default="")
SEAL_SERVICE = env.str("SEAL_SERVICE", default="")
# Where the two that come along find theirs: units/oidc.py and disclosures/seal_http.py.
OIDC = {
    "issuer": env.str("OIDC_ISSUER", default=""),
    "client_id": env.str("OIDC_CLIENT_ID", default=""),
    "client_secret": env.str("OIDC_CLIENT_SECRET", default=""),
    "username": env.str("OIDC_USERNAME", default="preferred_username"),  # the claim that is it
    "strong": env.list("OIDC_STRONG", default=[]),  # acr or amr that stand for two factors
    "label": env.str("OIDC_LABEL", default="统一身份认证登录"),
}
SEAL_URL = env.str("SEAL_URL", default="")
SEAL_TOKEN = env.str("SEAL_TOKEN", default="")

# --- E-mail: to standard output unless a server is named ---------------------------------

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="webmaster@localhost")

# --- Language and time -----------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"  # the one legal time, in Ürümqi too
USE_I18N = True
USE_TZ = True

# --- Security --------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = ["^healthz$"]
    # deploy/nginx.conf always overwrites this header.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

# --- Logs: to standard error, for the process manager to keep ---------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    # With DEBUG off Django would mail its errors; here they go where everything goes.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # It reports every style rule meant for screens, in every document.
        "weasyprint": {"level": "ERROR"},
        # It misses a host name in the address of the file-system broker, which has none.
        "kombu.connection": {"level": "ERROR"},
    },
}
