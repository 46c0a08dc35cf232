"""Which price list a call is charged by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pydantic import BaseModel

from integrations.billing.prices import books_exist, price_of, quote
from integrations.catalog.declare import Service
from integrations.catalog.registry import Catalog, using
from integrations.errors import NotFound
from integrations.models import Customer, Price, PriceBook

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PRICING = """
source = "https://vendor.example/prices"
date = 2026-11-01
[letter_send]
cost = "0.0002"
price = "0.001"
[letter_read]
cost = "0"
price = "0.0005"
[letter_weigh]
cost = "0.00001"
meter = "quota_unit"
per_request = 5
price = "0.0005"
"""


class Letter(BaseModel):
    text: str = ""


@pytest.fixture(autouse=True)
def _postal_service(tmp_path: Path) -> Iterator[None]:
    (tmp_path / "pricing.toml").write_text(PRICING)
    service = Service(
        key="post",
        name="Post",
        provider="post",
        color="#000000",
        documentation_url="https://vendor.example",
        folder=tmp_path,
        scopes={},
        hosts=(),
    )

    @service.operation(effect="write", scopes=(), price="letter_send", sample={})
    def send_letter(ctx: object, data: Letter) -> Letter:
        """Send a letter."""
        return data

    with using(Catalog([service])):
        yield


def book(amount: str, *, customer: Customer | None = None, valid_from: datetime = NOON, version: int = 1) -> PriceBook:
    made = PriceBook.objects.create(customer=customer, name="Prices", version=version, valid_from=valid_from)
    Price.objects.create(book=made, service="post", pricing_key="letter_send", amount=Decimal(amount))
    return made


def charged(customer: Customer | None) -> tuple[Decimal, str]:
    found = quote("post", "letter_send", customer.pk if customer else None, at=NOON)
    return found.price, found.version


def test_without_a_book_the_shipped_price_counts(acme: Customer) -> None:
    found = price_of("post.send_letter", acme.pk)
    assert (found.cost, found.price, found.currency, found.unit, found.key, found.version) == (
        Decimal("0.0002"),
        Decimal("0.001"),
        "USD",
        "call",
        "letter_send",
        "shipped:2026-11-01",
    )


def test_the_customers_book_goes_before_the_default_one(acme: Customer, globex: Customer) -> None:
    default, own = book("0.003"), book("0.002", customer=acme)
    assert charged(acme) == (Decimal("0.002"), f"book:{own.pk}:1")
    assert charged(globex) == (Decimal("0.003"), f"book:{default.pk}:1")
    assert charged(None) == (Decimal("0.003"), f"book:{default.pk}:1")


def test_a_book_changes_the_price_and_never_the_vendors_cost(acme: Customer) -> None:
    book("0.5", customer=acme)
    assert quote("post", "letter_send", acme.pk, at=NOON).cost == Decimal("0.0002")


def test_a_key_that_the_customers_book_does_not_name_is_found_in_the_default_book(acme: Customer) -> None:
    PriceBook.objects.create(customer=acme, name="Empty", valid_from=NOON)
    default = book("0.003")
    assert charged(acme) == (Decimal("0.003"), f"book:{default.pk}:1")


def test_the_newest_version_in_force_counts(acme: Customer) -> None:
    book("0.001", customer=acme, valid_from=NOON - timedelta(days=9))
    current = book("0.002", customer=acme, version=2)
    book("0.009", customer=acme, version=3, valid_from=NOON + timedelta(seconds=1))
    assert charged(acme) == (Decimal("0.002"), f"book:{current.pk}:2")


def test_a_price_that_a_newer_version_dropped_no_longer_counts(acme: Customer) -> None:
    book("0.002", customer=acme, valid_from=NOON - timedelta(days=9))
    PriceBook.objects.create(customer=acme, name="Prices", version=2, valid_from=NOON)
    assert charged(acme) == (Decimal("0.001"), "shipped:2026-11-01")


def test_a_free_price_is_a_price(acme: Customer) -> None:
    free = book("0", customer=acme)
    assert charged(acme) == (Decimal(0), f"book:{free.pk}:1")


def test_the_vendors_meter_is_requests_unless_the_file_names_another() -> None:
    sent, weighed = quote("post", "letter_send", None), quote("post", "letter_weigh", None)
    assert (sent.meter, sent.per_request) == ("request", 1)
    assert (weighed.meter, weighed.per_request, weighed.unit) == ("quota_unit", 5, "call")


def has_books() -> bool:
    """As a query that is needed anyway carries it along."""
    return bool(Customer.objects.values_list(books_exist(), flat=True).get(key="acme"))


@pytest.mark.parametrize("books", [0, 1, 5])
def test_a_quote_is_one_statement_however_many_books_there_are(acme: Customer, books: int) -> None:
    for number in range(books):
        book("0.002", customer=acme, version=number)
        book("0.003", version=number)
    with CaptureQueriesContext(connection) as queries:
        quote("post", "letter_send", acme.pk, at=NOON)
    assert len(queries) == 1


def test_a_quote_without_books_needs_no_statement_where_another_query_has_said_so(acme: Customer) -> None:
    with CaptureQueriesContext(connection) as queries:
        found = quote("post", "letter_send", acme.pk, has_books=has_books())
    assert len(queries) == 1
    assert (found.price, found.version) == (Decimal("0.001"), "shipped:2026-11-01")
    book("0.002")
    assert has_books()


def test_a_price_of_more_than_15_digits_is_quoted_exactly(acme: Customer) -> None:
    book("12345678901234567.000000000000001", customer=acme)
    assert charged(acme)[0] == Decimal("12345678901234567.000000000000001")


def test_a_key_without_a_price_is_an_error_and_never_zero() -> None:
    with pytest.raises(NotFound, match="no key 'letter_burn'"):
        quote("post", "letter_burn", None)
