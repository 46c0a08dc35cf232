"""Addresses under `/sandbox/notion/`, as Notion has them under its own host."""

from __future__ import annotations

from django.urls import path

from integrations.sandbox.notion import gateway, uploads
from integrations.sandbox.notion.oauth import authorize, token

app_name = "notion"
urlpatterns = [
    path("v1/oauth/authorize", authorize.authorize, name="authorize"),
    path("v1/oauth/token", token.token, name="token"),
    path("v1/oauth/revoke", token.revoke, name="revoke"),
    path("v1/oauth/introspect", token.introspect, name="introspect"),
    path("files/<int:account>/<str:upload>", uploads.content, name="file"),
    path("", gateway.api, {"path": ""}, name="root"),
    path("<path:path>", gateway.api, name="api"),
]
