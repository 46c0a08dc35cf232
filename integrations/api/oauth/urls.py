"""The addresses of OAuth 2.1 for programs of other makers."""

from django.urls import path

from integrations.api.oauth import clients, metadata, views

urlpatterns = [
    path(".well-known/oauth-protected-resource/mcp/", metadata.protected_resource),
    path(".well-known/oauth-protected-resource/mcp", metadata.protected_resource),
    path(".well-known/oauth-authorization-server", metadata.authorization_server),
    path("oauth/authorize", views.authorize, name="oauth_authorize"),
    path("oauth/token", views.token, name="oauth_token"),
    path("oauth/register", clients.register, name="oauth_register"),
    path("oauth/revoke", views.revoke, name="oauth_revoke"),
]
