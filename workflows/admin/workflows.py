"""The admin of workflows: what there is, what of it is published and deployed, with the way into the editor."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextInputWidget

from integrations.actors import Actor
from integrations.admin.base import ReadOnlyAdmin
from integrations.admin.dialogs import Done, asking_button
from integrations.admin.display import maker_words, page_of
from integrations.admin.written import at, when
from workflows.models import Workflow
from workflows.versions.publish import LONGEST_NOTE, publish


class PublishForm(BaseDialogForm):
    """What people read of a version."""

    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "What has changed"}),
        help_text="People see it in the list of versions.",
    )


@admin.register(Workflow)
class WorkflowAdmin(ReadOnlyAdmin):
    """All drawings, the last changed first. They are edited in the editor."""

    empty = "Workflows are drawn in the editor. Begin there with an empty page or a template."
    list_display = ("name", "published", "in_use", "made_by", "changed", "in_editor")
    search_fields = ("name",)
    search_help_text = "Part of the name"
    ordering = ("-updated_at",)
    actions_detail = ("deploy_it", "publish_it")
    fields = (
        "name",
        "published",
        "in_use",
        "revision",
        "made_by",
        "made_at",
        "changed_at",
        "versions",
        "deployments",
        "runs",
        "in_editor",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Workflow]:
        rows: QuerySet[Workflow] = super().get_queryset(request)
        return rows.annotate(deployment_count=Count("deployments"))

    @display(description="Published", ordering="version")
    def published(self, row: Workflow) -> str:
        return f"version {row.version}" if row.version else "not yet"

    @display(description="Deployed", ordering="deployment_count")
    def in_use(self, row: Any) -> str:  # annotated by get_queryset
        count: int = row.deployment_count
        return "not at all" if not count else "once" if count == 1 else f"{count:,} times"

    @display(description="Made by", ordering="created_by")
    def made_by(self, row: Workflow) -> str:
        return maker_words(row.created_by)

    @display(description="Changed", ordering="updated_at")
    def changed(self, row: Workflow) -> str:
        return when(row.updated_at)

    @display(description="Changed")
    def changed_at(self, row: Workflow) -> str:
        return at(row.updated_at)

    @display(description="Made")
    def made_at(self, row: Workflow) -> str:
        return at(row.created_at)

    @display(description="Versions")
    def versions(self, row: Workflow) -> str:
        return _list("version", row, "Its versions")

    @display(description="Deployments")
    def deployments(self, row: Workflow) -> str:
        return _list("deployment", row, "Its deployments")

    @display(description="Runs")
    def runs(self, row: Workflow) -> str:
        return _list("run", row, "Its runs")

    @display(description="Drawing")
    def in_editor(self, row: Workflow) -> str:
        page = reverse("editor-workflow", args=[row.pk])
        return format_html('<a class="machina-link" href="{}">Open in the editor</a>', page)

    @asking_button(
        "Publish",
        "What is drawn becomes the next version, which never changes. Deployments stay on theirs.",
        path="publish",
        icon="publish",
        form=PublishForm,
    )
    def publish_it(self, actor: Actor, row: Workflow, given: dict[str, Any]) -> Done:
        made = publish(actor, row.pk, note=given["note"])
        return Done(f"Version {made.number} was published.", page_of(made))

    @action(description="Deploy", url_path="deploy", permissions=["operate"], icon="rocket_launch")
    def deploy_it(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect(f"{reverse('admin:workflows_deployment_add')}?{urlencode({'workflow': object_id})}")


def _list(model: str, row: Workflow, words: str) -> SafeString:
    page = f"{reverse(f'admin:workflows_{model}_changelist')}?{urlencode({'workflow': row.pk})}"
    return format_html('<a class="machina-link" href="{}">{}</a>', page, words)
