"""The admin of the inbox: what has come in from outside, what became of it, and trying parked events again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import action, display

from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.admin.base import ReadOnlyAdmin
from integrations.admin.dialogs import Done, asking_button
from integrations.admin.display import customer_link, in_words, link_to, pill
from integrations.admin.lookups import ChosenFilter, MomentFilter, shown_fieldsets
from integrations.admin.written import at, when
from integrations.catalog.registry import catalog
from integrations.errors import MachinaError
from workflows.models import InboxEvent, Run
from workflows.triggers.inbox import replay

WORDS = {"waiting": "Waiting", "started": "Started a run", "parked": "Parked", "dropped": "Dropped"}
TONES = {"waiting": "waiting", "started": "success", "parked": "error"}
KINDS = {"trigger.webhook": "Webhook", "trigger.schedule": "Schedule"}
State = InboxEvent.State


class InboxStateFilter(ChosenFilter):
    """Events by what became of them."""

    title = "state"
    parameter_name = "state"
    field = "state"

    def choices_in_words(self) -> Iterable[tuple[str, str]]:
        return WORDS.items()


@admin.register(InboxEvent)
class InboxEventAdmin(ReadOnlyAdmin):
    """What has come in, newest first."""

    empty = "What webhooks, schedules and accounts tell deployments appears here, also what could not start a run."
    list_display = ("what", "how", "why", "of_workflow", "whose", "tries", "received")
    list_filter = (InboxStateFilter, ("received_at", MomentFilter))
    list_filter_submit = True
    list_select_related = ("trigger__deployment__customer", "trigger__deployment__workflow")
    search_fields = ("=id", "=run_id", "delivery_id", "trigger__deployment__workflow__name")
    search_help_text = "Id of an event, of its run or of its delivery, or a workflow's name"
    ordering = ("-received_at", "-id")
    actions = ("replay_all",)
    actions_detail = ("play_again",)
    fieldsets = (
        (None, {"fields": ("what", "how", "why", "tries", "next_try")}),
        ("Where", {"fields": ("of_workflow", "whose", "its_run")}),
        ("When", {"fields": ("received_at_all", "delivery")}),
    )
    readonly_fields = tuple(name for _, options in fieldsets for name in options["fields"])

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:  # Django's own types
        """Without what there is nothing to say of."""
        return shown_fieldsets(self.fieldsets, obj, optional=("why", "next_try"), admin=self)

    @display(description="What")
    def what(self, row: InboxEvent) -> str:
        known = KINDS.get(row.trigger.type)
        declared = catalog().triggers.get(row.trigger.type)
        named = f"{declared.service.name} · {declared.label}" if declared else in_words(row.trigger.type)
        return known or named

    @display(description="State", ordering="state")
    def how(self, row: InboxEvent) -> str:
        return pill(WORDS[row.state], TONES.get(row.state, "neutral"))

    @display(description="Why")
    def why(self, row: InboxEvent) -> str:
        return str(row.error["detail"]) if row.error else ""

    @display(description="Attempts that failed", ordering="attempts")
    def tries(self, row: InboxEvent) -> str:
        return str(row.attempts)

    @display(description="Next attempt")
    def next_try(self, row: InboxEvent) -> str:
        return at(row.not_before) if row.not_before else ""

    @display(description="Workflow")
    def of_workflow(self, row: InboxEvent) -> str:
        return link_to(row.trigger.deployment.workflow)

    @display(description="Customer", ordering="trigger__deployment__customer__name")
    def whose(self, row: InboxEvent) -> str:
        return customer_link(row.trigger.deployment.customer)

    @display(description="Run")
    def its_run(self, row: InboxEvent) -> str:
        if row.state != State.STARTED or not Run.objects.filter(pk=row.run_id).exists():
            return "none"
        page = reverse("admin:workflows_run_change", args=[row.run_id])
        return format_html('<a class="machina-link" href="{}">Its run</a>', page)

    @display(description="Came", ordering="received_at")
    def received(self, row: InboxEvent) -> str:
        return when(row.received_at)

    @display(description="Came")
    def received_at_all(self, row: InboxEvent) -> str:
        return at(row.received_at)

    @display(description="Known by")
    def delivery(self, row: InboxEvent) -> str:
        return row.delivery_id

    @asking_button(
        "Play again",
        "The event is tried again as if it had just come, and starts at most one run.",
        path="replay",
        icon="replay",
    )
    def play_again(self, actor: Actor, row: InboxEvent) -> Done:
        replay(actor, row.pk)
        return Done("It is tried again.")

    @action(description="Play the selected events again", permissions=["operate"])
    def replay_all(self, request: HttpRequest, queryset: QuerySet[InboxEvent]) -> None:
        for event in queryset:
            try:
                replay(actor_of(request), event.pk)
                messages.success(request, f"{event} is tried again.")
            except MachinaError as error:
                messages.error(request, error.detail)
