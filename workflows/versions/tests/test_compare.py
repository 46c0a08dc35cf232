"""What differs between two drawings."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workflows.tests.published import drawing, edge, node
from workflows.versions.compare import Comparison, FieldChange, NodeSeen, compare


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, object, object]]:
    [seen] = compare(drawing(before), drawing(after)).changed
    return [(each.field, each.before, each.after) for each in seen.fields]


def test_equal_drawings_do_not_differ_wherever_their_nodes_lie() -> None:
    moved = node(position={"x": 9, "y": 9}, pinned={"text": "x"})
    assert compare(drawing(), drawing(moved)).is_empty


def test_nodes_are_added_and_removed() -> None:
    found = compare(drawing(node("a"), node("b")), drawing(node("b"), node("c", key="see")))
    assert found == Comparison(
        added=(NodeSeen("c", "see", "C", "desk.read_note"),),
        removed=(NodeSeen("a", "", "A", "desk.read_note"),),
        changed=(),
        edges_added=(),
        edges_removed=(),
        variables=(),
    )
    assert not found.is_empty


def test_parameters_are_told_by_their_path() -> None:
    before = node(parameters={"text": "a", "to": {"name": "x", "list": [1]}, "gone": 1})
    after = node(parameters={"text": "b", "to": {"name": "x", "list": [1, 2]}, "new": None})
    assert changes(before, after) == [
        ("parameters.text", "a", "b"),
        ("parameters.to.list", [1], [1, 2]),
        ("parameters.gone", 1, None),
    ]


def test_what_is_not_a_parameter_is_told_as_well() -> None:
    assert changes(node(), node(name="Other", account_mode="owner", settings={"retries": 2})) == [
        ("name", "Read", "Other"),
        ("account_mode", "customer", "owner"),
        ("settings", None, {"retries": 2}),
    ]


def test_true_is_not_one() -> None:
    assert changes(node(parameters={"n": 1}), node(parameters={"n": True})) == [("parameters.n", 1, True)]


def test_edges_count_by_their_ends() -> None:
    nodes = (node("a"), node("b"))
    before = drawing(*nodes) | {"edges": [edge("a", "b"), edge("b", "a")]}
    after = drawing(*nodes) | {"edges": [edge("a", "b", id="drawn anew"), edge("a", "b", source_handle="error")]}
    found = compare(before, after)
    ends = {"source": "b", "source_handle": "main", "target": "a", "target_handle": "main"}
    assert found.edges_removed == (ends,)
    assert [each["source_handle"] for each in found.edges_added] == ["error"]


def test_variables_are_compared() -> None:
    def one(**fields: Any) -> dict[str, Any]:
        return {"name": "n", "type": "string", "required": False, "default": None, "description": "", **fields}

    found = compare(drawing(variables=[one()]), drawing(variables=[one(type="number", default=1)]))
    assert found.variables == (FieldChange("n.type", "string", "number"), FieldChange("n.default", None, 1))


GRAPHS = st.lists(st.sampled_from("abcd"), unique=True).map(lambda names: drawing(*map(node, names)) if names else {})


@given(GRAPHS, GRAPHS)
def test_seen_the_other_way_round_what_was_added_is_removed(one: dict[str, Any], other: dict[str, Any]) -> None:
    there, back = compare(one, other), compare(other, one)
    assert {*there.added} == {*back.removed}
    assert {*there.removed} == {*back.added}
    assert (
        there.is_empty
        == back.is_empty
        == (sorted(map(str, one.get("nodes", []))) == sorted(map(str, other.get("nodes", []))))
    )
