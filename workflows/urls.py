"""The addresses of workflows: the editor's page, webhooks, chats, and its part of the REST API."""

from django.urls import include, path

from workflows.agents.approvals import views as approvals
from workflows.agents.mcp import views as mcp
from workflows.editor import views

urlpatterns = [
    path("", views.editor, name="editor"),
    path("w/<uuid:workflow_id>", views.editor, name="editor-workflow"),
    path("approvals/<str:token>/", approvals.answer_by_link, name="approval-link"),
    path("mcp/", mcp.McpEndpoint.as_view(), name="mcp"),
    path("mcp", mcp.McpEndpoint.as_view()),
    path("hooks/", include("workflows.triggers.hooks.urls")),
    path("chat/", include("workflows.agents.chat.urls")),
    path("api/v1/", include("workflows.api.urls")),
]
