"""The addresses of integrations, at the root of the site."""

from django.urls import include, path

urlpatterns = [
    path("", include("integrations.connect.urls")),
    path("", include("integrations.api.oauth.urls")),
]
