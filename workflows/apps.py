"""The app that owns workflows, their revisions and runs, and the editor."""

from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    """Models of `workflows`."""

    name = "workflows"
    verbose_name = "Workflows"
    default_auto_field = "django.db.models.BigAutoField"
