"""The app that owns workflows, their revisions and runs, and the editor."""

from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    """Models of `workflows`; subscribes the editor's pushes to facts, and tells which workflows name an account and
    which rows keep secrets."""

    name = "workflows"
    verbose_name = "Workflows"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from workflows import uses  # noqa: F401
        from workflows.agents.approvals import mails, slack  # noqa: F401
        from workflows.agents.chat import streaming  # noqa: F401
        from workflows.agents.runtime import resuming  # noqa: F401
        from workflows.agents.toolset import approved  # noqa: F401
        from workflows.deployments import health  # noqa: F401
        from workflows.editor import pushes  # noqa: F401
        from workflows.runs import budgets, returning  # noqa: F401
        from workflows.triggers import restored, secrets  # noqa: F401
