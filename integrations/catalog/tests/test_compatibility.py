"""What may change in an operation without ending what relies on it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.catalog.compatibility import incompatibilities
from integrations.catalog.contract import contract_hash, contract_of
from integrations.catalog.registry import catalog


def contract(
    effect: str = "write", output: dict[str, Any] | None = None, required: tuple[str, ...] = ("to",), **fields: Any
) -> dict[str, Any]:
    taken = {"to": {"type": "string"}, **fields}
    properties = {name: schema for name, schema in taken.items() if schema is not None}
    return {
        "effect": effect,
        "scopes": [],
        "pricing_key": "send",
        "input": {
            "type": "object",
            "properties": properties,
            "required": list(required),
            "additionalProperties": False,
        },
        "output": {"type": "object", "properties": output or {"message_id": {"type": "string"}}},
    }


def told(old: dict[str, Any], new: dict[str, Any], *given: str) -> list[str]:
    return incompatibilities(old, new, given=given or ("to",))


MORE = {"message_id": {"type": "string"}, "thread_id": {"type": "string"}}
NUMBER = {"type": "integer", "minimum": 1, "maximum": 10}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (contract(), contract()),
        (contract(), contract(cc={"type": "string", "default": ""})),
        (contract(), contract(output=MORE)),
        (contract(), contract(effect="idempotent_write")),
        (contract(), contract(required=())),
        (contract(), contract(to={"type": ["string", "null"]})),
        (contract(), contract(to={"anyOf": [{"type": "string"}, {"type": "array"}]})),
        (contract(to=NUMBER), contract(to={"type": "number", "minimum": 0})),
        (contract(to={"enum": ["a"]}), contract(to={"enum": ["a", "b"]})),
        (contract(to={"const": "a"}), contract(to={"type": "string"})),
        (contract(to={"type": "array", "items": NUMBER}), contract(to={"type": "array", "items": {"type": "integer"}})),
        (contract(), contract(to={})),
    ],
    ids=[
        *("the same", "another field", "gives more", "does less", "requires less", "takes null as well"),
        *("takes a list as well", "takes any number", "another choice", "any text", "any items", "takes anything"),
    ],
)
def test_what_takes_more_and_gives_more_is_compatible(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert told(old, new) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (contract(), contract(effect="destructive"), "what it does was write and is destructive by now"),
        (contract(), contract(to=None, required=()), "there is no to any more"),
        (contract(), contract(to={"type": "integer"}), "to takes no string any more"),
        (contract(), contract(cc={"type": "string"}, required=("to", "cc")), "cc is required"),
        (contract(), contract(to={"type": "string", "maxLength": 5}), "to has maxLength 5"),
        (contract(to=NUMBER), contract(to={**NUMBER, "minimum": 2}), "to has minimum 2"),
        (contract(), contract(to={"type": "string", "pattern": "^a"}), "to takes another form of text"),
        (contract(), contract(to={"type": "string", "enum": ["a", "b"]}), 'to takes only "a", "b"'),
        (contract(to={"enum": ["a", "b"]}), contract(to={"enum": ["a"]}), 'to takes only "a"'),
        (contract(), contract(to={"anyOf": [{"type": "integer"}, {"type": "array"}]}), "to takes something else"),
        (
            contract(to={"anyOf": [{"type": "string"}, {"type": "integer"}]}),
            contract(),
            "to takes no integer any more",
        ),
        (
            contract(to={"type": "array", "items": {"type": "string"}}),
            contract(to={"type": "array", "items": {"type": "integer"}}),
            "to[] takes no string any more",
        ),
        (contract(), contract(output={"id": {"type": "string"}}), "it gives no message_id any more"),
        (
            contract(),
            contract(output={"message_id": {"type": ["string", "null"]}}),
            "message_id may be null",
        ),
        (
            contract(),
            contract(output={"message_id": {"anyOf": [{"type": "string"}, {"type": "object"}]}}),
            "message_id gives something else",
        ),
        (
            contract(output={"parts": {"type": "array", "items": {"type": "object", "properties": {"a": {}}}}}),
            contract(output={"parts": {"type": "array", "items": {"type": "object", "properties": {"b": {}}}}}),
            "it gives no parts[].a any more",
        ),
    ],
)
def test_what_takes_or_gives_less_is_told(old: dict[str, Any], new: dict[str, Any], words: str) -> None:
    assert told(old, new) == [words]


def test_fields_that_a_node_leaves_alone_may_go() -> None:
    assert told(contract(cc={"type": "string"}), contract(), "to") == []
    assert told(contract(cc={"type": "string"}), contract(), "to", "cc") == ["there is no cc any more"]


def test_a_field_that_is_required_by_now_is_no_trouble_to_a_node_that_sets_it() -> None:
    old, new = contract(cc={"type": "string"}), contract(cc={"type": "string"}, required=("to", "cc"))
    assert told(old, new, "to", "cc") == []


def test_every_operation_and_trigger_is_compatible_with_itself() -> None:
    for service in catalog().services.values():
        for node in service.nodes:
            mine = contract_of(node)
            assert incompatibilities(mine, contract_of(node), given=mine["input"].get("properties", {})) == []  # type: ignore[attr-defined]  # an object


FIELDS = st.dictionaries(
    st.sampled_from("abc"), st.sampled_from([{"type": "string"}, {"type": "integer"}, {"type": ["string", "null"]}])
)


@given(FIELDS, FIELDS)
def test_fields_that_are_only_added_never_break_anything(old: dict[str, Any], more: dict[str, Any]) -> None:
    now = {**more, **old}
    assert told(contract(**old), contract(**now), "to", *old) == []
    assert told(contract(output={**old, "x": {}}), contract(output={**now, "x": {}})) == []


def test_equal_contracts_have_one_hash_however_they_are_ordered() -> None:
    mine = contract()
    assert contract_hash(mine) == contract_hash(dict(reversed(mine.items())))
    assert contract_hash(mine) != contract_hash(contract(effect="read"))
