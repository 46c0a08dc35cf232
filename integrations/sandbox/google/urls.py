"""Addresses under `/sandbox/google/`, as Google has them under its own hosts."""

from __future__ import annotations

from django.urls import path

from integrations.sandbox.google import batch, uploads, views
from integrations.sandbox.google.drive import export_links
from integrations.sandbox.google.oauth import authorize, openid, revoke, token, userinfo

app_name = "google"
urlpatterns = [
    path("o/oauth2/v2/auth", authorize.authorize, name="authorize"),
    path("token", token.token, name="token"),
    path("userinfo", userinfo.userinfo, name="userinfo"),
    path("v1/userinfo", userinfo.userinfo, name="openid_userinfo"),
    path("revoke", revoke.revoke, name="revoke"),
    path(".well-known/openid-configuration", openid.configuration, name="openid_configuration"),
    path("oauth2/v3/certs", openid.certs, name="certs"),
    path("batch", batch.batch, name="batch"),
    path("batch/<path:api>", batch.batch, name="api_batch"),
    path("upload/<path:path>", uploads.upload, name="upload"),
    path("resumable/upload/<path:path>", uploads.upload, name="resumable_upload"),
    path("feeds/download/documents/export/Export", export_links.export_link, name="export_link"),
    path("", views.api, {"path": ""}, name="root"),
    path("<path:path>", views.api, name="api"),
]
