"""The admin of calls: who asked for what, how it ended and why, refused ones too. What calls said is not shown here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from integrations.acting import actor_of
from integrations.admin.base import ReadOnlyAdmin
from integrations.admin.call_requests import requests_table
from integrations.admin.display import (
    STATE_WORDS,
    actor_words,
    customer_link,
    customer_name,
    lines,
    link_to,
    operation_label,
    origin_words,
    pill,
    short,
    state_pill,
)
from integrations.admin.lookups import (
    MOST_CHOICES,
    ChosenFilter,
    CustomerFilter,
    MomentFilter,
    shown_fieldsets,
    uuid_of,
)
from integrations.admin.written import at, between, money, when
from integrations.billing.ledger import usage_of_call
from integrations.catalog.registry import catalog
from integrations.execution.outcome import waits_for
from integrations.models import Call, Connection

UNSUCCESSFUL = (Call.State.FAILED, Call.State.OUTCOME_UNKNOWN)


def call_pill(call: Call) -> SafeString:
    """How a call ended or how far it is; a refused one says so."""
    return pill("Refused", "error") if call.is_refused else state_pill(call.state)


class StateFilter(ChosenFilter):
    """Calls by their state, and those that a morning's look is for."""

    title = "state"
    parameter_name = "state"
    field = "state"

    def choices_in_words(self) -> Iterable[tuple[str, str]]:
        words = [(state, STATE_WORDS[state]) for state in Call.State.values if state != Call.State.SKIPPED]
        return [("unsuccessful", "Failed or unknown"), ("unfinished", "Not finished"), ("refused", "Refused"), *words]

    def several(self) -> dict[str, Collection[str]]:
        return {"unsuccessful": UNSUCCESSFUL, "unfinished": Call.OPEN}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "refused":
            return queryset.filter(is_refused=True)
        return super().queryset(request, queryset)


class ServiceFilter(DropdownFilter):
    """Calls of one service."""

    title = "service"
    parameter_name = "service"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(service.key, service.name) for service in catalog().services.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(operation__startswith=f"{self.value()}.") if self.value() else queryset


class AccountFilter(DropdownFilter):
    """Calls on one account."""

    title = "account"
    parameter_name = "account"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = Connection.objects.select_related("customer").order_by("email", "pk")[:MOST_CHOICES]
        return [(str(row.pk), f"{row}, {customer_name(row.customer)}") for row in rows]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        wanted = uuid_of(str(self.value()))
        return queryset.filter(connection=wanted) if wanted else queryset.none()


@admin.register(Call)
class CallAdmin(ReadOnlyAdmin):
    """The call log, newest first."""

    empty = "Each call appears here with what it asked of the vendor, refused ones too. Run a node in the editor."
    list_display = ("what", "how", "why_short", "whose", "asked_by", "took", "asked")
    list_filter = (StateFilter, CustomerFilter, ServiceFilter, AccountFilter, ("created_at", MomentFilter))
    list_filter_submit = True
    list_select_related = ("customer",)
    search_fields = (
        "=id",
        "=run_id",
        "operation",
        "actor_label",
        "customer__name",
        "customer__key",
        "connection__email",
        "error__detail",
    )
    search_help_text = "Id of a call or run, an operation, who asked, a customer, an account, or words of an error"
    ordering = ("-created_at", "-id")
    fieldsets = (
        (None, {"fields": ("what", "how", "why", "wrong_fields", "told")}),
        ("Who asked", {"fields": ("asked_by", "origin", "whose", "account", "run")}),
        ("What it took", {"fields": ("asked_at", "took", "attempts", "sent", "charged")}),
        ("Requests to the vendor", {"fields": ("asked_vendor",)}),
    )
    readonly_fields = tuple(name for _, options in fieldsets for name in options["fields"])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Call]:
        rows: QuerySet[Call] = super().get_queryset(request)
        return rows.filter(kind__in=Call.LOGGED).defer("params", "result")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:  # Django's own types
        """Without what there is nothing to say of; warnings quote what a call said, and need the right to read it."""
        optional = ("why", "wrong_fields", "told", "account", "run", "asked_vendor")
        shown = shown_fieldsets(self.fieldsets, obj, optional=optional, admin=self)
        if not actor_of(request).may("read_content"):
            shown[0][1]["fields"] = [name for name in shown[0][1]["fields"] if name != "told"]
        return [(title, options) for title, options in shown if options["fields"]]

    @display(description="Operation", ordering="operation")
    def what(self, row: Call) -> str:
        return operation_label(row.operation)

    @display(description="State", ordering="state")
    def how(self, row: Call) -> str:
        return call_pill(row)

    @display(description="Customer", ordering="customer__name")
    def whose(self, row: Call) -> str:
        if row.customer is None and not row.is_owner:
            return "nobody known"
        return customer_link(row.customer)

    @display(description="Asked by", ordering="actor_label")
    def asked_by(self, row: Call) -> str:
        return actor_words(row.actor_kind, row.actor_label)

    @display(description="From", ordering="source")
    def origin(self, row: Call) -> str:
        return origin_words(row.source)

    @display(description="Took")
    def took(self, row: Call) -> str:
        return between(row.started_at, row.finished_at) or "not sent"

    @display(description="Asked", ordering="created_at")
    def asked(self, row: Call) -> str:
        return when(row.created_at)

    @display(description="Asked")
    def asked_at(self, row: Call) -> str:
        return at(row.created_at)

    @display(description="Why")
    def why(self, row: Call) -> str:
        return str(row.error["detail"]) if row.error else waits_for(row) or ""

    @display(description="Why")
    def why_short(self, row: Call) -> str:
        return short(self.why(row))

    @display(description="Wrong fields")
    def wrong_fields(self, row: Call) -> str:
        errors = (row.error or {}).get("errors", [])
        return lines(str(each["field"]) for each in errors)

    @display(description="Warnings")
    def told(self, row: Call) -> str:
        return lines(row.warnings)

    @display(description="Account")
    def account(self, row: Call) -> str:
        return link_to(row.connection, nothing="")

    @display(description="Run")
    def run(self, row: Call) -> str:
        if row.run_id is None:
            return ""
        page = reverse("admin:workflows_run_change", args=[row.run_id])
        return format_html('<a class="machina-link" href="{}">The run it was a step of</a>', page)

    @display(description="Attempts")
    def attempts(self, row: Call) -> str:
        return f"{row.attempt:,}" if row.attempt else "none"

    @display(description="Requests sent")
    def sent(self, row: Call) -> str:
        return f"{row.requests:,}" if row.requests else "none"

    @display(description="Each of them")
    def asked_vendor(self, row: Call) -> str | SafeString:
        return requests_table(row)

    @display(description="Charged")
    def charged(self, row: Call) -> str:
        used = usage_of_call(row.pk)
        return money(Decimal(str(used["price"])), str(used["currency"])) if used else "nothing"
