"""What both pages share: people look here and edit in the editor."""

from __future__ import annotations

from typing import Any

from django.contrib.humanize.templatetags.humanize import naturaltime
from django.http import HttpRequest
from django.utils.html import format_html
from unfold.admin import ModelAdmin

from integrations.acting import actor_of

STATE_COLORS = {
    "running": "info",
    "waiting": "info",
    "succeeded": "success",
    "failed": "danger",
    "outcome_unknown": "warning",
}


class LookOnly:
    """Permissions of rows, on a page of their own or inside another's: the right ``view`` lets people look."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return actor_of(request).may("view")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LookOnlyAdmin(LookOnly, ModelAdmin):
    """Rows to look at; buttons need ``operate``."""

    list_fullwidth = True
    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_operate_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return actor_of(request).may("operate")


def when(moment: Any) -> Any:  # marked-safe text
    """``3 hours ago``, with the exact time on hover."""
    if moment is None:
        return "not yet"
    return format_html('<time datetime="{0}" title="{0}">{1}</time>', moment.isoformat(), naturaltime(moment))
