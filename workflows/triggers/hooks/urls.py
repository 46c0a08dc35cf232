"""The addresses of webhooks."""

from django.urls import path

from workflows.triggers.hooks.views import hook

urlpatterns = [
    path("<str:public_id>/", hook, name="hook"),
]
