"""The admin's first page: what failed, what needs attention, and the money of this month."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from integrations.admin.display import sum_of_money
from integrations.models import Call, Connection, ConnectLink, Customer, OAuthApp, UsageRollup
from integrations.models.exact import ExactSum

DAYS = 14
TROUBLED = (
    Connection.Status.NEEDS_RECONNECT,
    Connection.Status.REFRESH_FAILING,
    Connection.Status.SCOPE_MISSING,
)


def context(request: HttpRequest, page: dict[str, object]) -> dict[str, object]:
    """unfold's ``DASHBOARD_CALLBACK``: add the figures of the morning to the page. Every figure is a link."""
    return page | {"figures": _figures(), "attention": _attention(), "chart": _chart(), "first_steps": _first_steps()}


def _figures() -> list[dict[str, object]]:
    now = timezone.now()
    day = now - timedelta(days=1)
    calls = Call.objects.filter(created_at__gte=day, kind=Call.Kind.OPERATION).aggregate(
        all=Count("pk"),
        failed=Count("pk", filter=Q(state=Call.State.FAILED)),
        unknown=Count("pk", filter=Q(state=Call.State.OUTCOME_UNKNOWN)),
        waiting=Count("pk", filter=Q(state__in=(Call.State.QUEUED, Call.State.WAITING))),
    )
    first = now.date().replace(day=1)
    money = UsageRollup.objects.filter(day__gte=first).order_by().values("currency")
    sums = money.annotate(price=ExactSum("price"), cost=ExactSum("cost"))
    rows = sorted(sums, key=lambda row: row["price"], reverse=True)
    billed = [sum_of_money(row["price"], row["currency"]) for row in rows]
    margin = [f"margin {sum_of_money(row['price'] - row['cost'], row['currency'])}" for row in rows]
    return [
        {
            "title": "Calls in 24 hours",
            "value": f"{calls['all']:,}",
            "note": f"{calls['waiting']} waiting now",
            "url": _list("usageline"),
        },
        {
            "title": "Failed",
            "value": f"{calls['failed']:,}",
            "note": f"{calls['unknown']} with unknown outcome",
            "tone": "bad" if calls["failed"] or calls["unknown"] else "good",
            "url": _list("usageline", outcome__exact="failed"),
        },
        {
            "title": "Billed this month",
            "value": ", ".join(billed) or "nothing yet",
            "note": ", ".join(margin),
            "url": _list("usageline"),
        },
        {
            "title": "Customers",
            "value": f"{Customer.objects.filter(is_active=True).count():,}",
            "note": f"{Connection.objects.filter(status=Connection.Status.ACTIVE).count():,} working connections",
            "url": _list("customer"),
        },
    ]


def _attention() -> list[dict[str, object]]:
    """What a person should look at, worst first, each with its page."""
    apps = OAuthApp.objects.filter(health=OAuthApp.Health.UNHEALTHY)
    waiting = Connection.objects.filter(status=Connection.Status.PENDING).select_related("customer")
    broken = Connection.objects.filter(status__in=TROUBLED).select_related("customer").order_by("-updated_at")
    return [
        *(_row(app, "oauthapp", "OAuth app is refused by the provider", app.health_reason) for app in apps[:5]),
        *(_row(each, "connection", "waits for your confirmation", _whose(each)) for each in waiting[:10]),
        *(_row(each, "connection", each.get_status_display().lower(), _whose(each)) for each in broken[:10]),
    ]


def _row(thing: object, model: str, what: str, whose: str) -> dict[str, object]:
    url = reverse(f"admin:integrations_{model}_change", args=[thing.pk])  # type: ignore[attr-defined]  # a model row
    return {"name": str(thing), "what": what, "whose": whose, "url": url}


def _whose(connection: Connection) -> str:
    return connection.customer.name if connection.customer else "Owner"


def _chart() -> str:
    """unfold's bar chart: the sell price of each of the last days (UTC)."""
    today = timezone.now().date()
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    rows = UsageRollup.objects.filter(day__gte=days[0]).values("day").annotate(price=ExactSum("price"))
    totals: Mapping[object, Decimal] = {row["day"]: row["price"] for row in rows}
    return json.dumps(
        {
            "labels": [f"{day:%d %b}" for day in days],
            "datasets": [
                {
                    "label": "Billed",
                    "data": [float(totals.get(day, Decimal(0))) for day in days],
                    "backgroundColor": "var(--color-primary-600)",
                }
            ],
        }
    )


def _first_steps() -> list[dict[str, object]]:
    """What to do first in an empty installation; nothing once it is done."""
    steps = [
        (OAuthApp.objects.exists(), "Register an OAuth app", reverse("admin:integrations_oauthapp_add")),
        (Customer.objects.exists(), "Create a customer", reverse("admin:integrations_customer_add")),
        (ConnectLink.objects.exists(), "Send a connect link", reverse("admin:integrations_connectlink_add")),
        (Call.objects.exists(), "Run a node in the editor", "/"),
    ]
    return [] if all(done for done, _, _ in steps) else [{"done": d, "label": n, "url": u} for d, n, u in steps]


def _list(model: str, **filters: str) -> str:
    return f"{reverse(f'admin:integrations_{model}_changelist')}{'?' + urlencode(filters) if filters else ''}"
