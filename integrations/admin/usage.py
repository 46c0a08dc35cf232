"""The admin of usage: the ledger, read-only, with filters and totals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter, RangeDateTimeFilter
from unfold.decorators import display

from integrations.admin.base import ReadOnlyAdmin
from integrations.admin.display import money, when
from integrations.billing.amounts import as_text
from integrations.models import Customer, UsageRecord


class CustomerFilter(DropdownFilter):
    """One customer, or the owner."""

    title = "customer"
    parameter_name = "customer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = Customer.objects.values_list("pk", "name")[:500]
        return [("owner", "Owner"), *((str(pk), name) for pk, name in rows)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[UsageRecord]) -> QuerySet[UsageRecord]:
        match self.value():
            case None | "":
                return queryset
            case "owner":
                return queryset.filter(customer_id__isnull=True)
            case key:
                customer_id = _uuid(key)
                return queryset.filter(customer_id=customer_id) if customer_id else queryset.none()


@admin.register(UsageRecord)
class UsageRecordAdmin(ReadOnlyAdmin):
    """Every metered call. Rows cannot be changed, by anybody; a correction is a row of its own."""

    change_list_template = "admin/integrations/usage_change_list.html"
    list_display = (
        "recorded",
        "whose",
        "operation",
        "outcome_label",
        "quantity_text",
        "cost_text",
        "price_text",
        "source",
    )
    list_filter = (
        CustomerFilter,
        "service",
        ("outcome", ChoicesDropdownFilter),
        ("recorded_at", RangeDateTimeFilter),
    )
    list_filter_submit = True
    show_full_result_count = False
    search_fields = ("operation", "pricing_key")
    ordering = ("-recorded_at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[UsageRecord]:
        name = Customer.objects.filter(pk=OuterRef("customer_id")).values("name")[:1]
        rows: QuerySet[UsageRecord] = super().get_queryset(request)
        return rows.annotate(customer_name=Subquery(name))

    @display(description="Customer")
    def whose(self, row: Any) -> str:  # annotated by get_queryset
        return row.customer_name or ("Owner" if row.customer_id is None else "erased")

    @display(description="When", ordering="recorded_at")
    def recorded(self, row: UsageRecord) -> Any:  # marked-safe text
        return when(row.recorded_at)

    @display(description="Outcome", label={"succeeded": "success", "failed": "danger", "outcome_unknown": "warning"})
    def outcome_label(self, row: UsageRecord) -> tuple[str, str]:
        return row.outcome, row.get_outcome_display()

    @display(description="Requests")
    def quantity_text(self, row: UsageRecord) -> str:
        return as_text(row.quantity)

    @display(description="Vendor cost", ordering="cost")
    def cost_text(self, row: UsageRecord) -> str:
        return money(row.cost, row.currency)

    @display(description="Price", ordering="price")
    def price_text(self, row: UsageRecord) -> str:
        return money(row.price, row.currency)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        response: HttpResponse = super().changelist_view(request, extra_context)
        page = getattr(response, "context_data", {}) or {}
        if "cl" in page:
            page["totals"] = _totals(page["cl"].queryset)
        return response


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _totals(rows: QuerySet[UsageRecord]) -> list[dict[str, object]]:
    """Calls, cost, price and margin of the filtered rows, per currency."""
    sums = rows.order_by().values("currency").annotate(calls=Count("pk"), cost=Sum("cost"), price=Sum("price"))
    return [{**each, "margin": (each["price"] or Decimal(0)) - (each["cost"] or Decimal(0))} for each in sums]
