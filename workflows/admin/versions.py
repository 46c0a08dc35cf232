"""The admin of versions: what was published, what each changed, and what has changed under it since."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from integrations.actors import Actor
from integrations.admin.base import ReadOnlyAdmin
from integrations.admin.dialogs import Done, asking_button
from integrations.admin.display import link_to, maker_words, page_of, pill
from integrations.admin.lookups import uuid_of
from integrations.admin.written import at, when
from workflows.admin.nodes import NodeChange, changes_shown, node_names
from workflows.contracts import changed_since
from workflows.models import Version, Workflow
from workflows.versions.compare import compare
from workflows.versions.publish import publish

MOST_WORKFLOWS = 500


class OfWorkflowFilter(DropdownFilter):
    """Rows of one workflow."""

    title = "workflow"
    parameter_name = "workflow"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        rows = Workflow.objects.order_by("name").values_list("pk", "name")[:MOST_WORKFLOWS]
        return [(str(pk), name) for pk, name in rows]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        wanted = uuid_of(str(self.value()))
        return queryset.filter(workflow_id=wanted) if wanted else queryset.none()


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    """Published drawings, newest first. They never change."""

    empty = "Publishing a workflow in the editor keeps it here as it was. What is switched on runs such a version."
    list_display = ("what", "of_workflow", "note", "in_use", "made_by", "made")
    list_filter = (OfWorkflowFilter,)
    list_filter_submit = True
    list_select_related = ("workflow",)
    search_fields = ("workflow__name", "note")
    search_help_text = "A workflow's name, or part of a note"
    ordering = ("-created_at", "-id")
    actions_detail = ("publish_anew",)
    change_form_after_template = "admin/workflows/version_changes.html"
    fields = ("of_workflow", "what", "note_told", "state", "in_use", "made_by", "made_at", "deployments")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        rows: QuerySet[Version] = super().get_queryset(request)
        return rows.defer("contracts").annotate(deployment_count=Count("deployments"))

    @display(description="Version", ordering="number")
    def what(self, row: Version) -> str:
        return f"Version {row.number}"

    @display(description="Workflow", ordering="workflow__name")
    def of_workflow(self, row: Version) -> str:
        return link_to(row.workflow)

    @display(description="Note")
    def note_told(self, row: Version) -> str:
        return row.note or "none"

    @display(description="State")
    def state(self, row: Version) -> str:
        count = len(changed_since(row))
        if not count:
            return pill("Runs as it was published", "success")
        return pill("One node cannot run" if count == 1 else f"{count} nodes cannot run", "error")

    @display(description="Deployed", ordering="deployment_count")
    def in_use(self, row: Any) -> str:  # annotated by get_queryset
        count: int = row.deployment_count
        return "not at all" if not count else "once" if count == 1 else f"{count:,} times"

    @display(description="Published by", ordering="created_by")
    def made_by(self, row: Version) -> str:
        return maker_words(row.created_by)

    @display(description="Published", ordering="created_at")
    def made(self, row: Version) -> str:
        return when(row.created_at)

    @display(description="Published")
    def made_at(self, row: Version) -> str:
        return at(row.created_at)

    @display(description="Deployments")
    def deployments(self, row: Version) -> str:
        page = f"{reverse('admin:workflows_deployment_changelist')}?{urlencode({'workflow': row.workflow_id})}"
        return format_html('<a class="machina-link" href="{}">Deployments of this workflow</a>', page)

    @asking_button(
        "Publish anew",
        "This drawing becomes the newest version. Deployments stay on theirs until they are moved.",
        path="publish",
        icon="restore",
        verb="Publish",
    )
    def publish_anew(self, actor: Actor, row: Version) -> Done:
        made = publish(actor, row.workflow_id, version=row.number, note=f"As version {row.number}")
        return Done(f"Version {made.number} was published.", page_of(made))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Below its facts: what it changed, by default since the version before, and what cannot run any more."""
        row = self.get_object(request, object_id)
        shown = _compared(request, row) if isinstance(row, Version) and self.has_view_permission(request, row) else {}
        page: HttpResponse = super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})
        return page


def _compared(request: HttpRequest, row: Version) -> dict[str, object]:
    others = [*row.workflow.versions.exclude(pk=row.pk).order_by("-number").values_list("number", flat=True)[:50]]
    asked = request.GET.get("since", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else row.number - 1
    older = row.workflow.versions.select_related("revision").filter(number=before).first()
    names = node_names(row.revision.document)
    changes: list[NodeChange] = []
    if older is not None:
        changes = changes_shown(compare(older.revision.document, row.revision.document))
    return {
        "version": row,
        "since": older.number if older else None,
        "others": others,
        "changes": changes,
        "troubles": [(names[each.node], each.message) for each in changed_since(row)],
    }
