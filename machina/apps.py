"""The top app: it has no models, it puts the two apps together."""

import threading

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class MachinaConfig(AppConfig):
    """Binds Celery in every process, so that a task published anywhere goes to our broker; logs what threads raise."""

    name = "machina"
    default = True
    verbose_name = "Machina"

    def ready(self) -> None:
        from machina import celery  # noqa: F401
        from machina.log import log_failed_thread

        threading.excepthook = log_failed_thread


class AdminConfig(SimpleAdminConfig):
    """Django's admin without its own discovery, on our site, which is made in processes that serve pages."""

    default_site = "machina.admin_site.MachinaAdminSite"
