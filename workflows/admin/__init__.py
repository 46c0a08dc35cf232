"""The admin of workflows, versions, deployments, runs and what starts them, on django-unfold."""

from workflows.admin import chat_links, deployments, inbox, memories, runs, skills, versions, workflows

__all__ = ["chat_links", "deployments", "inbox", "memories", "runs", "skills", "versions", "workflows"]
from workflows.admin import approvals

__all__ = ["approvals", "deployments", "inbox", "memories", "runs", "skills", "versions", "workflows"]
