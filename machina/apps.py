"""The top app: it has no models, it puts the two apps together."""

from django.apps import AppConfig


class MachinaConfig(AppConfig):
    """Binds Celery in every process, so that a task published anywhere goes to our broker."""

    name = "machina"
    verbose_name = "Machina"

    def ready(self) -> None:
        from machina import celery  # noqa: F401
