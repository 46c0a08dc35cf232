"""The shipped price of an operation, and every price with the operations it is charged for."""

from __future__ import annotations

from typing import TypedDict

from integrations.catalog.declare import Operation, OptionsLoader, Trigger
from integrations.catalog.pricing import FILE, ShippedPrice, load
from integrations.catalog.registry import Catalog


class PriceJSON(TypedDict):
    """What one call costs us and is sold for, amounts as strings."""

    key: str
    cost: str
    price: str
    currency: str
    unit: str


class PriceRow(PriceJSON):
    """One pricing key of a service, with where its vendor cost was read and what it is charged for."""

    service: str
    source: str
    date: str
    charged_for: list[str]


def price_json(priced: Operation | Trigger | OptionsLoader) -> PriceJSON:
    """The shipped price of one call. Raises KeyError where it is missing, which a system check prevents."""
    return _amounts(load(priced.service.folder / FILE)[priced.pricing_key])


def price_rows(catalog: Catalog) -> list[PriceRow]:
    """Every shipped price, in the order of services and of their ``pricing.toml``."""
    rows: list[PriceRow] = []
    for service in catalog.services.values():
        priced: list[Operation | Trigger | OptionsLoader] = [
            *service.nodes,
            *service.option_loaders.values(),
        ]
        for key, shipped in catalog.prices(service.key).items():
            rows.append(
                {
                    **_amounts(shipped),
                    "service": service.key,
                    "source": shipped.source,
                    "date": shipped.date.isoformat(),
                    "charged_for": [each.key for each in priced if each.pricing_key == key],
                }
            )
    return rows


def _amounts(shipped: ShippedPrice) -> PriceJSON:
    return {
        "key": shipped.key,
        "cost": format(shipped.cost, "f"),
        "price": format(shipped.price, "f"),
        "currency": shipped.currency,
        "unit": shipped.unit,
    }
