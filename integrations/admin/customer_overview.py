"""What a customer's page opens on: its accounts, what it spends, its last failures and the links on their way."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from integrations.admin.calls import call_pill
from integrations.admin.display import (
    connection_pill,
    link_pill,
    operation_label,
    page_of,
    pill,
    provider_name,
    reason_words,
    service_names,
)
from integrations.admin.lookups import TROUBLED
from integrations.admin.month import first_of_month
from integrations.admin.written import money, quantity, sums, when
from integrations.models import Call, Connection, ConnectLink, Customer, UsageRollup
from integrations.models.exact import ExactSum

SHOWN = 6


def overview(customer: Customer) -> dict[str, object]:
    """The context of the page's upper part."""
    return {
        "customer": customer,
        "accounts": _accounts(customer),
        "spending": _spending(customer),
        "failures": _failures(customer),
        "links": _links(customer),
        "deployments": _deployments(customer),
        "lists": {
            "connections": _list("integrations_connection", customer=customer.pk),
            "usage": _list("integrations_usageline", customer=customer.pk),
            "failures": _list("integrations_call", customer=customer.pk, state="unsuccessful"),
            "links": _list("integrations_connectlink", customer=customer.pk),
            "runs": _list("workflows_run", customer=customer.pk),
            "deployments": _list("workflows_deployment", customer=customer.pk),
        },
        "new_link": f"{reverse('admin:integrations_connectlink_add')}?{urlencode({'customer': customer.pk})}",
    }


def _accounts(customer: Customer) -> list[dict[str, object]]:
    found = customer.connections.exclude(status=Connection.Status.REVOKED).order_by("-is_default", "-created_at")
    rows = sorted(found, key=lambda row: row.status not in (*TROUBLED, Connection.Status.PENDING))
    return [
        {
            "url": page_of(row),
            "name": str(row),
            "provider": provider_name(row.provider),
            "state": connection_pill(row),
            "why": reason_words(row.status_reason) if row.status_reason else "",
            "used": when(row.last_used_at, never="never used"),
            "is_default": row.is_default,
        }
        for row in rows[:SHOWN]
    ]


def _spending(customer: Customer) -> dict[str, object]:
    """This month's prices by service (UTC), in each currency, and the sum of the month before."""
    first = first_of_month()
    before = (first - timedelta(days=1)).replace(day=1)
    of_customer = UsageRollup.objects.filter(customer_id=customer.pk).order_by()
    this_month = of_customer.filter(day__gte=first)
    by_service = this_month.values("service", "currency").annotate(price=ExactSum("price"), times=Sum("calls"))
    rows = sorted(by_service, key=lambda row: row["price"], reverse=True)
    return {
        "total": _sum(this_month),
        "before": _sum(of_customer.filter(day__gte=before, day__lt=first)),
        "rows": [
            {
                "service": service_names([row["service"]]),
                "calls": quantity(Decimal(row["times"]), "call"),
                "price": money(row["price"], row["currency"]),
            }
            for row in rows[:SHOWN]
        ],
    }


def _sum(rows: object) -> str:
    found = rows.values("currency").annotate(price=ExactSum("price"))  # type: ignore[attr-defined]  # a queryset
    totals: dict[str, Decimal] = {row["currency"]: row["price"] for row in found}
    return sums(totals)


def _failures(customer: Customer) -> list[dict[str, object]]:
    rows = customer.calls.filter(kind=Call.Kind.OPERATION, state__in=(Call.State.FAILED, Call.State.OUTCOME_UNKNOWN))
    return [
        {
            "url": page_of(row),
            "name": operation_label(row.operation),
            "why": row.error["detail"] if row.error else "",
            "state": call_pill(row),
            "at": when(row.created_at),
        }
        for row in rows.order_by("-created_at")[:SHOWN]
    ]


def _links(customer: Customer) -> list[dict[str, object]]:
    open_ones = (ConnectLink.State.OPEN, ConnectLink.State.BOUND)
    rows = customer.links.filter(state__in=open_ones, expires_at__gt=timezone.now()).order_by("-created_at")
    return [
        {
            "url": page_of(row),
            "name": service_names(row.services),
            "state": link_pill(row),
            "expires": when(row.expires_at),
        }
        for row in rows[:SHOWN]
    ]


def _deployments(customer: Customer) -> list[dict[str, object]]:
    """Workflows that are switched on for them, those that cannot work first."""
    found = customer.deployments.select_related("workflow", "version").order_by("-created_at")[: 10 * SHOWN]
    rows = sorted(found, key=lambda row: (row.health == "healthy", not row.is_active))
    return [
        {
            "url": page_of(row),
            "name": row.workflow.name,
            "state": (
                pill("Paused")
                if not row.is_active
                else pill("Active", "success")
                if row.health == "healthy"
                else pill("Unhealthy", "error")
            ),
            "version": f"version {row.version.number}",
            "why": row.causes[0]["message"] if row.causes else "",
        }
        for row in rows[:SHOWN]
    ]


def _list(model: str, **filters: object) -> str:
    return f"{reverse(f'admin:{model}_changelist')}?{urlencode(filters)}"
