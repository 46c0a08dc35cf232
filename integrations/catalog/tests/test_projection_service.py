"""Services and operations for programs."""

from __future__ import annotations

from integrations.catalog.declare import Service
from integrations.catalog.projections.service import operation_json, service_json
from integrations.catalog.registry import catalog


def test_a_service_lists_what_it_offers() -> None:
    gmail = service_json(catalog().service("gmail"))

    assert gmail["key"] == "gmail"
    assert gmail["provider"] == "google"
    assert gmail["icon_url"] == "/static/services/gmail/icon.svg"
    assert gmail["operations"][:2] == ["gmail.send_message", "gmail.reply_to_message"]
    assert gmail["triggers"] == ["gmail.new_message"]
    assert gmail["grade"] in ("bronze", "silver", "gold")


def test_an_operation_shows_schemas_and_price(post: Service) -> None:
    shown = operation_json(post.operations["send_letter"])

    assert shown["key"] == "post.send_letter"
    assert shown["effect"] == "write"
    assert shown["scopes"] == ["post.write"]
    assert shown["input_schema"]["required"] == ["to"]
    assert shown["output_schema"]["title"] == "Letter"
    assert shown["example"] == {"to": "ada", "body": "How are you?"}
    assert shown["sample"] == {"letter_id": "7", "from": "Ada"}
    assert shown["price"] == {
        "key": "letter_send",
        "cost": "0.0005",
        "price": "0.001",
        "currency": "USD",
        "unit": "call",
    }
