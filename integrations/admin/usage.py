"""The admin of usage: the ledger, read-only, a row for each call, with filters and totals."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import display

from integrations.acting import actor_of
from integrations.admin.base import ReadOnlyAdmin
from integrations.admin.display import (
    OWNER,
    STATE_WORDS,
    link_to,
    operation_label,
    origin_words,
    service_names,
    state_pill,
)
from integrations.admin.lookups import ChosenFilter, CustomerFilter, MomentFilter, shown_fieldsets
from integrations.admin.written import at, money, quantity, when
from integrations.billing import rollups
from integrations.billing.amounts import total
from integrations.billing.selectors import usage_of
from integrations.catalog.registry import catalog
from integrations.models import Call, Connection, Customer, UsageLine, UsageRollup
from integrations.models.exact import ExactSum


class OutcomeFilter(ChosenFilter):
    """Records by how the call ended."""

    title = "outcome"
    parameter_name = "outcome"
    field = "outcome"

    def choices_in_words(self) -> Iterable[tuple[str, str]]:
        return [(outcome, STATE_WORDS[outcome]) for outcome in UsageLine.Outcome.values]


class ServiceFilter(ChosenFilter):
    """Records of one service."""

    title = "service"
    parameter_name = "service"
    field = "service"

    def choices_in_words(self) -> Iterable[tuple[str, str]]:
        keys = UsageRollup.objects.order_by("service").values_list("service", flat=True).distinct()
        return [(key, service_names([key])) for key in sorted({*keys, *catalog().services})]


@admin.register(UsageLine)
class UsageLineAdmin(ReadOnlyAdmin):
    """What was sold, and beside it what the vendor charged. Nobody can change a row; a correction is one of its own."""

    empty = "Each call of an operation writes one line here, with its price. Run a node in the editor to see the first."
    change_list_template = "admin/integrations/usage_change_list.html"
    list_display = (
        "what",
        "ended",
        "whose",
        "quantity_text",
        "cost_text",
        "price_text",
        "asked_from",
        "recorded",
    )
    list_filter = (CustomerFilter, ServiceFilter, OutcomeFilter, ("recorded_at", MomentFilter))
    list_filter_submit = True
    fieldsets = (
        (None, {"fields": ("what", "ended", "whose", "recorded_at_all", "call")}),
        ("Amounts", {"fields": ("quantity_text", "price_text", "cost_text", "each", "book", "billed_in")}),
        ("Where it comes from", {"fields": ("asked_from", "account", "corrected")}),
    )
    readonly_fields = tuple(name for _, options in fieldsets for name in options["fields"])
    search_fields = ("operation", "pricing_key")
    ordering = ("-recorded_at", "-position")

    def get_queryset(self, request: HttpRequest) -> QuerySet[UsageLine]:
        name = Customer.objects.filter(pk=OuterRef("customer_id")).values("name")[:1]
        return usage_of(actor_of(request)).annotate(customer_name=Subquery(name))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:  # Django's own types
        """Without what there is nothing to say of."""
        return shown_fieldsets(self.fieldsets, obj, optional=("call", "account", "corrected"), admin=self)

    @display(description="Operation", ordering="operation")
    def what(self, row: UsageLine) -> str:
        return operation_label(row.operation)

    @display(description="Customer")
    def whose(self, row: Any) -> str:  # annotated by get_queryset
        if row.customer_id is None:
            return OWNER
        if row.customer_name is None:
            return "A customer who was erased"
        page = reverse("admin:integrations_customer_change", args=[row.customer_id])
        return format_html('<a class="machina-link" href="{}">{}</a>', page, row.customer_name)

    @display(description="When", ordering="recorded_at")
    def recorded(self, row: UsageLine) -> str:
        return when(row.recorded_at)

    @display(description="Recorded")
    def recorded_at_all(self, row: UsageLine) -> str:
        return at(row.recorded_at)

    @display(description="Outcome", ordering="outcome")
    def ended(self, row: UsageLine) -> str:
        return state_pill(row.outcome)

    @display(description="Quantity")
    def quantity_text(self, row: UsageLine) -> str:
        return quantity(row.quantity, row.unit)

    @display(description="Vendor cost")
    def cost_text(self, row: Any) -> str:  # annotated by usage_of
        return money(total([row.cost, row.cost_beside or Decimal(0)]), row.currency)

    @display(description="Price", ordering="price")
    def price_text(self, row: UsageLine) -> str:
        return money(row.price, row.currency)

    @display(description="Price of one")
    def each(self, row: UsageLine) -> str:
        return money(row.unit_price, row.currency) if row.unit_price is not None else "not priced by itself"

    @display(description="Prices from")
    def book(self, row: UsageLine) -> str:
        return "The price list Machina ships with" if row.price_version == "shipped" else row.price_version

    @display(description="Billed in")
    def billed_in(self, row: UsageLine) -> str:
        return f"{row.month:%B %Y}"

    @display(description="From")
    def asked_from(self, row: UsageLine) -> str:
        return origin_words(row.origin)

    @display(description="Call")
    def call(self, row: UsageLine) -> str:
        found = Call.objects.filter(pk=row.call_id, kind=Call.Kind.OPERATION).first() if row.call_id else None
        if found is None:
            return ""
        page = reverse("admin:integrations_call_change", args=[found.pk])
        return format_html('<a class="machina-link" href="{}">How it went</a>', page)

    @display(description="Account")
    def account(self, row: UsageLine) -> str:
        return link_to(Connection.objects.filter(pk=row.connection_id).first(), nothing="") if row.connection_id else ""

    @display(description="Corrects")
    def corrected(self, row: UsageLine) -> str:
        return link_to(UsageLine.objects.filter(line_id=row.corrects).first(), nothing="") if row.corrects else ""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        response: HttpResponse = super().changelist_view(request, extra_context)
        page = getattr(response, "context_data", {}) or {}
        if "cl" in page:
            page["totals"] = _totals(page["cl"].queryset)
        return response


def _totals(rows: QuerySet[UsageLine]) -> list[dict[str, str]]:
    """Calls, cost, price and margin of the filtered rows, per currency, from all lines of what they show."""
    lines = UsageLine.objects.filter(source_id__in=rows.order_by().values("source_id")).order_by()
    found = lines.values("currency").annotate(calls=rollups.calls(), cost=ExactSum("cost"), price=ExactSum("price"))
    return [
        {
            "calls": f"{row['calls']:,}",
            "cost": money(row["cost"], row["currency"]),
            "price": money(row["price"], row["currency"]),
            "margin": money(row["price"] - row["cost"], row["currency"]),
        }
        for row in found
    ]
