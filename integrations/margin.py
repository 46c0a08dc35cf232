"""What of money an actor may see: what the vendor charges is the operator's own business."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from integrations.actors import Actor
from integrations.billing.amounts import as_text, total
from integrations.models.exact import EXACT

OPERATORS_OWN = frozenset({"cost", "unit_cost", "margin"})
"""Names of amounts that no customer finds anywhere."""


def sees_cost(actor: Actor) -> bool:
    """Whether the actor acts for the operator's side."""
    return actor.sees_all


def amounts_for(actor: Actor, amounts: Mapping[str, object]) -> dict[str, object]:
    """A usage, a price or a row of a report as the actor may see it."""
    return dict(amounts) if sees_cost(actor) else without_cost(amounts)


def without_cost(amounts: Mapping[str, object]) -> dict[str, object]:
    """The same as every customer may see it."""
    return {name: value for name, value in amounts.items() if name not in OPERATORS_OWN}


def usage_for(actor: Actor, usage: Mapping[str, object] | None) -> dict[str, object] | None:
    """The usage of a call or step as the actor may see it; None where nothing was metered."""
    return None if usage is None else amounts_for(actor, usage)


def usage_of_all(actor: Actor, usages: Iterable[tuple[Mapping[str, object], int]]) -> dict[str, object]:
    """What several calls came to, as the actor may see it: ``{cost, price, currency}``. Each usage has its number of
    calls beside it.

    Nothing metered is 0 of no currency. Amounts of several currencies have no sum: all three are null then.
    """
    metered = [*usages]
    currencies = {str(usage["currency"]) for usage, _ in metered}
    if len(currencies) > 1:
        return amounts_for(actor, {"cost": None, "price": None, "currency": None})
    sums = {
        name: as_text(total(EXACT.multiply(Decimal(str(usage[name])), count) for usage, count in metered))
        for name in ("cost", "price")
    }
    return amounts_for(actor, {**sums, "currency": next(iter(currencies), None)})
