"""The admin of workflows, versions, deployments, runs and what starts them, on django-unfold."""

from workflows.admin import deployments, inbox, memories, runs, skills, versions, workflows

__all__ = ["deployments", "inbox", "memories", "runs", "skills", "versions", "workflows"]
