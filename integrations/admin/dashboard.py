"""The admin's first page: what failed, what needs attention, and the money of this month.

Each part is there for whoever may open the page it leads to, and every figure leads to exactly the rows it counts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Count, Model, Q, QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from integrations.admin.calls import UNSUCCESSFUL
from integrations.admin.display import (
    CONNECTION_WORDS,
    customer_name,
    health_reason_words,
    page_of,
    pill,
    provider_name,
)
from integrations.admin.lookups import TROUBLED
from integrations.admin.month import first_of_month
from integrations.admin.written import amounts, money, sums
from integrations.billing.amounts import total
from integrations.models import Call, Connection, ConnectLink, Customer, OAuthApp, UsageLine, UsageRollup
from integrations.models.exact import ExactSum

DAYS = 14
SHOWN = 10


@dataclass(frozen=True)
class Part:
    """A part of the page, and the page that whoever sees it may open as well."""

    name: str
    page: type[Model]
    content: Callable[[], object]


more_attention: list[Part] = []
"""What the pages of other apps have to say there; they add to it when they are loaded."""


def context(request: HttpRequest, page: dict[str, object]) -> dict[str, object]:
    """unfold's ``DASHBOARD_CALLBACK``: what this person may see of the morning."""
    figures = (
        Part("calls", Call, _calls),
        Part("unsuccessful", Call, _unsuccessful),
        Part("refused", Call, _refused),
        Part("billed", UsageLine, _billed),
        Part("customers", Customer, _customers),
        Part("connections", Connection, _connections),
    )
    attention = (
        Part("apps", OAuthApp, _refused_apps),
        Part("pending", Connection, _pending),
        Part("troubled", Connection, _troubled),
        *more_attention,
    )
    seen = [part.content() for part in figures if may_open(request, part.page)]
    rows = [part.content() for part in attention if may_open(request, part.page)]
    told: dict[str, object] = {
        "figures": seen,
        "attention": [row for found in rows for row in found] if rows else None,  # type: ignore[attr-defined]  # lists
        "chart": _chart() if may_open(request, UsageLine) else None,
        "first_steps": _first_steps() if may_open(request, Customer) else None,
        "sees_nothing": not (seen or rows),
    }
    return page | told


def may_open(request: HttpRequest, model: type[Model]) -> bool:
    """Whether the person may open the list of these rows: the one source of rights, asked by every part."""
    return bool(admin.site.get_model_admin(model).has_view_permission(request))


def _calls() -> dict[str, object]:
    day = _day()
    found = _of_day(day).aggregate(all=Count("pk"), open=Count("pk", filter=Q(state__in=Call.OPEN)))
    return _figure(
        "Calls in 24 hours", f"{found['all']:,}", f"{found['open']:,} not finished", _list(Call, created_at=day)
    )


def _unsuccessful() -> dict[str, object]:
    day = _day()
    states = Count("pk", filter=Q(state=Call.State.OUTCOME_UNKNOWN))
    found = _of_day(day).filter(state__in=UNSUCCESSFUL).aggregate(all=Count("pk"), unknown=states)
    note = f"{found['unknown']:,} with unknown outcome"
    tone = "bad" if found["all"] else "good"
    return _figure(
        "Failed or unknown", f"{found['all']:,}", note, _list(Call, state="unsuccessful", created_at=day), tone
    )


def _refused() -> dict[str, object]:
    day = _day()
    count = _of_day(day).filter(is_refused=True).count()
    return _figure(
        "Refused calls", f"{count:,}", "nothing sent, nothing charged", _list(Call, state="refused", created_at=day)
    )


def _billed() -> dict[str, object]:
    first = first_of_month()
    rows = list(
        UsageRollup.objects.filter(day__gte=first)
        .order_by()
        .values("currency")
        .annotate(price=ExactSum("price"), cost=ExactSum("cost"))
    )
    margins = {row["currency"]: row["price"] - row["cost"] for row in rows}
    return _figure(
        "Billed this month",
        amounts({row["currency"]: row["price"] for row in rows}),
        f"margin {sums(margins)}" if rows else "",
        _list(UsageLine, recorded_at=datetime.combine(first, time(), UTC)),
    )


def _customers() -> dict[str, object]:
    found = Customer.objects.aggregate(all=Count("pk"), on=Count("pk", filter=Q(is_active=True)))
    off = found["all"] - found["on"]
    return _figure(
        "Customers", f"{found['on']:,}", f"{off:,} switched off" if off else "", _list(Customer, is_active__exact=1)
    )


def _connections() -> dict[str, object]:
    working = Count("pk", filter=Q(status=Connection.Status.ACTIVE))
    found = Connection.objects.aggregate(working=working, troubled=Count("pk", filter=Q(status__in=TROUBLED)))
    note = f"{found['troubled']:,} need attention" if found["troubled"] else ""
    return _figure(
        "Working connections", f"{found['working']:,}", note, _list(Connection, status=Connection.Status.ACTIVE)
    )


def _refused_apps() -> Iterable[dict[str, object]]:
    rows = OAuthApp.objects.filter(health=OAuthApp.Health.UNHEALTHY).order_by("-updated_at")
    return [
        attention_row(app, pill("Refused by the provider", "error"), health_reason_words(app.health_reason))
        for app in rows[:SHOWN]
    ]


def _pending() -> Iterable[dict[str, object]]:
    rows = Connection.objects.filter(status=Connection.Status.PENDING).select_related("customer").order_by("created_at")
    words = pill("Waits for your confirmation", "waiting")
    return [attention_row(row, words, _whose(row)) for row in rows[:SHOWN]]


def _troubled() -> Iterable[dict[str, object]]:
    rows = Connection.objects.filter(status__in=TROUBLED).select_related("customer").order_by("-updated_at")
    return [
        attention_row(
            row,
            pill(CONNECTION_WORDS[row.status], "error" if row.status == "needs_reconnect" else "warning"),
            _whose(row),
        )
        for row in rows[:SHOWN]
    ]


def attention_row(thing: object, what: str, whose: str) -> dict[str, object]:
    """One line under "Needs attention", leading to the thing's page."""
    return {"name": str(thing), "what": what, "whose": whose, "url": page_of(thing)}


def _whose(connection: Connection) -> str:
    return f"{provider_name(connection.provider)} · {customer_name(connection.customer)}"


def _chart() -> dict[str, object]:
    """unfold's bar chart: the sell price of each of the last days (UTC) in the currency most of it is in."""
    today = timezone.now().date()
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    recent: QuerySet[UsageRollup] = UsageRollup.objects.filter(day__gte=days[0]).order_by()
    used = recent.values("currency").annotate(times=Sum("calls")).order_by("-times", "currency").first()
    currency = used["currency"] if used else "USD"
    rows = recent.filter(currency=currency).values("day").annotate(price=ExactSum("price"))
    totals: Mapping[object, Decimal] = {row["day"]: row["price"] for row in rows}
    data = {
        "labels": [f"{day.day} {day:%b}" for day in days],
        "datasets": [
            {
                "label": f"Billed, {currency}",
                "data": [float(totals.get(day, Decimal(0))) for day in days],
                "backgroundColor": "var(--color-primary-600)",
            }
        ],
    }
    return {"data": json.dumps(data), "total": money(total(totals.values()), currency), "is_empty": not totals}


def _first_steps() -> list[dict[str, object]]:
    """What to do first in an empty installation; nothing once it is done."""
    steps = [
        (OAuthApp.objects.exists(), "Register an OAuth app", reverse("admin:integrations_oauthapp_add")),
        (Customer.objects.exists(), "Create a customer", reverse("admin:integrations_customer_add")),
        (ConnectLink.objects.exists(), "Send a connect link", reverse("admin:integrations_connectlink_add")),
        (Call.objects.exists(), "Run a node in the editor", "/"),
    ]
    return [] if all(done for done, _, _ in steps) else [{"done": d, "label": n, "url": u} for d, n, u in steps]


def _figure(title: str, value: str | list[str], note: str, url: str, tone: str = "") -> dict[str, object]:
    values = [value] if isinstance(value, str) else value
    return {"title": title, "values": values, "note": note, "url": url, "tone": tone}


def _day() -> datetime:
    """The beginning of the last 24 hours, to the second: as a list's filter can say it."""
    return (timezone.now() - timedelta(days=1)).replace(microsecond=0)


def _of_day(day: datetime) -> QuerySet[Call]:
    return Call.objects.filter(created_at__gte=day, kind=Call.Kind.OPERATION)


def _list(model: type[Model], **filters: object) -> str:
    """The list of the rows that a figure counts; a moment is where a range of times begins."""
    said: dict[str, object] = {}
    for name, value in filters.items():
        if isinstance(value, datetime):
            said |= {f"{name}_from_0": f"{value:%Y-%m-%d}", f"{name}_from_1": f"{value:%H:%M:%S}"}
        else:
            said[name] = value
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{page}?{urlencode(said)}" if said else page
