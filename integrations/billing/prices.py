"""What a call costs us and is sold for: the customer's price book, else the default book, else the shipped price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from integrations.catalog.registry import catalog
from integrations.models import Price, PriceBook


@dataclass(frozen=True)
class Quote:
    """The amounts of one pricing key at one moment. ``version`` says which price list they come from."""

    service: str
    key: str
    cost: Decimal
    """What the vendor charges for each request."""
    price: Decimal
    """What the customer is charged for each succeeded call, in the same currency."""
    currency: str
    unit: str
    version: str


def price_of(operation: str, customer_id: UUID | None) -> Quote:
    """The current quote of an operation by its full key, for a customer or (None) the owner. Raises NotFound."""
    declared = catalog().operation(operation)
    return quote(declared.service.key, declared.pricing_key, customer_id)


def quote(service: str, pricing_key: str, customer_id: UUID | None, *, at: datetime | None = None) -> Quote:
    """The quote of a service's pricing key. Raises NotFound for a key that its ``pricing.toml`` lacks."""
    shipped = catalog().price(service, pricing_key)
    sold = _book_price(service, pricing_key, customer_id, at or timezone.now())
    return Quote(
        service=service,
        key=pricing_key,
        cost=shipped.cost,
        price=shipped.price if sold is None else sold.amount,
        currency=shipped.currency,
        unit=shipped.unit,
        version=f"shipped:{shipped.date}" if sold is None else f"book:{sold.book_id}:{sold.book.version}",
    )


def _book_price(service: str, pricing_key: str, customer_id: UUID | None, at: datetime) -> Price | None:
    """The price in the customer's book in force, or in the default one where the customer's does not name the key."""
    owners = Q(customer__isnull=True) | Q(customer_id=customer_id) if customer_id else Q(customer__isnull=True)
    in_force: dict[UUID | None, PriceBook] = {}
    for book in PriceBook.objects.filter(owners, valid_from__lte=at).order_by("valid_from", "version", "id"):
        in_force[book.customer_id] = book
    prices = {
        price.book_id: price
        for price in Price.objects.filter(
            book__in=in_force.values(), service=service, pricing_key=pricing_key
        ).select_related("book")
    }
    books = (in_force.get(customer_id), in_force.get(None))
    return next((prices[book.pk] for book in books if book is not None and book.pk in prices), None)
