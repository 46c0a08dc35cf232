"""The admin of workflows and runs, on django-unfold."""

from workflows.admin import runs, workflows

__all__ = ["runs", "workflows"]
