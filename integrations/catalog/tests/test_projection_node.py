"""Editor nodes."""

from __future__ import annotations

from typing import Any

from syrupy.assertion import SnapshotAssertion

from integrations.catalog.context import Ctx
from integrations.catalog.declare import Service
from integrations.catalog.projections.node import nodes, operation_node, trigger_node, ui_schema
from integrations.catalog.registry import Catalog
from integrations.catalog.schema import input_schema
from integrations.catalog.tests.post import READ, Letter, LetterSend


def test_an_operations_node(post: Service, snapshot: SnapshotAssertion) -> None:
    assert operation_node(post.operations["send_letter"]) == snapshot


def test_a_node_says_whose_accounts_it_takes(post: Service) -> None:
    @post.operation(
        effect="read", scopes=[READ], price="letter_poll", sample={"letter_id": "7"}, account="optional", accounts="any"
    )
    def look_up(ctx: Ctx, data: LetterSend) -> Letter:
        """Look a letter up."""
        return Letter(letter_id="7")

    shown = {each["type"]: (each["account"], each["accounts"]) for each in nodes(Catalog([post]))}
    assert shown["post.look_up"] == ("optional", "any")
    assert shown["post.new_letter"] == ("required", "own")


def test_a_trigger_has_no_input_and_is_no_tool(post: Service) -> None:
    node = trigger_node(post.triggers["new_letter"])

    assert node["kind"] == "trigger"
    assert node["inputs"] == []
    assert node["outputs"] == [{"name": "main", "type": "main"}]
    assert node["group"] == ["Post", "trigger"]
    assert node["effect"] == "read"
    assert node["output_schema"]["title"] == "Letter"
    assert node["price"]["price"] == "0"


def test_the_form_keeps_the_order_of_the_fields() -> None:
    assert ui_schema(input_schema(LetterSend)) == {
        "to": {"options": "people"},
        "body": {"widget": "textarea", "advanced": True},
        "from": {"options": "people"},
        "order": ["to", "body", "speed", "from"],
    }


def test_a_service_shows_its_triggers_before_its_operations(post: Service) -> None:
    assert [node["type"] for node in nodes(Catalog([post]))] == ["post.new_letter", "post.send_letter"]


def test_a_node_does_not_share_its_sample_with_the_declaration(post: Service) -> None:
    node: dict[str, Any] = dict(operation_node(post.operations["send_letter"]))
    node["sample"]["letter_id"] = "changed"

    assert post.operations["send_letter"].sample["letter_id"] == "7"
