"""What one answer of a language model costs, by its own size, its name, and the provider that really answered.

The operator's price books say what tokens are sold for; where they do not, that is what the vendor charges, by the list
that the package ``genai-prices`` ships. What only a book knows costs what it is sold for. The price of a sum is not the
sum of the prices: above a size a model's tokens cost more each, so every answer is priced by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from integrations.billing.amounts import as_text, times, total
from integrations.billing.ledger import record_lines
from integrations.billing.lines import Measure, Source
from integrations.billing.token_books import CACHE_WRITTEN, CACHED, IN, OUT, TokenBook
from integrations.models import UsageLine

if TYPE_CHECKING:
    from genai_prices.types import ModelPrice

CURRENCY = "USD"
UNIT = "token"
UNPRICED = "unpriced"
"""The price version of lines that no price is known for."""
ROUTES = (":nitro", ":floor", ":online", ":exacto")
"""What a gateway's names may end in that says how it chooses, and not which model."""
_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """The size of one answer. ``read`` counts all that the model read, from a cache or not."""

    read: int = 0
    cached: int = 0
    cache_written: int = 0
    written: int = 0

    @property
    def by_meter(self) -> dict[str, int]:
        """Without those of which there are none; what was read from a cache counts there alone."""
        plain = max(0, self.read - self.cached - self.cache_written)
        counts = {IN: plain, CACHED: self.cached, CACHE_WRITTEN: self.cache_written, OUT: self.written}
        return {meter: count for meter, count in counts.items() if count} or {OUT: 0}


@dataclass(frozen=True, kw_only=True)
class Priced:
    """An answer's tokens by meter, each with what one costs at the vendor; None where nobody knows."""

    counts: Mapping[str, int]
    units: Mapping[str, Decimal] | None
    version: str
    sold: Mapping[str, Decimal] | None = None
    """What one is sold for, where a price book says so."""

    @property
    def amount(self) -> Decimal | None:
        """What the answer is sold for, else costs at the vendor; None where nobody knows."""
        units = self.sold or self.units
        if units is None:
            return None
        return total(times(Decimal(count), units[meter]) for meter, count in self.counts.items())


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One metered answer. ``is_ours`` says that the operator's key was used, and so the operator's money."""

    source: Source
    priced: Priced
    is_ours: bool


def priced(
    provider: str,
    model: str,
    tokens: Tokens,
    *,
    reported: Decimal | None = None,
    book: TokenBook | None = None,
    asked: str = "",
) -> Priced:
    """The price of one answer; ``provider`` as the price list calls it, ``reported`` is what a gateway says it took.

    ``asked`` is the name that was asked for, by which a book may know a model that answers by a longer one. What runs
    on a machine of one's own has no provider, and no price but a book's. A model that is on no list has none either:
    never that of another one, and never 0.
    """
    found = _listed(provider, model, tokens, reported)
    sold = book.prices(filter(None, (model, asked))) if book is not None else None
    if sold is None:
        return found
    units = sold.units if found.units is None else found.units
    return replace(found, units=units, sold=sold.units, version=sold.version)


def _listed(provider: str, model: str, tokens: Tokens, reported: Decimal | None) -> Priced:
    """What the vendor charges."""
    counts = tokens.by_meter
    if reported is not None:
        size = Decimal(max(1, sum(counts.values())))
        return Priced(counts=counts, units=dict.fromkeys(counts, reported / size), version=f"reported:{provider}"[:64])
    if provider == "sandbox":
        return Priced(counts=counts, units=dict.fromkeys(counts, Decimal(0)), version="sandbox")
    found = _model_price(provider, model)
    units = None if found is None else _units(found, tokens)
    if units is None or not counts.keys() <= units.keys():
        return Priced(counts=counts, units=None, version=UNPRICED)
    return Priced(counts=counts, units=units, version=f"genai-prices:{_list_version()}")


def record_turn(turn: Turn) -> dict[str, object]:
    """Write the lines of one answer in the caller's transaction; returns its usage in the shape of the contract.

    The customer is charged by the price book, else what the operator pays. With the customer's own key both are
    nothing: the vendor bills the customer. ``cost`` and ``price`` are 0 for an answer nobody knows the price of, and
    ``unpriced`` then says so.
    """
    lines = record_lines(turn.source, measures_of(turn))
    usage: dict[str, object] = {
        "id": str(lines[0].line_id),
        "operation": turn.source.operation,
        "pricing_key": turn.source.pricing_key,
        "quantity": as_text(Decimal(sum(turn.priced.counts.values()))),
        "unit": UNIT,
        "cost": as_text(total(line.cost for line in lines)),
        "price": as_text(total(line.price for line in lines)),
        "currency": turn.source.currency,
    }
    return usage if turn.priced.units is not None else usage | {"unpriced": True}


def measures_of(turn: Turn) -> Sequence[Measure]:
    """A line for each meter. A side that nobody knows the price of says nothing, which is not 0."""
    units, sold = turn.priced.units, turn.priced.sold or turn.priced.units
    if units is not None and not turn.is_ours:
        units = sold = dict.fromkeys(units, Decimal(0))
    return [
        Measure(
            meter=meter,
            unit=UNIT,
            quantity=Decimal(count),
            unit_cost=None if units is None else units[meter],
            unit_price=None if sold is None else sold[meter],
        )
        for meter, count in turn.priced.counts.items()
    ]


def usage_of_turn(call_id: object) -> dict[str, object] | None:
    """What one answer used and costs, read back; None if nothing was metered."""
    kinds = {"source_id": call_id, "source_kind": UsageLine.SourceKind.TURN}
    lines = list(UsageLine.objects.filter(**kinds).order_by("position"))
    if not lines:
        return None
    first = lines[0]
    usage: dict[str, object] = {
        "id": str(first.line_id),
        "operation": first.operation,
        "pricing_key": first.pricing_key,
        "quantity": as_text(total(line.quantity for line in lines)),
        "unit": UNIT,
        "cost": as_text(total(line.cost for line in lines)),
        "price": as_text(total(line.price for line in lines)),
        "currency": first.currency,
    }
    return usage | {"unpriced": True} if first.price_version == UNPRICED else usage


def listed_models(provider: str) -> tuple[str, ...]:
    """The names of a provider's models that the price list has with a price for tokens read and written.

    Those whose size of context is known come first, and then as newer ones are mostly called: from the end of the
    alphabet. Without entries for the whole family of fine-tuned ones, whose names are their owners' to know.
    """
    from genai_prices.data import providers  # takes memory, which the web process needs once somebody chooses a model

    listed = next((each.models for each in providers if each.id == provider), [])
    usable = [each for each in listed if not each.deprecated and _is_asked_by_tokens(each.prices)]
    usable.sort(key=lambda each: (each.context_window is not None, each.id), reverse=True)
    return tuple(each.id for each in usable if not each.id.startswith("ft:") and not each.id.endswith("-"))


def _is_asked_by_tokens(prices: object) -> bool:
    """Whether its newest price tells what tokens cost, as those of models for images or speech do not."""
    newest = prices[-1].prices if isinstance(prices, list) else prices
    return all(getattr(newest, name, None) is not None for name in ("input_mtok", "output_mtok"))


def _model_price(provider: str, model: str) -> ModelPrice | None:
    """On the list of this provider alone."""
    from genai_prices import Usage, calc_price  # takes memory, which a process needs that prices models

    for name in _names(model):
        try:
            return calc_price(Usage(input_tokens=0, output_tokens=0), name, provider_id=provider).model_price
        except (LookupError, ValueError):
            continue
    return None


def _names(model: str) -> Iterable[str]:
    """The name, and without a gateway's ending that chooses a route."""
    yield model
    for ending in ROUTES:
        if model.endswith(ending):
            yield model.removesuffix(ending)


def _units(price: ModelPrice, tokens: Tokens) -> dict[str, Decimal] | None:
    """What a token costs by meter; None where the list does not tell it of tokens read and written."""
    read, written = _unit(price.input_mtok, tokens), _unit(price.output_mtok, tokens)
    if read is None or written is None:
        return (
            {IN: Decimal(0), CACHED: Decimal(0), CACHE_WRITTEN: Decimal(0), OUT: Decimal(0)}
            if _is_free(price)
            else None
        )
    cached, cache_written = _unit(price.cache_read_mtok, tokens), _unit(price.cache_write_mtok, tokens)
    return {
        IN: read,
        CACHED: read if cached is None else cached,
        CACHE_WRITTEN: read if cache_written is None else cache_written,
        OUT: written,
    }


def _is_free(price: ModelPrice) -> bool:
    """Whether the list names the model and no price at all for it, as it does for free ones."""
    return not any(value for name, value in vars(price).items() if not name.startswith("_"))


def _unit(price: object, tokens: Tokens) -> Decimal | None:
    """For one token. Above a size all tokens of an answer cost what its tier says."""
    if price is None:
        return None
    if isinstance(price, Decimal):
        return price / _MILLION
    tiers = [tier for tier in getattr(price, "tiers", ()) if tokens.read > tier.start]
    amount = tiers[-1].price if tiers else getattr(price, "base", None)
    return Decimal(amount) / _MILLION if amount is not None else None


def _list_version() -> str:
    from importlib.metadata import version

    return version("genai-prices")
