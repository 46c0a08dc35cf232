"""The admin of usage: the ledger, read-only, a row for each call, with filters and totals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter, RangeDateTimeFilter
from unfold.decorators import display

from integrations.acting import actor_of
from integrations.admin.base import ReadOnlyAdmin
from integrations.admin.display import money, when
from integrations.billing import rollups
from integrations.billing.amounts import as_text, total
from integrations.billing.selectors import usage_of
from integrations.models import Customer, UsageLine
from integrations.models.exact import ExactSum


class CustomerFilter(DropdownFilter):
    """One customer, or the owner."""

    title = "customer"
    parameter_name = "customer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = Customer.objects.values_list("pk", "name")[:500]
        return [("owner", "Owner"), *((str(pk), name) for pk, name in rows)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[UsageLine]) -> QuerySet[UsageLine]:
        match self.value():
            case None | "":
                return queryset
            case "owner":
                return queryset.filter(customer_id__isnull=True)
            case key:
                customer_id = _uuid(key)
                return queryset.filter(customer_id=customer_id) if customer_id else queryset.none()


@admin.register(UsageLine)
class UsageLineAdmin(ReadOnlyAdmin):
    """What was sold, and beside it what the vendor charged. Nobody can change a row; a correction is one of its own."""

    change_list_template = "admin/integrations/usage_change_list.html"
    list_display = (
        "recorded",
        "whose",
        "operation",
        "outcome_label",
        "quantity_text",
        "cost_text",
        "price_text",
        "origin",
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
    ordering = ("-recorded_at", "-position")

    def get_queryset(self, request: HttpRequest) -> QuerySet[UsageLine]:
        name = Customer.objects.filter(pk=OuterRef("customer_id")).values("name")[:1]
        return usage_of(actor_of(request)).annotate(customer_name=Subquery(name))

    @display(description="Customer")
    def whose(self, row: Any) -> str:  # annotated by get_queryset
        return row.customer_name or ("Owner" if row.customer_id is None else "erased")

    @display(description="When", ordering="recorded_at")
    def recorded(self, row: UsageLine) -> Any:  # marked-safe text
        return when(row.recorded_at)

    @display(description="Outcome", label={"succeeded": "success", "failed": "danger", "outcome_unknown": "warning"})
    def outcome_label(self, row: UsageLine) -> tuple[str, str]:
        return row.outcome, row.get_outcome_display()

    @display(description="Quantity")
    def quantity_text(self, row: UsageLine) -> str:
        return f"{as_text(row.quantity)} {row.unit}"

    @display(description="Vendor cost")
    def cost_text(self, row: Any) -> str:  # annotated by usage_of
        return money(total([row.cost, row.cost_beside or Decimal(0)]), row.currency)

    @display(description="Price", ordering="price")
    def price_text(self, row: UsageLine) -> str:
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


def _totals(rows: QuerySet[UsageLine]) -> list[dict[str, object]]:
    """Calls, cost, price and margin of the filtered rows, per currency, from all lines of what they show."""
    lines = UsageLine.objects.filter(source_id__in=rows.order_by().values("source_id")).order_by()
    sums = lines.values("currency").annotate(calls=rollups.calls(), cost=ExactSum("cost"), price=ExactSum("price"))
    return [{**each, "margin": each["price"] - each["cost"]} for each in sums]
