"""The admin of runs: what ran for whom, how it ended and why. Outputs are shown in the editor, not here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateTimeFilter, RelatedDropdownFilter
from unfold.decorators import action, display

from integrations.acting import actor_of
from integrations.errors import MachinaError
from workflows.admin.base import STATE_COLORS, LookOnly, LookOnlyAdmin, when
from workflows.models import Run, Step
from workflows.runs.cancel import cancel_run


class StepInline(LookOnly, TabularInline):
    """The steps of a run, without their outputs."""

    model = Step
    fields = ("node_type", "name", "state", "attempt", "execution_time", "price", "problem")
    readonly_fields = fields
    extra = 0

    @display(description="Price")
    def price(self, row: Step) -> str:
        return f"{row.usage['price']} {row.usage['currency']}" if row.usage else "none"

    @display(description="Why")
    def problem(self, row: Step) -> str:
        return str(row.error["detail"]) if row.error else ""


@admin.register(Run)
class RunAdmin(LookOnlyAdmin):
    """All runs, newest first."""

    list_display = ("what", "how", "whose", "starter", "took", "began")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("customer", RelatedDropdownFilter),
        ("created_at", RangeDateTimeFilter),
    )
    list_filter_submit = True
    search_fields = ("=id", "customer__name", "customer__key", "workflow__name")
    search_help_text = "Id of a run, a customer, or a workflow's name"
    ordering = ("-created_at", "-id")
    inlines = (StepInline,)
    actions = ("cancel",)
    fields = ("state", "kind", "workflow", "customer", "starter", "source", "created_at", "started_at", "finished_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Run]:
        steps = Step.objects.only("run_id", "node_type", "name")
        found: QuerySet[Run] = super().get_queryset(request)
        return found.select_related("customer", "workflow").prefetch_related(Prefetch("steps", queryset=steps))

    @display(description="What")
    def what(self, row: Run) -> str:
        return ", ".join(each.name or each.node_type for each in row.steps.all())

    @display(description="State", ordering="state", label=STATE_COLORS)
    def how(self, row: Run) -> tuple[str, str]:
        return row.state, row.get_state_display()

    @display(description="Customer", ordering="customer__name")
    def whose(self, row: Run) -> str:
        return row.customer.name if row.customer else "Owner"

    @display(description="Started by")
    def starter(self, row: Run) -> str:
        return str(row.actor["label"])

    @display(description="Took")
    def took(self, row: Run) -> str:
        if row.started_at is None or row.finished_at is None:
            return ""
        return f"{round((row.finished_at - row.started_at).total_seconds() * 1000):,} ms"

    @display(description="Began", ordering="created_at")
    def began(self, row: Run) -> Any:  # marked-safe text
        return when(row.created_at)

    @action(description="Cancel the selected runs", permissions=["operate"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Run]) -> None:
        for run in queryset:
            try:
                state = cancel_run(actor_of(request), run.pk)
                messages.success(request, f"Run {run.pk}: {state}.")
            except MachinaError as error:
                messages.error(request, error.detail)
