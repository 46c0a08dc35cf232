"""Every address of Machina; each app lists its own."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from machina import health
from machina.accounts import SignInView
from machina.metrics import metrics

admin.autodiscover()
# The admin's own form knows neither rate limits nor second factors; signing in is allauth's.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("accounts/login/", SignInView.as_view()),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("admin/", admin.site.urls),
    path("api/", include("integrations.api.urls")),
    path("favicon.ico", RedirectView.as_view(url=static("accounts/mark.svg"), permanent=False)),
    path("", include("integrations.urls")),
    path("", include("workflows.urls")),
]

if settings.MACHINA_SANDBOX:
    urlpatterns.append(path("sandbox/", include("integrations.sandbox.urls")))

handler400 = "machina.error_pages.bad_request"
handler403 = "machina.error_pages.permission_denied"
handler404 = "machina.error_pages.page_not_found"
handler500 = "machina.error_pages.server_error"
