"""What makes a graph sound, and that every problem is said at once."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.errors import FieldError, InputError, PayloadTooLarge
from workflows.engine.graph import graph_hash, upgraded
from workflows.engine.validation import MAX_BYTES, MAX_NODES, parse_graph

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=4),
    max_leaves=12,
)


def node(identifier: str = "a", **changes: object) -> dict[str, object]:
    base = {
        "id": identifier,
        "type": "mail.send",
        "name": "Send",
        "position": {"x": 0, "y": 0},
        "parameters": {},
        "account_mode": "owner",
        "customer_id": None,
        "connection": None,
        "disabled": False,
    }
    return base | changes


def edge(identifier: str, source: str, target: str) -> dict[str, object]:
    return {"id": identifier, "source": source, "source_handle": "main", "target": target, "target_handle": "main"}


def problems_of(raw: object) -> list[FieldError]:
    with pytest.raises(InputError) as caught:
        parse_graph(raw)
    return list(caught.value.errors)


def test_an_empty_object_is_an_empty_graph() -> None:
    graph = parse_graph({})
    assert graph.as_dict() == {
        "version": 1,
        "nodes": [],
        "edges": [],
        "viewport": {"x": 0.0, "y": 0.0, "zoom": 1.0},
        "notes": [],
        "variables": [],
    }


def test_a_sound_graph_comes_back_as_it_was_written() -> None:
    settings = {"timeout": 5_000, "retries": 3, "retry_wait": 200, "on_error": "branch"}
    note = {"text": "*Why*", "position": {"x": 1.0, "y": 2.0}, "width": 9.0, "height": 8.0, "color": "red"}
    raw = {
        "version": 1,
        "nodes": [
            node("a", key="mail", parameters={"to": ["x@y.z"]}, settings=settings, pinned={"id": "7"}),
            node("b", key="mail_2", account_mode="customer", customer_id="acme", settings=settings, pinned=None),
            node("c", key="if", type="flow.if", account_mode=None, disabled=True, settings=settings, pinned=None),
        ],
        "edges": [edge("e", "a", "b")],
        "viewport": {"x": 1.5, "y": -2.0, "zoom": 0.5},
        "notes": [{"id": "n", **note}],
        "variables": [
            {"name": "limit", "type": "integer", "required": True, "default": 3, "description": "How many at most."}
        ],
    }
    assert parse_graph(raw).as_dict() == raw


def test_a_graph_of_a_later_form_is_refused() -> None:
    assert problems_of({"version": 2}) == [FieldError("version", "Input should be 1")]


def test_a_node_without_a_key_keeps_the_one_it_was_stored_with() -> None:
    raw = {"nodes": [node("a", name="Renamed"), node("b", name="Send", key="send"), node("c", name="Send")]}
    keys = [each.key for each in parse_graph(raw, keys={"a": "send", "c": "mail"}).nodes]
    assert keys == ["renamed", "send", "mail"]
    assert [each.key for each in parse_graph(raw, keys={"a": "first"}).nodes] == ["first", "send", "send_2"]


def test_what_was_stored_before_documents_had_a_version_is_read_in_the_present_form() -> None:
    old: dict[str, Any] = {"nodes": [node("a"), node("b")], "edges": [edge("e", "a", "b")]}
    new: dict[str, Any] = upgraded(old)
    assert new == parse_graph(old).as_dict()
    assert [each["key"] for each in new["nodes"]] == ["send", "send_2"]
    assert upgraded(new) == new


def test_edges_without_handles_go_from_main_to_main() -> None:
    raw = {"nodes": [node("a"), node("b")], "edges": [{"id": "e", "source": "a", "target": "b"}]}
    assert parse_graph(raw).as_dict()["edges"] == [edge("e", "a", "b")]


def test_all_problems_are_said_at_once() -> None:
    raw = {
        "nodes": [
            node("a", name=3),
            node("a"),
            "nonsense",
            node("c", parameters={"text": "a\0b", "number": float("inf")}),
        ],
        "edges": [edge("e", "a", "nowhere"), edge("e", "c", "a")],
        "unknown": 1,
    }
    assert [(each.field, each.message) for each in problems_of(raw)] == [
        ("nodes.0.name", "Input should be a valid string"),
        ("nodes.2", "Input should be a valid dictionary or instance of GraphNode"),
        ("unknown", "Extra inputs are not permitted"),
        ("nodes.3.parameters.text", "The text holds the character U+0000, which cannot be stored. Remove it."),
        ("nodes.3.parameters.number", "NaN and Infinity are not JSON numbers."),
        ("nodes.1.id", "The id 'a' is used twice."),
        ("edges.1.id", "The id 'e' is used twice."),
        ("edges.0.target", "There is no node 'nowhere' in this graph."),
    ]


def test_the_detail_counts_the_problems_and_names_the_first() -> None:
    with pytest.raises(InputError, match=r"^The graph has 2 problems\. nodes\.1\.id: The id 'a' is used twice\.$"):
        parse_graph({"nodes": [node("a"), node("a"), node("a")]})


def test_a_graph_that_is_no_object_is_refused() -> None:
    assert problems_of([]) == [FieldError("body", "Input should be a valid dictionary or instance of Graph")]


def test_only_the_first_hundred_problems_are_listed() -> None:
    assert len(problems_of({"nodes": [node("a")] * 102})) == 100


def test_a_thousand_nodes_are_fine() -> None:
    nodes = [node(f"n{number}") for number in range(1_000)]
    edges = [edge(f"e{number}", f"n{number}", f"n{number + 1}") for number in range(999)]
    assert len(parse_graph({"nodes": nodes, "edges": edges}).nodes) == 1_000


def test_too_many_nodes_are_refused() -> None:
    raw = {"nodes": [node(f"n{number}") for number in range(MAX_NODES + 1)]}
    assert problems_of(raw) == [FieldError("nodes", "5,001 nodes; 5,000 is the limit.")]


def test_too_many_edges_are_refused() -> None:
    raw = {"nodes": [node("a")], "edges": [edge(f"e{number}", "a", "a") for number in range(20_001)]}
    assert problems_of(raw) == [FieldError("edges", "20,001 edges; 20,000 is the limit.")]


def test_a_graph_of_more_bytes_than_the_limit_is_too_large() -> None:
    with pytest.raises(PayloadTooLarge, match="5,242,880 is the limit"):
        parse_graph({"nodes": [node("a", parameters={"text": "x" * MAX_BYTES})]})


def test_nesting_without_end_is_refused_with_a_short_path() -> None:
    value: object = 1
    for _ in range(5_000):
        value = {"deeper": value}
    fields = problems_of({"nodes": [node("a", parameters={"value": value})]})
    assert [each.message for each in fields][-1] == "The value is nested deeper than 100 levels."
    assert max(len(each.field) for each in fields) == 200


@given(JSON)
def test_any_json_is_accepted_or_refused_with_an_input_error(raw: object) -> None:
    with suppress(InputError):
        parse_graph(raw)


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), JSON, max_size=4))
def test_reading_what_was_written_gives_the_same_graph(parameters: dict[str, object]) -> None:
    graph = parse_graph({"nodes": [node("a", parameters=parameters)]})
    assert parse_graph(graph.as_dict()) == graph


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), JSON, max_size=4), st.randoms())
def test_the_hash_does_not_depend_on_the_order_of_keys(parameters: dict[str, object], random: Random) -> None:
    shuffled = list(parameters.items())
    random.shuffle(shuffled)
    one = parse_graph({"nodes": [node("a", parameters=parameters)]})
    other = parse_graph({"nodes": [node("a", parameters=dict(shuffled))]})
    assert graph_hash(one) == graph_hash(other)


@pytest.mark.parametrize(
    "changes",
    [
        {"parameters": {"to": "x"}},
        {"name": "Other"},
        {"position": {"x": 1, "y": 0}},
        {"account_mode": "customer"},
        {"disabled": True},
    ],
)
def test_the_hash_changes_with_every_part_of_a_node(changes: dict[str, object]) -> None:
    one = parse_graph({"nodes": [node("a")]})
    other = parse_graph({"nodes": [node("a", **changes)]})
    assert graph_hash(one) != graph_hash(other)
