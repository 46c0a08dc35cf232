"""Every address of Machina; each app lists its own."""

from __future__ import annotations

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
]

for prefix, module in (
    ("", "integrations.urls"),
    ("", "workflows.urls"),
    ("sandbox/", "integrations.sandbox.urls" if settings.MACHINA_SANDBOX else ""),
):
    try:
        urlpatterns.append(path(prefix, include(module)))
    except ImportError as error:  # only until every package has landed
        print(f"urls: {module} not included: {error}")  # noqa: T201
