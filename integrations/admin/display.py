"""How states, money and times are written in the admin."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.contrib.humanize.templatetags.humanize import naturaltime
from django.utils.html import format_html
from django.utils.safestring import SafeString

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


def money(amount: Decimal | None, currency: str) -> str:
    """An amount to four places with its currency: `1.2340 USD`."""
    return f"{amount or Decimal(0):,.4f} {currency}"


def when(moment: datetime | None, *, never: str = "never") -> str | SafeString:
    """`3 hours ago`, with the exact time on hover."""
    if moment is None:
        return never
    return format_html('<time datetime="{0}" title="{0}">{1}</time>', moment.isoformat(), naturaltime(moment))
