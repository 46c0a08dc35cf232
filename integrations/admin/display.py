"""How states, money and times are written in the admin."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.contrib.humanize.templatetags.humanize import naturaltime
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from integrations.catalog.registry import catalog
from integrations.models import Connection, ConnectLink

CONNECTION_COLORS = {
    Connection.Status.ACTIVE: "success",
    Connection.Status.PENDING: "info",
    Connection.Status.REFRESH_FAILING: "warning",
    Connection.Status.SCOPE_MISSING: "warning",
    Connection.Status.NEEDS_RECONNECT: "danger",
    Connection.Status.PAUSED: "warning",
}
LINK_COLORS = {
    ConnectLink.State.OPEN: "info",
    ConnectLink.State.BOUND: "warning",
    ConnectLink.State.FINISHED: "success",
    ConnectLink.State.REVOKED: "danger",
}


def sum_of_money(amount: Decimal, currency: str) -> str:
    """A sum to two places, or to four while it is below one: `1,234.50 USD`, `0.0020 USD`."""
    places = 2 if amount == 0 or abs(amount) >= 1 else 4
    return f"{amount:,.{places}f} {currency}"


def service_names(keys: Iterable[str]) -> str:
    """Names of services; of one that was uninstalled, its key."""
    known = catalog().services
    return ", ".join(known[key].name if key in known else key for key in keys)


def lines(values: Iterable[str]) -> SafeString:
    """One value below the other."""
    return format_html_join(mark_safe("<br>"), "{}", ((value,) for value in values))


def money(amount: Decimal | None, currency: str) -> str:
    """An amount to four places with its currency: `1.2340 USD`."""
    return f"{amount or Decimal(0):,.4f} {currency}"


def when(moment: datetime | None, *, never: str = "never") -> str | SafeString:
    """`3 hours ago`, with the exact time on hover."""
    if moment is None:
        return never
    return format_html('<time datetime="{0}" title="{0}">{1}</time>', moment.isoformat(), naturaltime(moment))
