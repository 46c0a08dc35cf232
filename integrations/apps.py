"""The app that owns customers, connections, calls and usage."""

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """Models of `integrations`, with their admin in `integrations.admin`."""

    name = "integrations"
    verbose_name = "Integrations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks of the services."""
        from integrations import checks  # noqa: F401  # importing registers them
