"""Django settings, computed from the environment that `machina/env.py` has read and checked."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.urls import reverse_lazy
from kombu.entity import Queue

from machina import local, zone_data
from machina.admin_look import UNFOLD as ADMIN_LOOK
from machina.env import celery_broker_url, passkeys_possible, read_environment
from machina.log import logging_config
from machina.server.limits import MAX_BODY

zone_data.pin()
BASE_DIR = Path(__file__).resolve().parent.parent
# The doctor names all that is too weak, and so may not be stopped by the first of it.
ENV = read_environment(os.environ, base_dir=BASE_DIR, refuse_weak=sys.argv[1:2] != ["doctor"])

# Machina's own

VERSION = "0.1.0"
EMBEDDED = ENV.embedded
DATA_DIR = ENV.data_dir
PUBLIC_URL = ENV.public_url
LOCAL_NAMES = local.NAMES
REDIS_URL = ENV.redis_url
REDIS_BROKER_URL = ENV.broker_url
ENCRYPTION_KEYS = ENV.encryption_keys
MACHINA_ENDPOINTS = ENV.endpoints
MACHINA_ALLOW_PRIVATE = ENV.allow_private
MACHINA_PROVIDERS = ENV.providers
MACHINA_SANDBOX = ENV.sandbox
SANDBOX_ORIGIN = ENV.sandbox_origin
MACHINA_DEMO = ENV.demo
CLIENT_COUNTRY_HEADER = ENV.client_country_header
WORKER_CONCURRENCY = ENV.worker_concurrency
API_RATE = ENV.api_rate
SCHEDULER_JOBS = [  # (dotted path of a function without arguments, seconds between two calls)
    ("integrations.restoring.pulse.beat", 5),
    ("integrations.queue.dispatcher.dispatch", 0.2),
    ("integrations.queue.sweeper.sweep", 5),
    ("integrations.execution.forgetting.forget", 60),
    ("integrations.connect.expiry.sweep", 15),
    ("integrations.connect.expiry.touch_idle", 300),
    ("integrations.events.redeliver", 10),
    ("integrations.erasing.erase.go_on_with_all", 60),
    ("integrations.outgoing.waking.wake_forgotten", 5),
    ("integrations.outgoing.retention.prune", 3600),
    ("integrations.payloads.retention.prune", 600),
    ("integrations.payloads.cleaning.clean", 3600),
    ("workflows.runs.retention.prune", 3600),
    ("workflows.agents.chat.forgetting.prune", 3600),
    ("workflows.agents.memory.forgetting.prune", 3600),
    ("workflows.deployments.health.look_at_all", 5),
    ("workflows.triggers.schedules.fire_due", 0.5),
    ("workflows.triggers.schedules.watch", 60),
    ("workflows.triggers.inbox.start_waiting", 1),
    ("workflows.triggers.inbox.prune", 600),
    ("workflows.triggers.registration.try_again", 60),
    ("workflows.agents.approvals.expiring.sweep", 5),
    ("workflows.agents.approvals.expiring.prune", 3600),
    ("integrations.billing.rollups.refresh", 15),
    ("integrations.billing.chain.sealing.seal", 30),
]

# Django

DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = ENV.allowed_hosts
ROOT_URLCONF = "machina.urls"
ASGI_APPLICATION = "machina.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

INSTALLED_APPS = [
    # Not daphne itself: as an app it would load Twisted (26 MB) into the worker and the scheduler too.
    # Ours stand before unfold and allauth, whose templates they replace.
    "machina",
    "integrations",
    "workflows",
    "unfold.apps.BasicAppConfig",  # without its site: ours is made where pages are served
    "unfold.contrib.filters",
    # Without its own discovery: only a process that serves pages needs the admin's 25 MB (machina/urls.py asks).
    "machina.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    *(["integrations.sandbox"] if MACHINA_SANDBOX else []),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
]

MIDDLEWARE = [
    "machina.middleware.origin.OriginMiddleware",
    "machina.middleware.head.HeadMiddleware",
    "machina.middleware.debug_pages.DebugPagesMiddleware",
    "machina.middleware.body_limit.BodyLimitMiddleware",
    "machina.middleware.legible.LegibleMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "machina.middleware.static_files.StaticFilesMiddleware",
    "csp.middleware.CSPMiddleware",
    "machina.middleware.page_policy.PagePolicyMiddleware",
    "machina.middleware.canonical_host.CanonicalHostMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    }
]

DATABASES = {"default": ENV.database}
MEDIA_ROOT = DATA_DIR / "files"  # stored content of calls; no address serves it
if ENV.database["ENGINE"] == "machina.database.sqlite":
    # django-unfold would load PostgreSQL's driver for form fields nobody has here: 13 MB of the web process.
    sys.modules.setdefault("psycopg", None)  # type: ignore[arg-type]  # None makes an import fail, says the manual
CACHES = {
    "default": {"BACKEND": "machina.shared_cache.SharedCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "machina:cache"}
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "workflows.editor.channel_layer.ChannelLayer",
        "CONFIG": {
            "address": REDIS_URL,
            "prefix": "machina:editor:",
            "serializer_format": "json",
            "symmetric_encryption_keys": [f"machina.channels:{SECRET_KEY}"],
        },
    }
}
LOGGING = logging_config(ENV.log_format)
LOGGING_CONFIG = "logging.config.dictConfig"
vars().update(ENV.email)
DEFAULT_FROM_EMAIL = "Machina <no-reply@localhost>"

# Sign-in: staff only, through allauth

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "machina.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers are not mailed, whatever address somebody types
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}  # the key is made in machina/accounts.py
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = True
MFA_PASSKEY_LOGIN_ENABLED = passkeys_possible(PUBLIC_URL)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", *(["webauthn"] if MFA_PASSKEY_LOGIN_ENABLED else [])]
MFA_TOTP_ISSUER = "Machina"
MFA_ADAPTER = "integrations.connect.tokens.second_factors.SealingAdapter"
# Connections are never sign-ins: no token is stored in allauth's tables.
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_ADAPTER = "integrations.connect.handshake.allauth_adapter.ConnectAdapter"

# Browser security

IS_HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_AGE = 14 * 24 * 3600
# Lax: the provider sends the browser back to our callback by a cross-site navigation, which needs the session.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# Daphne speaks plain HTTP; with an https address there is a proxy before it, which has to set this header.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY
FILE_UPLOAD_MAX_MEMORY_SIZE = 128 * 1024  # a body that is larger lies on disk, however many there are
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF, PUBLIC_URL.replace("http", "ws", 1)],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Static files: served by WhiteNoise straight from where they lie, without a collecting step

STATIC_URL = "/static/"
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"
STATICFILES_DIRS = [FRONTEND_DIST] if FRONTEND_DIST.is_dir() else []
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "machina.icons.IconFinder",
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[A-Za-z0-9_-]{8}\.\w+$"

# REST

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "integrations.api.authentication.ApiKeyAuthentication",
        "integrations.api.authentication.StaffSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["integrations.api.permissions.HasRight"],
    "DEFAULT_PAGINATION_CLASS": "integrations.api.pagination.KeysetPagination",
    "DEFAULT_PARSER_CLASSES": ["integrations.api.parsers.BoundedJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["integrations.api.rates.RequestRate"],
    "EXCEPTION_HANDLER": "integrations.api.problems.exception_handler",
    "DATETIME_FORMAT": "iso-8601",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Machina",
    "DESCRIPTION": "Connect customers' accounts and act on them. Every operation is one endpoint.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["integrations.api.permissions.HasRight"],
    "SCHEMA_PATH_PREFIX": "/api",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "CallState": "integrations.models.call.Call.State",
        "DeploymentHealth": "workflows.models.deployment.Deployment.Health",
        "ErasureState": "integrations.models.erasure.Erasure.State",
        "InboxState": "workflows.models.trigger.InboxEvent.State",
        "LinkState": "integrations.models.link.ConnectLink.State",
        "RunState": "workflows.models.run.Run.State",
        "WebhookDeliveryState": "integrations.models.webhook.WebhookDelivery.State",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "integrations.api.openapi.add_operations",
        "integrations.api.openapi.add_refusals",
        "integrations.api.openapi.hide_from_customers",
    ],
}

# Admin

UNFOLD = ADMIN_LOOK

# Celery

CELERY_BROKER_URL = celery_broker_url(REDIS_BROKER_URL)
CELERY_IMPORTS = [
    "integrations.execution.tasks",
    "integrations.connect.accounts.tasks",
    "integrations.connect.tokens.tasks",
    "integrations.erasing.tasks",
    "integrations.outgoing.tasks",
    "workflows.runs.tasks",
    "workflows.triggers.tasks",
]
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = CELERY_EVENT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = CELERY_RESULT_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False  # who can write to the broker wakes workers up, and commands nothing
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_QUEUES = [  # wake-ups need no receipt: the rows they speak of are the truth
    *(Queue(name, no_ack=True) for name in ("interactive", "background")),
    Queue("default"),
]
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "queue_order_strategy": "round_robin",  # who works when, queue/slots.py says
    "socket_connect_timeout": 2.0,
    "socket_timeout": 5.0,  # longer than the second for which a worker asks for the next message
    "socket_keepalive": True,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker outlives any outage of Redis
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_DB_REUSE_MAX = sys.maxsize  # never closed by Celery; machina/celery.py closes what CONN_MAX_AGE says
CELERY_TIMEZONE = "UTC"
