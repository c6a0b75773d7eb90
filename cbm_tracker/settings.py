"""Settings, read from the environment. Importing them starts nothing and writes nothing.

With nothing set this is the embedded mode: private services, demonstration defaults. CBM_MODE=production needs every
address to be named.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.functional import SimpleLazyObject
from kombu.entity import Exchange, Queue
from whitenoise.compress import Compressor

from api.enum_names import enum_names
from cbm_tracker.embedded import addresses
from cbm_tracker.environment import Environment, bucket, cache, database, mailer, pooled
from measures.wings.sign_in.identity_providers import ROLES
from measures.wings.sign_in.provider_file import read_providers

BASE_DIR = Path(__file__).resolve().parent.parent
# As CHANGELOG.md has it.
CBM_VERSION = "1.0.0"

environment = Environment(os.environ)
PRODUCTION = environment.is_production
# Whether the private services are used: nobody has named a database.
CBM_EMBEDDED = not PRODUCTION and not environment.text("CBM_DATABASE_URL")

CBM_VAR = environment.folder("CBM_VAR", BASE_DIR / "var")
CBM_SITE_URL = environment.needed("CBM_SITE_URL", f"http://127.0.0.1:{environment.text('PORT', '8000')}").rstrip("/")
CBM_PUBLIC_READING = environment.flag("CBM_PUBLIC_READING", default=not PRODUCTION)
# Whom `manage.py first_administrator` makes.
CBM_FIRST_ADMINISTRATOR = environment.person("CBM_FIRST_ADMINISTRATOR")
# The roles whose people sign in with more than a password.
CBM_SECOND_FACTOR = environment.several("CBM_SECOND_FACTOR", ROLES)
# Days that the account log keeps network addresses; 0 keeps none.
CBM_KEEP_ADDRESSES = environment.whole_number("CBM_KEEP_ADDRESSES", 30, least=0, most=30)
# A file of identity providers at which people sign in, and whether they may also do so with a password of ours.
CBM_PROVIDERS = read_providers("CBM_PROVIDERS", environment.text("CBM_PROVIDERS"), is_production=PRODUCTION)
CBM_PASSWORDS = environment.flag("CBM_PASSWORDS", default=True)
if not (CBM_PASSWORDS or CBM_PROVIDERS):
    raise ImproperlyConfigured("Nobody could sign in: with CBM_PASSWORDS=off, CBM_PROVIDERS names identity providers.")
# In megabytes: of one file, and of all that one request brings along.
CBM_FILE_LIMIT_MB = environment.whole_number("CBM_FILE_LIMIT_MB", 25)
# A table of 100,000 rows may have long texts.
CBM_TABLE_LIMIT_MB = environment.whole_number("CBM_TABLE_LIMIT_MB", 100)
# A laptop fetches nothing from the web of its own accord.
CBM_FETCH = environment.flag("CBM_FETCH", default=PRODUCTION)
# Who asks, as the logs of sites have it; and where they can write to.
CBM_FETCH_AGENT = environment.header("CBM_FETCH_AGENT", "CBM-Tracker/1.0")
CBM_FETCH_CONTACT = environment.header("CBM_FETCH_CONTACT")
# Fetched from besides what is public.
CBM_FETCH_NETWORKS = environment.networks("CBM_FETCH_NETWORKS")
# Where readers say that something is wrong: a page, or an address of mail as mailto:name@example.org.
CBM_CORRECTIONS_URL = environment.text("CBM_CORRECTIONS_URL")
CBM_SIGNING_KEY = environment.text("CBM_SIGNING_KEY")
# A file beside the key, with the last head that was signed of each chain.
CBM_SIGNED_HEADS = environment.text("CBM_SIGNED_HEADS", "" if PRODUCTION else str(CBM_VAR / "signed-heads.json"))
# A folder for copies of reports that need no server, made anew each day.
CBM_PUBLISH = environment.text("CBM_PUBLISH")
# Who watches the tracker brings it to /metrics; there is none without.
CBM_METRICS_TOKEN = environment.text("CBM_METRICS_TOKEN")
CBM_LOG = environment.choice("CBM_LOG", ("json", "line") if PRODUCTION else ("line", "json"))
# A DOCX whose styles briefs take; a folder of faces for those in PDF, and the one in which Chinese is set.
CBM_BRIEF_TEMPLATE = environment.text("CBM_BRIEF_TEMPLATE")
CBM_BRIEF_FONTS = environment.text("CBM_BRIEF_FONTS")
CBM_BRIEF_CHINESE = environment.text("CBM_BRIEF_CHINESE", "Noto Sans CJK SC")
# Seconds that a migration waits for a table that others use, while whoever comes after it waits for both.
CBM_LOCK_TIMEOUT = environment.seconds("CBM_LOCK_TIMEOUT", 5)
# What becomes of rows that this version does not keep, and where, encrypted for whom, they are written down before.
CBM_DROPPED = environment.choice("CBM_DROPPED", ("ask", "redact", "keep"))
CBM_DROPPED_FILE = environment.text("CBM_DROPPED_FILE")
CBM_DROPPED_KEY = environment.text("CBM_DROPPED_KEY")
# In one process of the web server: so many requests are answered at the same time.
CBM_THREADS = environment.whole_number("CBM_THREADS", 8)
# Seconds that the body of a request may take to come, before it has to come at a certain rate.
CBM_BODY_PATIENCE = environment.seconds("CBM_BODY_PATIENCE", 20)
CBM_THROTTLE = environment.flag("CBM_THROTTLE", default=True)

SECRET_KEY = environment.needed("CBM_SECRET_KEY", addresses.secret_key(CBM_VAR))
# What was signed with the key before is still taken, while the key is changed: sessions and links of mails.
SECRET_KEY_FALLBACKS = [key for key in [environment.text("CBM_SECRET_KEY_BEFORE")] if key]
DEBUG = not PRODUCTION and environment.flag("CBM_DEBUG", default=False)
ALLOWED_HOSTS = environment.needed("CBM_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").replace(" ", "").split(",")

DATABASE_URL = environment.needed("CBM_DATABASE_URL", addresses.database_url(CBM_VAR, addresses.APPLICATION_ROLE))
# Whoever holds this one may migrate: in production only the migrating process has it.
OWNER_DATABASE_URL = environment.text("CBM_OWNER_DATABASE_URL")
if CBM_EMBEDDED:
    OWNER_DATABASE_URL = addresses.database_url(CBM_VAR, addresses.OWNER_ROLE)
BROKER_URL = environment.needed("CBM_BROKER_URL", addresses.broker_url(CBM_VAR))
MAIL_URL = environment.needed("CBM_MAIL_URL", (CBM_VAR / "outbox").as_uri())
DEFAULT_FROM_EMAIL = environment.needed("CBM_MAIL_FROM", "CBM Tracker <cbm-tracker@localhost>")
environment.require_all()

# One database, two roles: `default` may not change the journal, `owner` owns the tables and migrates.
DATABASES: dict[str, dict[str, Any]] = {
    "default": pooled(database(DATABASE_URL, password=environment.text("CBM_DATABASE_PASSWORD")))
}
if OWNER_DATABASE_URL:
    DATABASES["owner"] = database(
        OWNER_DATABASE_URL, "CBM_OWNER_DATABASE_URL", password=environment.text("CBM_OWNER_DATABASE_PASSWORD")
    )
    if DATABASES["owner"]["USER"] == DATABASES["default"]["USER"]:
        raise ImproperlyConfigured("CBM_DATABASE_URL and CBM_OWNER_DATABASE_URL log in as two different roles.")

# Every wing there is; a capability is taken out by its line.
WINGS = [
    "sign_in",
    "imports",
    "digests",
    "intake",
    "checkpoints",
    "briefs",
    "agenda",
    "coding",
    "webhooks",
    "static_copy",
]
# What an installation may do without: no other wing imports these.
CBM_WITHOUT = environment.several("CBM_WITHOUT", ("checkpoints", "coding", "webhooks", "static_copy"))
CBM_WINGS = [name for name in WINGS if name not in CBM_WITHOUT]
INSTALLED_APPS = [
    "cbm_tracker",
    "measures",
    *(f"measures.wings.{name}" for name in CBM_WINGS),
    "api",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "rest_framework",
    "corsheaders",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "cbm_tracker.compression.CompressionMiddleware",
    "cbm_tracker.attribution.RequestIdMiddleware",
    "cbm_tracker.queries.QuotedQueryMiddleware",
    "cbm_tracker.nul_bytes.NulByteMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cbm_tracker.caching.PrivateAnswersMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "measures.wings.sign_in.middleware.SecondFactorMiddleware",
    "cbm_tracker.passwords.PasswordPagesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cbm_tracker.uploads.BodyMiddleware",
    "cbm_tracker.busy.BusyMiddleware",
]
if CBM_THROTTLE:
    MIDDLEWARE.append("cbm_tracker.throttling.FormThrottleMiddleware")
if CBM_METRICS_TOKEN:
    MIDDLEWARE.insert(0, "cbm_tracker.metrics.MetricsMiddleware")
ROOT_URLCONF = "cbm_tracker.urls"
WSGI_APPLICATION = "cbm_tracker.wsgi.application"
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
                "measures.views.context.site",
            ]
        },
    }
]

AUTH_USER_MODEL = "measures.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "measures.wings.sign_in.accounts.GuessableValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "measures.wings.sign_in.accounts.ClosedAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
ACCOUNT_FORMS = {
    "change_password": "measures.wings.sign_in.accounts.ChangedPasswordForm",
    "reset_password": "measures.wings.sign_in.accounts.ForgottenPasswordForm",
    "reset_password_from_key": "measures.wings.sign_in.accounts.NewPasswordForm",
}
# Whoever asks for a password for an address without an account sees what others see; its owner is not written to.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Attempts at one account are counted by `measures/operations/sign_in_attempts.py`, which shuts nobody out of theirs.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip"} if CBM_THROTTLE else False
USERSESSIONS_ADAPTER = "measures.wings.sign_in.accounts.SessionsAdapter"
SOCIALACCOUNT_ADAPTER = "measures.wings.sign_in.providers.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"provider_class": "measures.wings.sign_in.providers.Provider"}}
MFA_ADAPTER = "measures.wings.sign_in.accounts.FactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "CBM Tracker"
MFA_FORMS = {
    "add_webauthn": "measures.wings.sign_in.accounts.NewPasskeyForm",
    "activate_totp": "measures.wings.sign_in.accounts.NewAppForm",
    "authenticate": "measures.wings.sign_in.accounts.SignInCodeForm",
    "reauthenticate": "measures.wings.sign_in.accounts.RepeatedCodeForm",
    "authenticate_webauthn": "measures.wings.sign_in.accounts.NotedPasskeyForm",
    "login_webauthn": "measures.wings.sign_in.accounts.OnlyPasskeyForm",
    "reauthenticate_webauthn": "measures.wings.sign_in.accounts.RepeatedPasskeyForm",
}
MFA_RATE_LIMITS: dict[str, str] | bool = {} if CBM_THROTTLE else False

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
# A comparison of many texts has a few fields for each text and subject, and some for each passage.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# Where stored files are; the other place may be named too, so that they can be moved.
CBM_FILES_IN = environment.choice("CBM_FILES_IN", ("folder", "bucket"))
MEDIA_ROOT = environment.folder("CBM_FILES", CBM_VAR / "files")
BUCKET = bucket(environment, is_in_use=CBM_FILES_IN == "bucket")
if CBM_EMBEDDED:
    # A machine that others use too: what is not public is not for them.
    FILE_UPLOAD_PERMISSIONS = 0o600
    FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STORAGES: dict[str, dict[str, Any]] = {
    "folder": {"BACKEND": "measures.storages.folder.FolderStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if BUCKET:
    STORAGES["bucket"] = {"BACKEND": "measures.storages.bucket.BucketStorage", "OPTIONS": BUCKET}
STORAGES["default"] = STORAGES[CBM_FILES_IN]
if PRODUCTION:
    STATIC_ROOT = BASE_DIR / "staticfiles"
    STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    # Pages name files by their hash, and nobody but a developer asks for a map.
    WHITENOISE_KEEP_ONLY_HASHED_FILES = True
    WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
# Without a STATIC_ROOT WhiteNoise serves what the applications bring, and nothing has to be collected first.
WHITENOISE_USE_FINDERS = not PRODUCTION

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    # Whether the other names of a site's domain take part in HSTS is for the domain's owner to say.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

MAILERS = {"default": mailer(MAIL_URL)}
SERVER_EMAIL = DEFAULT_FROM_EMAIL
CACHES = {"default": cache(BROKER_URL)}

CELERY_BROKER_URL = BROKER_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600}
CELERY_TASK_DEFAULT_QUEUE = "celery"
# Imports have a queue of their own, whose workers no mail waits for. A worker that is told of no queue takes from all.
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in (CELERY_TASK_DEFAULT_QUEUE, "imports")]
CELERY_TASK_ROUTES = {"measures.tasks.work_on_import": {"queue": "imports"}}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "cbm_tracker.beat:SteadyScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(CBM_VAR / "celerybeat-schedule")
# Seconds before a digest that could not be sent is tried again; each time twice as long.
CBM_MAIL_PAUSE = environment.seconds("CBM_MAIL_PAUSE", 300)
# Seconds before an address that could not be fetched is tried again, likewise; so long a dead worker keeps a host.
CBM_FETCH_PAUSE = environment.seconds("CBM_FETCH_PAUSE", 300)
# Seconds between two requests to one host.
CBM_FETCH_HOST_PAUSE = environment.seconds("CBM_FETCH_HOST_PAUSE", 5)
TICK = environment.seconds("CBM_TICK", 60)
CELERY_BEAT_SCHEDULE = {
    "tick": {
        "task": "measures.tasks.tick",
        "schedule": timedelta(seconds=TICK),
        # While no worker runs, ticks do not pile up: the next one does all that is due.
        "options": {"expires": TICK},
    },
    "sweep-files": {"task": "measures.tasks.sweep_files", "schedule": timedelta(days=1)},
    "remove-stray-files": {"task": "measures.tasks.remove_stray_files", "schedule": timedelta(days=1)},
    "forget-sessions": {"task": "measures.tasks.forget_sessions", "schedule": timedelta(days=1)},
    "forget-fetched": {"task": "measures.tasks.forget_fetched", "schedule": timedelta(days=1)},
    "encrypt-anew": {"task": "measures.tasks.encrypt_anew", "schedule": timedelta(days=1)},
    "forget-account-events": {"task": "measures.tasks.forget_account_events", "schedule": timedelta(days=1)},
    "forget-old-traces": {"task": "measures.tasks.forget_old_traces", "schedule": timedelta(days=1)},
}

REST_FRAMEWORK: dict[str, object] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # The first one says how to sign in: with it a request without an account is 401, not 403.
        "api.authentication.BearerTokenAuthentication",
        "api.authentication.FactorSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.ReadingPermission"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "api.negotiation.QueryFormatNegotiation",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "api.errors.answer_to_error",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "NUM_PROXIES": 1 if PRODUCTION else 0,
}
if CBM_THROTTLE:
    REST_FRAMEWORK["DEFAULT_THROTTLE_CLASSES"] = [
        "api.throttling.CredentialThrottle",
        "api.throttling.AddressThrottle",
    ]
    REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = {"address": "300/min", "signed": "1200/min", "forms": "120/min"}
# Pages of any site may read what is public, as nobody in particular: with no session, no token and no secret address.
CORS_URLS_REGEX = r"^/api/v1/(?!(calendars|feeds|tables)/)" if CBM_PUBLIC_READING else r"^$"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["accept", "accept-language", "if-none-match", "x-request-id"]
CORS_EXPOSE_HEADERS = ["etag", "content-disposition", "ratelimit", "ratelimit-policy", "retry-after", "x-request-id"]
CORS_PREFLIGHT_MAX_AGE = 86_400
SPECTACULAR_SETTINGS = {
    "TITLE": "CBM Tracker API",
    "DESCRIPTION": (
        "Whether the measures that a report recommends are carried out, as each side sees it.\n\n"
        "If public reading is on, public records need no account. To write, or to read more, send a token "
        "(“Authorization: Bearer …”), which you make on the page of your account; a signed-in browser has its "
        "session. Without an account 300 requests a minute are answered, with a token 1,200: see “RateLimit”. "
        "docs/api.md has ten things that people do, each with its command, docs/api-changes.md what may change."
    ),
    "VERSION": "1.1.0",
    "OAS_VERSION": "3.1.1",
    "LICENSE": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    "CONTACT": {"name": "Whoever runs this tracker: see /api/v1/about/"},
    "SERVERS": [{"url": "/", "description": "This tracker"}],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"docExpansion": "none", "deepLinking": True},
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    # Known once the models are.
    "ENUM_NAME_OVERRIDES": SimpleLazyObject(enum_names),
    "POSTPROCESSING_HOOKS": [
        "api.schema.add_calls",
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.schema.parameter_values",
        "api.schema.any_of",
        "api.descriptions.complete_description",
        "api.components.share_components",
    ],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "cbm_tracker.logs.LineFormatter"},
        "json": {"()": "cbm_tracker.logs.JsonFormatter"},
    },
    "filters": {"acting": {"()": "cbm_tracker.attribution.RequestIdFilter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": CBM_LOG, "filters": ["acting"]}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Django's own handlers would print each line a second time, or mail it.
    "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},
}
