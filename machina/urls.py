"""Every address of Machina; each app lists its own."""

from __future__ import annotations

from importlib.util import find_spec

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from machina import health
from machina.accounts import SignInView
from machina.metrics import metrics

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("accounts/login/", SignInView.as_view()),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("admin/", admin.site.urls),
    *([path("", include("integrations.urls"))] if find_spec("integrations.urls") else []),
    *([path("", include("workflows.urls"))] if find_spec("workflows.urls") else []),
]

if settings.MACHINA_SANDBOX and find_spec("integrations.sandbox.urls"):
    urlpatterns.append(path("sandbox/", include("integrations.sandbox.urls")))
