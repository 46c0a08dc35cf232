"""The addresses of workflows, runs and nodes, exactly as the contract writes them."""

from django.urls import path
from django.views.decorators.common import no_append_slash

from workflows.api import (
    approvals,
    chats,
    deployments,
    inbox,
    memories,
    nodes,
    running,
    runs,
    schedules,
    skills,
    templates,
    tools,
    versions,
    workflows,
)

app_name = "workflows-api"

urlpatterns = [
    path("nodes/", nodes.NodeList.as_view(), name="nodes"),
    path("nodes/options/<slug:choices>", nodes.NodeOptions.as_view(), name="node-options"),
    path("workflows/", workflows.WorkflowList.as_view(), name="workflows"),
    path("workflows/import", workflows.WorkflowImport.as_view(), name="workflow-import"),
    path("workflows/<uuid:pk>/", workflows.WorkflowDetail.as_view(), name="workflow"),
    path("workflows/<uuid:pk>/export", workflows.WorkflowExport.as_view(), name="workflow-export"),
    path("workflows/<uuid:pk>/publish", versions.PublishWorkflow.as_view(), name="workflow-publish"),
    path("workflows/<uuid:pk>/versions/", versions.VersionList.as_view(), name="versions"),
    path("workflows/<uuid:pk>/versions/compare", versions.CompareVersions.as_view(), name="versions-compare"),
    path("workflows/<uuid:pk>/versions/<int:number>/", versions.VersionDetail.as_view(), name="version"),
    path(
        "workflows/<uuid:pk>/versions/<int:number>/restore", versions.RestoreVersion.as_view(), name="version-restore"
    ),
    path("deployments/", deployments.DeploymentList.as_view(), name="deployments"),
    path("deployments/many", deployments.DeployForMany.as_view(), name="deploy-many"),
    path("deployments/<uuid:pk>/", deployments.DeploymentDetail.as_view(), name="deployment"),
    path("deployments/<uuid:pk>/pause", deployments.PauseDeployment.as_view(), name="deployment-pause"),
    path("deployments/<uuid:pk>/resume", deployments.ResumeDeployment.as_view(), name="deployment-resume"),
    path("workflows/<uuid:pk>/run", running.RunWorkflow.as_view(), name="workflow-run"),
    path("tools/", tools.ToolList.as_view(), name="tools"),
    path("tools/call", tools.CallTool.as_view(), name="tool-call"),
    path("templates/", templates.TemplateList.as_view(), name="templates"),
    path("templates/<str:key>/", templates.TemplateDetail.as_view(), name="template"),
    path("templates/<str:key>/use", templates.UseTemplate.as_view(), name="template-use"),
    path("runs/", runs.RunList.as_view(), name="runs"),
    path("runs/<uuid:pk>/", runs.RunDetail.as_view(), name="run"),
    path("runs/<uuid:pk>/graph", runs.RunGraph.as_view(), name="run-graph"),
    path("runs/<uuid:pk>/steps", runs.RunSteps.as_view(), name="run-steps"),
    path("runs/<uuid:pk>/events", runs.RunEvents.as_view(), name="run-events"),
    path("runs/<uuid:pk>/cancel", runs.CancelRun.as_view(), name="run-cancel"),
    path("runs/<uuid:pk>/retry", running.RetryRun.as_view(), name="run-retry"),
    path("approvals/", approvals.ApprovalList.as_view(), name="approvals"),
    path("approvals/<uuid:pk>/", approvals.ApprovalDetail.as_view(), name="approval"),
    path("approvals/<uuid:pk>/answer", approvals.AnswerApproval.as_view(), name="approval-answer"),
    path("inbox/", inbox.InboxList.as_view(), name="inbox"),
    path("inbox/<uuid:pk>/", inbox.InboxDetail.as_view(), name="inbox-event"),
    path("inbox/<uuid:pk>/replay", inbox.ReplayEvent.as_view(), name="inbox-replay"),
    path("skills/", skills.SkillList.as_view(), name="skills"),
    path("skills/<str:name>/", skills.SkillDetail.as_view(), name="skill"),
    path("skills/<str:name>/versions/", skills.SkillVersionList.as_view(), name="skill-versions"),
    path("skills/<str:name>/versions/compare", skills.CompareSkillVersions.as_view(), name="skill-versions-compare"),
    path("skills/<str:name>/versions/<int:number>/", skills.SkillVersionDetail.as_view(), name="skill-version"),
    path("skills/<str:name>/versions/<int:number>/restore", skills.RestoreSkillVersion.as_view(), name="skill-restore"),
    path("memories/", memories.MemoryList.as_view(), name="memories"),
    path("memories/<uuid:pk>/", memories.MemoryDetail.as_view(), name="memory"),
    path("chats/", chats.ChatList.as_view(), name="chats"),
    path("chats/<uuid:pk>/", chats.ChatDetail.as_view(), name="chat-detail"),
    path("chats/<uuid:pk>/messages", chats.ChatMessages.as_view(), name="chat-messages"),
    path("deployments/<uuid:pk>/chat_links/", chats.ChatLinkList.as_view(), name="chat-links"),
    path("chat_links/<uuid:pk>/", chats.ChatLinkDetail.as_view(), name="chat-link-detail"),
    path("chat_links/<uuid:pk>/revoke", chats.RevokeChatLink.as_view(), name="chat-link-revoke"),
    path("schedules/preview", schedules.PreviewSchedule.as_view(), name="schedule-preview"),
]

# Not found without its slash: behind a redirect a POST would arrive as a GET.
for each in urlpatterns:
    each.callback = no_append_slash(each.callback)
