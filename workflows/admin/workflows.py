"""The admin of workflows: what there is, with the way into the editor."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import display

from integrations.admin.base import ReadOnlyAdmin
from integrations.admin.display import maker_words
from integrations.admin.written import at, when
from workflows.models import Workflow


@admin.register(Workflow)
class WorkflowAdmin(ReadOnlyAdmin):
    """All drawings, the last changed first. They are edited in the editor."""

    list_display = ("name", "revision", "made_by", "changed", "in_editor")
    search_fields = ("name",)
    ordering = ("-updated_at",)
    fields = ("name", "revision", "made_by", "made_at", "changed_at", "runs", "in_editor")
    readonly_fields = fields

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

    @display(description="Runs")
    def runs(self, row: Workflow) -> str:
        page = f"{reverse('admin:workflows_run_changelist')}?{urlencode({'workflow': row.pk})}"
        return format_html('<a class="machina-link" href="{}">Its runs</a>', page)

    @display(description="Drawing")
    def in_editor(self, row: Workflow) -> str:
        page = reverse("editor-workflow", args=[row.pk])
        return format_html('<a class="machina-link" href="{}">Open in the editor</a>', page)
