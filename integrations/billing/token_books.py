"""What the operator's price books say that tokens of language models are sold for.

A price book names a model by rows of the service ``models.<vendor>``, such as ``models.openai``, with pricing keys of
the form ``<model>:tokens_in`` and ``<model>:tokens_out``: US dollars for one token. ``tokens_cached`` and
``tokens_cache_written`` may be named as well; without them such tokens cost as those that are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from integrations.billing.prices import books_in_force

IN, CACHED, CACHE_WRITTEN, OUT = "tokens_in", "tokens_cached", "tokens_cache_written", "tokens_out"
SERVICE = "models."


@dataclass(frozen=True)
class TokenPrices:
    """What one token of each meter is sold for; ``version`` says by which book."""

    units: Mapping[str, Decimal]
    version: str


@dataclass(frozen=True)
class TokenBook:
    """The prices of one vendor's models that are in force for a customer, or for nobody in particular."""

    of_customer: Mapping[str, tuple[Decimal, str]] = field(default_factory=dict)
    of_all: Mapping[str, tuple[Decimal, str]] = field(default_factory=dict)

    def prices(self, models: Iterable[str]) -> TokenPrices | None:
        """Of the first of these names that a book has, the customer's before the default one."""
        for model in models:
            for book in (self.of_customer, self.of_all):
                if f"{model}:{IN}" in book and f"{model}:{OUT}" in book:
                    return _prices(book, model)
        return None


def token_book(vendor: str, customer_id: UUID | None) -> TokenBook:
    """By one statement. Of each owner the newest book counts, as a whole."""
    books = books_in_force(customer_id, timezone.now(), Q(prices__service=f"{SERVICE}{vendor}"))
    rows = books.values_list("customer_id", "id", "version", "named__pricing_key", "named__amount")
    found: dict[UUID | None, dict[str, tuple[Decimal, str]]] = {}
    for (owner, book, version), prices in groupby(rows, key=lambda row: row[:3]):
        found[owner] = {key: (amount, f"book:{book}:{version}") for *_, key, amount in prices if key is not None}
    return TokenBook(found.get(customer_id, {}) if customer_id else {}, found.get(None, {}))


def _prices(book: Mapping[str, tuple[Decimal, str]], model: str) -> TokenPrices:
    read, version = book[f"{model}:{IN}"]
    also = {meter: book.get(f"{model}:{meter}", (read, version))[0] for meter in (CACHED, CACHE_WRITTEN)}
    return TokenPrices({IN: read, **also, OUT: book[f"{model}:{OUT}"][0]}, version)
