"""Usage: what was sold, from the ledger, and reports over it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.api import lookup
from integrations.api.renderers import CsvRenderer, ProblemRenderer
from integrations.billing import reports
from integrations.billing.amounts import PLACES, as_text, total
from integrations.billing.selectors import usage_of
from integrations.catalog.projections.rest import OPERATORS_MARK
from integrations.errors import FieldError, InputError
from integrations.margin import amounts_for
from integrations.models import Customer, UsageLine

DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([T ][0-9:.,]+(Z|[+ -][0-9:]+)?)?")
LAST_DAY = date.max - timedelta(days=1)
"""The last one that has a day after it."""


class AmountField(serializers.DecimalField):
    """An amount spelt as everywhere else: no exponent, no trailing zeros."""

    def __init__(self) -> None:
        super().__init__(max_digits=30, decimal_places=PLACES, read_only=True)

    def to_representation(self, value: Decimal) -> str:
        return as_text(value)


class UsageSerializer(serializers.ModelSerializer[UsageLine]):
    """One metered call. ``customer`` is the key, or null for the owner's and erased customers' calls.

    Quantity and unit are those of the price.
    """

    id = serializers.UUIDField(source="line_id", read_only=True)
    customer = serializers.SerializerMethodField()
    call = serializers.UUIDField(source="call_id", allow_null=True, read_only=True)
    source = serializers.CharField(source="origin", read_only=True)  # type: ignore[assignment]  # a field, not its option
    quantity, price = AmountField(), AmountField()
    cost = serializers.SerializerMethodField()

    class Meta:
        model = UsageLine
        fields = (
            "id",
            "customer",
            "connection_id",
            "call",
            "run_id",
            "node_id",
            "service",
            "operation",
            "pricing_key",
            "meter",
            "quantity",
            "unit",
            "cost",
            "price",
            "currency",
            "price_version",
            "source",
            "outcome",
            "corrects",
            "recorded_at",
        )
        read_only_fields = fields

    def to_representation(self, instance: UsageLine) -> dict[str, Any]:
        """As the actor of the request may see it."""
        return amounts_for(self.context["actor"], super().to_representation(instance))

    @extend_schema_field(
        {"type": "string", "description": "What all of the call was charged by the vendor.", **OPERATORS_MARK}
    )
    def get_cost(self, row: UsageLine) -> str:
        return as_text(total([row.cost, getattr(row, "cost_beside", None) or Decimal(0)]))

    def get_customer(self, row: UsageLine) -> str | None:
        keys: dict[object, str] = self.context["customer_keys"]
        return keys.get(row.customer_id)


class UsageList(ListAPIView[UsageLine]):
    """Usage records, newest first; ``?customer=``, ``?operation=`` and ``?service=`` narrow the list."""

    serializer_class = UsageSerializer
    ordering = ("-recorded_at", "-position")

    def get_queryset(self) -> QuerySet[UsageLine]:
        actor = actor_of(self.request)
        wanted = self.request.query_params
        customer = lookup.customer(actor, wanted["customer"]) if "customer" in wanted else None
        found = usage_of(actor, customer=customer)
        return found.filter(**{name: lookup.text(wanted, name) for name in ("operation", "service") if name in wanted})

    def get_serializer_context(self) -> dict[str, Any]:
        actor = actor_of(self.request)
        keys = dict(Customer.objects.visible_to(actor).values_list("pk", "key"))
        return {**super().get_serializer_context(), "customer_keys": keys, "actor": actor}

    @extend_schema(
        parameters=[OpenApiParameter(name, str) for name in ("customer", "operation", "service")],
        summary="List usage records",
        tags=["usage"],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        return super().get(request, *args, **kwargs)


class UsageReport(APIView):
    """Totals by customer, service, operation, day or month, from the first to the last day (UTC, both included)."""

    renderer_classes = (JSONRenderer, CsvRenderer, ProblemRenderer)
    weight = 5

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # DRF's own signature
        try:
            return super().perform_content_negotiation(request, force)
        except Http404:
            message = f"{request.query_params.get('format')!r} is no format of a report. Formats are: json, csv."
            raise InputError(message, errors=[FieldError("format", message)]) from None

    @extend_schema(
        parameters=[
            OpenApiParameter("from", date, description="First day; by default the first of this month."),
            OpenApiParameter("to", date, description="Last day; by default today."),
            OpenApiParameter("group_by", str, description="Comma-separated: customer, service, operation, day, month."),
            OpenApiParameter("customer", str, description="Key of one customer."),
            OpenApiParameter("format", str, enum=["json", "csv"]),
        ],
        responses={200: dict},
        summary="Usage report",
        tags=["usage"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        actor = actor_of(request)
        wanted = request.query_params
        first, last, groups = _asked(wanted)
        customer = lookup.customer(actor, wanted["customer"]) if "customer" in wanted else None
        rows = reports.usage_report(actor, from_=first, to=last, group_by=groups, customer=customer)
        if request.accepted_renderer.format == "csv":
            name = f"usage-{first}-{last}.csv"
            headers = {"Content-Disposition": f'attachment; filename="{name}"'}
            return Response(reports.as_csv(rows, groups, reports.columns(actor)), headers=headers)
        return Response({"from": first, "to": last, "group_by": groups, "results": rows})


def _asked(wanted: Mapping[str, str]) -> tuple[date, date, tuple[str, ...]]:
    """First day, last day and groups. Raises InputError with every one that is wrong."""
    today = timezone.now().date()
    wrong: list[FieldError] = []
    first = _day(wanted, "from", today.replace(day=1), wrong)
    last = _day(wanted, "to", today, wrong)
    if not wrong and last < first:
        wrong.append(FieldError("to", f"The last day {last} is before the first day {first}."))
    groups = tuple(part.strip() for part in wanted.get("group_by", "customer").split(",") if part.strip())
    known = f"Groups are: {', '.join(reports.GROUPS)}."
    unknown = (name for name in dict.fromkeys(groups) if name not in reports.GROUPS)
    wrong.extend(FieldError("group_by", f"{name!r} is no group. {known}") for name in unknown)
    if wrong:
        raise InputError(" ".join(each.message for each in wrong), errors=wrong)
    return first, last, tuple(dict.fromkeys(groups))


def _day(wanted: Mapping[str, str], name: str, default: date, wrong: list[FieldError]) -> date:
    """The day as it is written, also where a time follows."""
    raw = wanted.get(name)
    if not raw:
        return default
    day = _read_day(raw)
    if day is None:
        example = default - timedelta(days=30)
        wrong.append(FieldError(name, f"{raw!r} is not a date. Write it as YYYY-MM-DD, for example {example}."))
    return day or default


def _read_day(raw: str) -> date | None:
    written = DAY.fullmatch(raw)
    try:
        return min(date.fromisoformat(written[1]), LAST_DAY) if written else None
    except ValueError:
        return None
