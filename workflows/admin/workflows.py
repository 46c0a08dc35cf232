"""The admin of workflows: what there is, with the way into the editor."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import display

from workflows.admin.base import LookOnlyAdmin, when
from workflows.models import Workflow


@admin.register(Workflow)
class WorkflowAdmin(LookOnlyAdmin):
    """All drawings, the last changed first."""

    list_display = ("name", "revision", "created_by", "changed", "in_editor")
    search_fields = ("name",)
    ordering = ("-updated_at",)
    fields = ("name", "revision", "created_by", "created_at", "updated_at", "in_editor")
    readonly_fields = fields

    @display(description="Changed", ordering="updated_at")
    def changed(self, row: Workflow) -> Any:  # marked-safe text
        return when(row.updated_at)

    @display(description="Drawing")
    def in_editor(self, row: Workflow) -> Any:  # marked-safe text
        return format_html('<a href="{}">Open in the editor</a>', reverse("editor-workflow", args=[row.pk]))
