"""The sandbox as a Django app, installed only where it is wanted."""

from __future__ import annotations

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    """Label `sandbox`: its tables stand apart from Machina's own."""

    name = "integrations.sandbox"
    label = "sandbox"
    verbose_name = "Sandbox"
    default_auto_field = "django.db.models.BigAutoField"
