"""Addresses of the sandbox, included at `sandbox/` where it is switched on."""

from __future__ import annotations

from django.urls import include, path

from integrations.sandbox.control import views as control
from integrations.sandbox.page import views as page

app_name = "sandbox"
urlpatterns = [
    path("", page.overview, name="overview"),
    path("accounts/<int:pk>/", page.account, name="account"),
    path("accounts/<int:pk>/revoke", page.revoke_access, name="revoke_access"),
    path("accounts/<int:pk>/deliver", page.deliver_mail, name="deliver_mail"),
    path("misbehave", page.misbehave, name="misbehave"),
    path("calm", page.calm, name="calm"),
    path("_control/rules", control.rules),
    path("_control/settings", control.settings),
    path("_control/clock", control.clock),
    path("_control/reset", control.reset),
    path("_control/requests", control.requests),
    path("_control/accounts", control.accounts),
    path("_control/consent", control.consent),
    path("_control/mail", control.mail),
    path("google/", include("integrations.sandbox.google.urls")),
    path("notion/", include("integrations.sandbox.notion.urls")),
    path("http/", include("integrations.sandbox.http.urls")),
    path("llm/", include("integrations.sandbox.llm.urls")),
    path("slack/", include("integrations.sandbox.slack.urls")),
]
