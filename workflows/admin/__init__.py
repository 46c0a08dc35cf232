"""The admin of workflows, versions, deployments, runs and what starts them, on django-unfold."""

from workflows.admin import approvals, chat_links, deployments, inbox, memories, runs, skills, versions, workflows

__all__ = [
    "approvals",
    "chat_links",
    "deployments",
    "inbox",
    "memories",
    "runs",
    "skills",
    "versions",
    "workflows",
]
