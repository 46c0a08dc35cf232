"""Addresses under `/sandbox/slack/`, as Slack has them under its own hosts."""

from __future__ import annotations

from django.urls import path

from integrations.sandbox.slack import gateway, transfer
from integrations.sandbox.slack.oauth import access, authorize

app_name = "slack"
urlpatterns = [
    path("oauth/v2/authorize", authorize.authorize, name="authorize"),
    path("api/oauth.v2.access", access.access, name="access"),
    path("api/<str:name>", gateway.api, name="api"),
    path("upload/v1/<str:ticket>", transfer.upload, name="upload"),
    path("files-pri/<str:team>-<str:file_id>/<str:name>", transfer.download, name="file"),
    path("files-pri/<str:team>-<str:file_id>/download/<str:name>", transfer.download, name="download"),
    path("", gateway.api, {"name": ""}, name="root"),
]
