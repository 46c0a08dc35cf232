"""The app that owns customers, connections, calls and usage."""

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """Models of `integrations`, with their admin in `integrations.admin`."""

    name = "integrations"
    verbose_name = "Integrations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks, begin to write events out, and tell the catalog which providers there are."""
        from integrations import checks  # noqa: F401  # importing registers them
        from integrations.catalog import registry
        from integrations.execution import token_log  # noqa: F401  # importing listens to facts
        from integrations.outgoing import recording  # noqa: F401  # importing listens to facts
        from integrations.providers.registry import all_providers

        registry.offer_services_of(all_providers)
