"""The prices a service ships in its ``pricing.toml``: what the vendor charges and the default sell price."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

FILE = "pricing.toml"


class ShippedPrice(BaseModel):
    """One pricing key: what the vendor charges per unit of its ``meter``, and what a call is sold for per ``unit``.

    ``per_request`` is how many units of the meter one request takes, for vendors that count quota units.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    cost: Decimal = Field(ge=0)
    price: Decimal = Field(ge=0)
    unit: str = "call"
    meter: str = Field(default="request", pattern=r"^[a-z][a-z0-9_]{0,31}$")
    per_request: int = Field(default=1, gt=0)
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    source: str = Field(pattern=r"^https://")
    date: date


_TABLE = TypeAdapter(dict[str, ShippedPrice])


@cache
def load(path: Path) -> Mapping[str, ShippedPrice]:
    """Read ``pricing.toml``, once for each process.

    ``source``, ``date`` and ``currency`` at the top hold for keys that name none. Amounts are written as strings,
    for example ``price = "0.001"``. Raises ValueError that names the file.
    """
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    shared = {name: value for name, value in raw.items() if not isinstance(value, dict)}
    keys = {name: value for name, value in raw.items() if isinstance(value, dict)}
    for name, entry in keys.items():
        if any(isinstance(entry.get(amount), float) for amount in ("cost", "price")):
            raise ValueError(f'{path}: amounts of {name!r} must be strings such as "0.001", not floats')
    try:
        return _TABLE.validate_python({name: {"key": name, **shared, **entry} for name, entry in keys.items()})
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
