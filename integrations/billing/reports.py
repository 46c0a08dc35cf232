"""Usage reports: totals by customer, service, operation, day or month, exact at every moment."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence, Set
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import TruncMonth

from integrations.actors import Actor
from integrations.billing import rollups, watermark
from integrations.billing.amounts import as_text, total
from integrations.errors import FieldError, InputError, NotFound
from integrations.margin import OPERATORS_OWN, sees_cost
from integrations.models import Customer, UsageLine, UsageRollup
from integrations.models.exact import ExactSum

GROUPS = ("customer", "service", "operation", "day", "month")
COLUMNS = ("calls", "quantity", "cost", "price", "currency")
SUMMED = {"quantity": "sold", "cost": "cost", "price": "price"}
"""What a report calls the sums of a rollup: its quantity is what was sold, as its price is."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

ReportRow = dict[str, str | int | None]
_Key = tuple[object, ...]


def usage_report(
    actor: Actor, *, from_: date, to: date, group_by: Sequence[str], customer: Customer | None = None
) -> list[ReportRow]:
    """Totals from the first to the last day (UTC, both included), a row for each group and currency, sorted.

    A row has its group keys (``customer`` is the customer's key, None for the owner, the bare id of an erased one)
    and ``columns`` of the actor: calls, quantity, cost, price, currency; the quantity is that of what was sold. Raises
    InputError for an unknown group, NotFound.
    """
    groups = _checked(from_, to, group_by)
    totals = _totals(groups, from_, to, _customer_filter(actor, customer))
    keys = _customer_keys(totals, groups)
    hidden = set(COLUMNS).difference(columns(actor))
    rows = [_row(groups, group, amounts, keys, hidden) for group, amounts in totals.items()]
    return sorted(rows, key=lambda row: [str(row[name] or "") for name in (*groups, "currency")])


def columns(actor: Actor) -> tuple[str, ...]:
    """What a row says beside its groups."""
    return COLUMNS if sees_cost(actor) else tuple(name for name in COLUMNS if name not in OPERATORS_OWN)


def as_csv(rows: Sequence[ReportRow], group_by: Sequence[str], shown: Sequence[str] = COLUMNS) -> str:
    """The rows as CSV with a header line of the groups and the ``columns``. No cell can start a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    names = [*dict.fromkeys(group_by), *shown]
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(name, row[name]) for name in names])
    return text.getvalue()


def _checked(from_: date, to: date, group_by: Sequence[str]) -> tuple[str, ...]:
    unknown = [name for name in group_by if name not in GROUPS]
    if unknown:
        message = f"{unknown[0]!r} is no group. Groups are: {', '.join(GROUPS)}."
        raise InputError(message, errors=[FieldError("group_by", message)])
    if to < from_:
        message = f"The last day {to} is before the first day {from_}."
        raise InputError(message, errors=[FieldError("to", message)])
    return tuple(dict.fromkeys(group_by))


def _customer_filter(actor: Actor, customer: Customer | None) -> dict[str, UUID]:
    if customer is not None and not actor.sees_all and actor.customer_id != customer.pk:
        raise NotFound(f"There is no customer {customer.key!r}.")
    customer_id = customer.pk if customer is not None else actor.customer_id
    return {} if customer_id is None else {"customer_id": customer_id}


def _totals(
    groups: tuple[str, ...], from_: date, to: date, wanted: Mapping[str, UUID]
) -> dict[_Key, dict[str, Any]]:  # int or Decimal, as the columns are
    """One statement over rollups and the lines above them: two would let a line slip between while it is rolled up."""
    after = datetime.combine(to + timedelta(days=1), datetime.min.time(), UTC)
    since = datetime.combine(from_, datetime.min.time(), UTC)
    rolled = UsageRollup.objects.filter(day__gte=from_, day__lte=to, **wanted)
    above = UsageLine.objects.filter(
        position__gt=watermark.position(), recorded_at__gte=since, recorded_at__lt=after, **wanted
    ).annotate(day=rollups.DAY)
    both = _grouped(rolled, groups, Sum("calls"), {name: F(name) for name in rollups.AMOUNTS}).union(
        _grouped(above, groups, rollups.calls(), rollups.amounts()), all=True
    )
    merged: dict[_Key, dict[str, Any]] = {}
    for row in both:
        group = tuple(row[f"group_{name}"] for name in (*groups, "currency"))
        into = merged.setdefault(group, {"calls": 0, **dict.fromkeys(SUMMED, Decimal(0))})
        into["calls"] += row["total_calls"]
        for name in SUMMED:
            into[name] = total([into[name], row[f"total_{name}"]])
    return merged


def _grouped(
    rows: QuerySet[Any], groups: tuple[str, ...], calls: Any, amounts: Mapping[str, Any]
) -> QuerySet[Any]:  # of either table
    columns = {
        "customer": F("customer_id"),
        "service": F("service"),
        "operation": F("operation"),
        "day": F("day"),
        "month": TruncMonth("day"),
        "currency": F("currency"),
    }
    grouped: QuerySet[Any] = rows.order_by().values(
        **{f"group_{name}": columns[name] for name in (*groups, "currency")}
    )
    totals: QuerySet[Any] = grouped.annotate(
        total_calls=calls, **{f"total_{name}": ExactSum(amounts[summed]) for name, summed in SUMMED.items()}
    )
    return totals


def _customer_keys(totals: Mapping[_Key, object], groups: tuple[str, ...]) -> Mapping[object, str]:
    if "customer" not in groups:
        return {}
    position = groups.index("customer")
    wanted = {cast(UUID, group[position]) for group in totals if group[position]}
    return {pk: customer.key for pk, customer in Customer.objects.only("key").in_bulk(wanted).items()}


def _row(
    groups: tuple[str, ...], group: _Key, amounts: Mapping[str, Any], keys: Mapping[object, str], hidden: Set[str]
) -> ReportRow:
    row: ReportRow = {}
    for name, value in zip((*groups, "currency"), group, strict=True):
        row[name] = _label(name, value, keys)
    currency = row.pop("currency")
    return {
        **row,
        "calls": amounts["calls"],
        **{name: as_text(amounts[name]) for name in SUMMED if name not in hidden},
        "currency": currency,
    }


def _label(name: str, value: object, keys: Mapping[object, str]) -> str | None:
    if value is None:
        return None
    if name == "month":
        return str(value)[:7]
    return keys.get(value, str(value)) if name == "customer" else str(value)


def _cell(name: str, value: object) -> object:
    if name in COLUMNS and name != "currency":
        return value  # numbers we made ourselves, which may be negative
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
