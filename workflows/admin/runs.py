"""The admin of runs: what ran for whom, how it ended and why. Outputs are shown in the editor, not here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import action, display

from integrations.acting import actor_of
from integrations.admin.base import ReadOnlyAdmin, ReadOnlyInline
from integrations.admin.display import (
    STATE_WORDS,
    customer_link,
    link_to,
    operation_label,
    origin_words,
    state_pill,
)
from integrations.admin.lookups import ChosenFilter, CustomerFilter, MomentFilter, uuid_of
from integrations.admin.written import at, duration, money, when
from integrations.errors import MachinaError
from workflows.models import Run, Step, Workflow
from workflows.runs.cancel import cancel_run
from workflows.runs.summary import with_waits


class StepInline(ReadOnlyInline):
    """The steps of a run, without their outputs."""

    model = Step
    fields = ("what", "how", "attempt", "took", "price", "problem", "call")
    readonly_fields = fields
    ordering = ("created_at", "id")
    per_page = 100

    def get_queryset(self, request: HttpRequest) -> QuerySet[Step]:
        return with_waits(super().get_queryset(request))

    @display(description="Step")
    def what(self, row: Step) -> str:
        return row.name or operation_label(row.node_type)

    @display(description="State")
    def how(self, row: Step) -> str:
        return state_pill(row.state)

    @display(description="Took")
    def took(self, row: Step) -> str:
        return "" if row.execution_time is None else duration(row.execution_time)

    @display(description="Price")
    def price(self, row: Step) -> str:
        return money(Decimal(row.usage["price"]), row.usage["currency"]) if row.usage else "nothing"

    @display(description="Why")
    def problem(self, row: Step) -> str:
        return str(row.error["detail"]) if row.error else str(vars(row)["waits_for"])

    @display(description="Call")
    def call(self, row: Step) -> str:
        if row.call_id is None:
            return ""
        page = reverse("admin:integrations_call_change", args=[row.call_id])
        return format_html('<a class="machina-link" href="{}">Its call</a>', page)


class RunStateFilter(ChosenFilter):
    """Runs by their state."""

    title = "state"
    parameter_name = "state"
    field = "state"

    def choices_in_words(self) -> Iterable[tuple[str, str]]:
        return [("unfinished", "Not finished"), *((state, STATE_WORDS[state]) for state in Run.State.values)]

    def several(self) -> dict[str, Collection[str]]:
        return {"unfinished": Run.OPEN}


class WorkflowFilter(DropdownFilter):
    """Runs of one workflow."""

    title = "workflow"
    parameter_name = "workflow"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Workflow.objects.order_by("name").values_list("pk", "name")[:500]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Run]) -> QuerySet[Run]:
        if not self.value():
            return queryset
        wanted = uuid_of(str(self.value()))
        return queryset.filter(workflow_id=wanted) if wanted else queryset.none()


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    """All runs, newest first."""

    empty = "Each run of a workflow appears here with its steps. Open a workflow in the editor and press Run."
    list_display = ("what", "how", "whose", "starter", "took", "began")
    list_filter = (RunStateFilter, CustomerFilter, WorkflowFilter, ("created_at", MomentFilter))
    list_filter_submit = True
    search_fields = ("=id", "customer__name", "customer__key", "workflow__name")
    search_help_text = "Id of a run, a customer, or a workflow's name"
    ordering = ("-created_at", "-id")
    inlines = (StepInline,)
    actions = ("cancel",)
    fieldsets = (
        (None, {"fields": ("what", "how", "whose", "of_workflow", "starter", "started_from")}),
        ("When", {"fields": ("asked_at", "began_at", "ended_at", "took")}),
    )
    readonly_fields = tuple(name for _, options in fieldsets for name in options["fields"])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Run]:
        found = Run.objects.with_duration().with_node()
        return found.select_related("customer", "workflow").defer("standing", "customer_facts", "variables")

    @display(description="What")
    def what(self, row: Run) -> str:
        """By the node it ran alone, or its workflow."""
        known = vars(row)
        if row.kind == Run.Kind.NODE:
            return str(known["node_name"] or operation_label(known["node_type"] or ""))
        return row.workflow.name if row.workflow else "A drawing that was not saved"

    @display(description="State", ordering="state")
    def how(self, row: Run) -> str:
        return state_pill(row.state)

    @display(description="Customer", ordering="customer__name")
    def whose(self, row: Run) -> str:
        return customer_link(row.customer)

    @display(description="Workflow")
    def of_workflow(self, row: Run) -> str:
        return link_to(row.workflow, nothing="a node that belongs to no saved workflow")

    @display(description="Started by")
    def starter(self, row: Run) -> str:
        return str(row.actor["label"])

    @display(description="Started from")
    def started_from(self, row: Run) -> str:
        return origin_words(row.source)

    @display(description="Took")
    def took(self, row: Run) -> str:
        return "not finished" if row.duration is None else duration(row.duration)

    @display(description="Began", ordering="created_at")
    def began(self, row: Run) -> str:
        return when(row.created_at)

    @display(description="Asked for")
    def asked_at(self, row: Run) -> str:
        return at(row.created_at)

    @display(description="Began")
    def began_at(self, row: Run) -> str:
        return at(row.started_at, never="not yet")

    @display(description="Ended")
    def ended_at(self, row: Run) -> str:
        return at(row.finished_at, never="not yet")

    @action(description="Cancel the selected runs", permissions=["operate"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Run]) -> None:
        for run in queryset:
            try:
                state = cancel_run(actor_of(request), run.pk)
                messages.success(request, f"{run}: {STATE_WORDS[state].lower()}.")
            except MachinaError as error:
                messages.error(request, error.detail)
