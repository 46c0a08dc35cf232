"""Reading `pricing.toml`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from integrations.catalog.declare import Service
from integrations.catalog.pricing import ShippedPrice, load
from integrations.catalog.projections.prices import price_json, price_rows
from integrations.catalog.registry import Catalog
from integrations.errors import NotFound


def test_what_stands_at_the_top_holds_for_keys_that_name_nothing_else(post: Service) -> None:
    prices = Catalog([post]).prices("post")

    assert prices["letter_send"] == ShippedPrice(
        key="letter_send",
        cost=Decimal("0.0005"),
        price=Decimal("0.001"),
        unit="call",
        meter="request",
        per_request=1,
        currency="USD",
        source="https://post.example/prices",
        date=date(2026, 1, 31),
    )
    assert prices["letter_poll"].cost == Decimal(0)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("price = 0.1", "amounts of 'send' must be strings"),
        ('price = "-1"', "greater than or equal to 0"),
        ('price = "1"\ncurrency = "usd"', "should match pattern"),
        ('price = "1"\nprize = "2"', "Extra inputs are not permitted"),
        ('price = "a lot"', "valid decimal"),
        ('price = "1"\nmeter = "Quota Units"', "should match pattern"),
        ('price = "1"\nper_request = 0', "greater than 0"),
    ],
)
def test_a_wrong_price_names_its_file(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "pricing.toml"
    path.write_text(f'source = "https://x.example"\ndate = 2026-01-01\ncost = "0"\n[send]\n{line}\n', encoding="utf-8")

    with pytest.raises(ValueError, match=message) as caught:
        load(path)

    assert str(path) in str(caught.value)


def test_a_price_needs_a_source_and_a_date(tmp_path: Path) -> None:
    path = tmp_path / "pricing.toml"
    path.write_text('[send]\ncost = "0"\nprice = "0"\n', encoding="utf-8")

    with pytest.raises(ValueError, match=r"source\s+Field required"):
        load(path)


def test_an_unknown_key_is_not_found(post: Service) -> None:
    with pytest.raises(NotFound, match=r"pricing\.toml has no key 'parcel'"):
        Catalog([post]).price("post", "parcel")


def test_amounts_are_shown_as_plain_strings(post: Service) -> None:
    assert price_json(post.operations["send_letter"]) == {
        "key": "letter_send",
        "cost": "0.0005",
        "price": "0.001",
        "currency": "USD",
        "unit": "call",
    }


def test_every_price_names_its_source_and_what_it_is_charged_for(post: Service) -> None:
    rows = price_rows(Catalog([post]))

    assert [(row["key"], row["charged_for"]) for row in rows] == [
        ("letter_send", ["post.send_letter"]),
        ("letter_poll", ["post.new_letter", "post.people"]),
    ]
    assert rows[0]["source"] == "https://post.example/prices"
    assert rows[0]["date"] == "2026-01-31"


def test_prices_are_read_once(post: Service) -> None:
    assert load(post.folder / "pricing.toml") is load(post.folder / "pricing.toml")
