"""Mistakes in expressions are found before a run, from what the nodes give; what is not certain is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from workflows.engine.expressions import check_graph

MAIL = {
    "type": "object",
    "properties": {
        "messages": {"type": "array", "items": {"$ref": "#/$defs/Message"}},
        "count": {"type": "integer"},
        "next": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        "raw": {},
    },
    "$defs": {
        "Message": {
            "type": "object",
            "properties": {
                "subject": {"type": "string"},
                "replies": {"type": "array", "items": {"$ref": "#/$defs/Message"}},
            },
        }
    },
}  # fmt: skip
INPUT = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "list": {"type": "array", "items": {"type": "string"}},
        "number": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
    },
}


class FakePlan:
    """Nodes in a row, each after all before it; ``inside`` stands in the loop ``each``."""

    def __init__(self, parameters: Mapping[str, Any], *, of: str = "note", disabled: bool = False) -> None:
        keys = ["start", "mail", "each", "inside", "note", "later"]
        self.nodes = {
            key: SimpleNamespace(
                id=key, key=key, type="flow.for_each" if key == "each" else "a.b", disabled=disabled and key == of,
                kind="trigger" if key == "start" else "operation", pinned=None,
                parameters=parameters if key == of else {}, settings=SimpleNamespace(on_error="stop"),
            )
            for key in keys
        }  # fmt: skip
        self._order = keys

    def upstream(self, node_id: str) -> frozenset[str]:
        before = self._order[: self._order.index(node_id)]
        return frozenset(before) - {"inside", node_id} - ({"each"} if node_id == "inside" else set())

    def loop_of(self, node_id: str) -> str | None:
        return "each" if node_id == "inside" else None


def mistakes(plan: FakePlan) -> list[tuple[str, str, str]]:
    return check_graph(
        plan,
        lambda node: {"start": {"type": "object", "properties": {"body": {}}}, "mail": MAIL}.get(node.id),
        input_schema_of=lambda node: INPUT if node.id == "note" else None,
        variables=["limit"],
    )


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("mial.count", "There is no node 'mial'. Did you mean 'mail'?"),
        ("nodes.mial.count + 1", "There is no node 'mial'. Did you mean 'mail'?"),
        ("later.x", "The node 'later' has not ended for certain when this one runs. Connect it before this one."),
        ("inside.x", "The node 'inside' has not ended for certain when this one runs. Connect it before this one."),
        ("note.x", "'note' is this node itself, whose output is not there yet."),
        ("mail.mesages", "'mail' has no field 'mesages'. Did you mean 'messages'?"),
        ("mail.messages[0].replies[1].subjct + 'a'",
         "'mail.messages[0].replies[1]' has no field 'subjct'. Did you mean 'subject'?"),
        ("mail.messages.subject",
         "'mail.messages' is a list, so it has no field 'subject'. Take one of its items first, as in [0]."),
        ("mail.count[0]", "'mail.count' is no list, so it has no item 0."),
        ("mail.count.value", "'mail.count' has no field 'value'."),
        ("trigger.bdy", "'trigger' has no field 'bdy'. Did you mean 'body'?"),
        ("vars.limt", "There is no variable 'limt'. Did you mean 'limit'?"),
        ("item.x", "'item' is there inside a for-each only."),
        ("mail.messages.map(m, m.x + mail.coun)", "'mail' has no field 'coun'. Did you mean 'count'?"),
    ],
)  # fmt: skip
def test_a_mistake_is_found(expression: str, message: str) -> None:
    assert mistakes(FakePlan({"deep": [{"field": f"{{{{ {expression} }}}}"}]})) == [("note", "deep.0.field", message)]


@pytest.mark.parametrize(
    "expression",
    [
        "mail.messages[0].subject", "mail.labels.anything", "mail.raw.anything[3].x", "mail.next", "mail.?mesages",
        "each.results[0].x", "start.body.x", "trigger.body.x", "customer.key", "run.id", "now", "vars.limit",
        "vars.?other",
        "default(mail.next, 'x')", "mail.messages.map(subjct, subjct.subject)", "has(mail.count)",
    ],
)  # fmt: skip
def test_what_may_be_right_is_left_alone(expression: str) -> None:
    assert mistakes(FakePlan({"field": f"{{{{ {expression} }}}}"})) == []


@pytest.mark.parametrize(
    ("field", "expression", "message"),
    [
        ("text", "mail.messages", "'mail.messages' is a list; this field takes a text."),
        ("number", "mail.labels", "'mail.labels' is an object; this field takes a number."),
        ("list", "mail.count", "'mail.count' is a number; this field takes a list."),
    ],
)
def test_a_kind_that_cannot_fit_is_found(field: str, expression: str, message: str) -> None:
    assert mistakes(FakePlan({field: f"{{{{ {expression} }}}}"})) == [("note", field, message)]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("text", "{{ mail.next }}"), ("text", "{{ mail.raw }}"), ("text", "{{ mail.count }}"),
        ("number", "{{ mail.next }}"),
        ("text", "all: {{ mail.messages }}"), ("list", "{{ mail.messages }}"), ("text", "{{ text(mail.messages) }}"),
        ("other", "{{ mail.messages }}"),
    ],
)  # fmt: skip
def test_a_kind_that_may_fit_is_left_alone(field: str, text: str) -> None:
    assert mistakes(FakePlan({field: text})) == []


def test_a_loop_knows_its_item_inside_and_its_body_at_the_end() -> None:
    assert mistakes(FakePlan({"x": "{{ item.x + index }}"}, of="inside")) == []
    assert mistakes(FakePlan({"result": "{{ inside.x + item.y }}"}, of="each")) == []
    assert [field for _, field, _ in mistakes(FakePlan({"items": "{{ inside.x }}"}, of="each"))] == ["items"]


def test_what_cannot_be_read_is_reported_too() -> None:
    assert mistakes(FakePlan({"field": "{{ mail. }}"}))[0][:2] == ("note", "field")


def test_a_disabled_node_is_passed_over() -> None:
    assert mistakes(FakePlan({"field": "{{ nothing }}"}, disabled=True)) == []


def test_pinned_and_caught_outputs_are_not_known() -> None:
    plan = FakePlan({"a": "{{ mail.mesages }}"})
    plan.nodes["mail"].settings.on_error = "continue"
    assert mistakes(plan) == []
