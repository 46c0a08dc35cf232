"""The admin of memories: which conversations agents remember, what was said, and erasing them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.decorators import display

from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.admin.base import ReadOnlyAdmin
from integrations.admin.dialogs import Done, asking_button
from integrations.admin.display import customer_link
from integrations.admin.lookups import CustomerFilter
from integrations.admin.written import at, when
from integrations.payloads.shown import shown
from workflows.agents.memory.forgetting import erase_memory
from workflows.models import Memory

SHOWN = 100


@admin.register(Memory)
class MemoryAdmin(ReadOnlyAdmin):
    """Conversations, the last used first."""

    empty = "What an agent with a memory was told and has said is kept here for each conversation."
    list_display = ("session_key", "whose", "count", "summed_up", "used")
    list_filter = (CustomerFilter,)
    list_filter_submit = True
    list_select_related = ("customer",)
    search_fields = ("session_key",)
    search_help_text = "Part of a session key"
    ordering = ("-used_at", "-id")
    change_form_after_template = "admin/workflows/memory.html"
    actions_detail = ("erase",)
    fields = ("session_key", "whose", "count", "summed_up", "begun_at", "used_at_all")
    readonly_fields = fields

    @display(description="Of", ordering="customer__name")
    def whose(self, row: Memory) -> str:
        return customer_link(row.customer)

    @display(description="Messages", ordering="last")
    def count(self, row: Memory) -> str:
        return f"{row.last:,}"

    @display(description="Summed up")
    def summed_up(self, row: Memory) -> str:
        return f"the first {row.summarised:,}" if row.summarised else "not yet"

    @display(description="Last used", ordering="used_at")
    def used(self, row: Memory) -> str:
        return when(row.used_at)

    @display(description="Begun")
    def begun_at(self, row: Memory) -> str:
        return at(row.created_at)

    @display(description="Last used")
    def used_at_all(self, row: Memory) -> str:
        return at(row.used_at)

    @asking_button(
        "Erase",
        "What was said is deleted for good. The agent begins anew with the next message.",
        path="erase",
        icon="delete",
        verb="Erase memory",
        is_danger=True,
    )
    def erase(self, actor: Actor, row: Memory) -> Done:
        erase_memory(actor, row.pk)
        return Done("The memory was erased.", reverse("admin:workflows_memory_changelist"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Below its facts: the summary and the last messages, for who may read them."""
        row = self.get_object(request, object_id)
        told = _told(actor_of(request), row) if isinstance(row, Memory) and self.has_view_permission(request) else {}
        page: HttpResponse = super().change_view(request, object_id, form_url, {**(extra_context or {}), **told})
        return page


HIDDEN = "What was said is read by the groups operator and security alone."


def _told(actor: Actor, row: Memory) -> dict[str, object]:
    if not actor.may("read_content"):
        return {"memory": row, "hidden": HIDDEN}
    rows = [*row.messages.select_related("content").order_by("-number")[:SHOWN]]
    said = [(each, shown(actor, each.content_id, each.content, customer_id=row.customer_id)) for each in rows[::-1]]
    summary = shown(actor, row.summary_id, row.summary, customer_id=row.customer_id)
    return {
        "memory": row,
        "summary": summary.value or summary.withheld or "",
        "said": [(each.get_role_display(), seen.value or seen.withheld or "", when(each.at)) for each, seen in said],
    }
