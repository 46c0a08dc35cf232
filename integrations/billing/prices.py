"""What a call costs us and is sold for: the customer's price book, else the default book, else the shipped price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, FilteredRelation, Q, QuerySet
from django.utils import timezone

from integrations.catalog.registry import catalog
from integrations.models import PriceBook


@dataclass(frozen=True, kw_only=True)
class Quote:
    """The amounts of one pricing key at one moment. ``version`` says which price list they come from."""

    service: str
    key: str
    cost: Decimal
    """What the vendor charges for each unit of its ``meter``."""
    meter: str = "request"
    """What the vendor counts: requests, or units of a quota of its own."""
    per_request: int = 1
    """Units of the meter that one request takes."""
    price: Decimal
    """What the customer is charged for each succeeded call, in the same currency."""
    currency: str
    unit: str
    """What the price is for."""
    version: str


@dataclass(frozen=True)
class _BookPrice:
    amount: Decimal
    version: str


def price_of(operation: str, customer_id: UUID | None) -> Quote:
    """The current quote of an operation by its full key, for a customer or (None) the owner. Raises NotFound."""
    declared = catalog().operation(operation)
    return quote(declared.service.key, declared.pricing_key, customer_id)


def quote(
    service: str, pricing_key: str, customer_id: UUID | None, *, at: datetime | None = None, has_books: bool = True
) -> Quote:
    """The quote of a service's pricing key, by one statement. Raises NotFound for a key that ``pricing.toml`` lacks.

    ``has_books`` is False where the caller has just read with another query that ``books_exist`` is false: then the
    shipped price counts, and no statement is sent.
    """
    shipped = catalog().price(service, pricing_key)
    sold = _book_price(service, pricing_key, customer_id, at or timezone.now()) if has_books else None
    return Quote(
        service=service,
        key=pricing_key,
        cost=shipped.cost,
        meter=shipped.meter,
        per_request=shipped.per_request,
        price=shipped.price if sold is None else sold.amount,
        currency=shipped.currency,
        unit=shipped.unit,
        version=f"shipped:{shipped.date}" if sold is None else sold.version,
    )


def books_exist() -> Exists:
    """Whether there is any price book at all, for another query to carry along: ``annotate(has_books=books_exist())``.

    Give what it says to ``quote``. It is read where it is true, so it is never stale as a cache would be.
    """
    return Exists(PriceBook.objects.order_by())


def books_in_force(customer_id: UUID | None, at: datetime, prices: Q) -> QuerySet[Any]:  # books with an annotation
    """The books of a customer and the default ones, the oldest first, each with those of its prices as ``named``.

    Of each owner the last one counts, as a whole.
    """
    owners = Q(customer__isnull=True) | Q(customer_id=customer_id) if customer_id else Q(customer__isnull=True)
    books = PriceBook.objects.filter(owners, valid_from__lte=at)
    return books.annotate(named=FilteredRelation("prices", condition=prices)).order_by("valid_from", "version", "id")


def _book_price(service: str, pricing_key: str, customer_id: UUID | None, at: datetime) -> _BookPrice | None:
    """The price in the customer's book in force, or in the default one where the customer's does not name the key."""
    books = books_in_force(customer_id, at, Q(prices__service=service, prices__pricing_key=pricing_key))
    rows = books.values_list("customer_id", "id", "version", "named__amount")
    in_force: dict[UUID | None, _BookPrice | None] = {
        owner: None if amount is None else _BookPrice(amount, f"book:{book}:{version}")
        for owner, book, version, amount in rows
    }
    return in_force.get(customer_id) or in_force.get(None)
