"""The admin of workflows, runs and what starts them, on django-unfold."""

from workflows.admin import inbox, runs, workflows

__all__ = ["inbox", "runs", "workflows"]
