"""The addresses of webhooks."""

from django.urls import path

from workflows.triggers.hooks.apps import app_events
from workflows.triggers.hooks.callbacks import callback
from workflows.triggers.hooks.listeners import test_call
from workflows.triggers.hooks.views import hook

urlpatterns = [
    path("apps/<slug:provider>/<uuid:app_id>/", app_events, name="hook-app"),
    path("test/<str:token>/", test_call, name="hook-test"),
    path("wait/<str:token>/", callback, name="hook-wait"),
    path("<str:public_id>/", hook, name="hook"),
]
