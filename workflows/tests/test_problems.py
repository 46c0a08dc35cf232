"""What keeps a drawing from being run is told whole, by node and field."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.errors import InputError
from workflows.engine.tests.drawing import edge, node
from workflows.problems import problems_of, require_sound
from workflows.tests.desk import Desk

pytestmark = pytest.mark.django_db


def drawing(nodes: list[dict[str, Any]], *edges: str, **more: Any) -> dict[str, Any]:
    return {"nodes": nodes, "edges": [edge(each) for each in edges], **more}


def told(graph: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(each.node, each.field, each.message) for each in problems_of(graph)]


def read(node_id: str, text: str, **changes: Any) -> dict[str, Any]:
    return node(node_id, "desk.read_note", parameters={"text": text}, **changes)


def test_a_drawing_of_branches_and_loops_is_sound(desk: Desk) -> None:
    nodes = [
        node("start", "trigger.manual"),
        node("first", "flow.if", parameters={"condition": "trigger.urgent"}),
        read("note", "ab"),
        node("all", "flow.for_each", parameters={"items": "trigger.items", "result": "inner.text"}),
        read("inner", "{{ item.text }} {{ note.text }} {{ vars.word }}"),
        node("end", "flow.output", parameters={"value": {"texts": "{{ all.results }}"}}),
    ]
    edges = ["start -> first", "first.true -> note", "note -> all", "all.each -> inner", "all -> end"]
    variables = [{"name": "word"}]
    assert told(drawing(nodes, *edges, variables=variables)) == []
    require_sound(drawing(nodes, *edges, variables=variables))


def test_expressions_are_checked_against_what_nodes_before_them_give(desk: Desk) -> None:
    nodes = [
        read("a", "ab"),
        read("b", "{{ a.txt }}"),
        read("c", "{{ d.text }}"),
        read("d", "{{ nobody.text }} {{ vars.word }}"),
        read("e", "{{ item }}"),
        read("f", "{{ a. }}"),
    ]
    found = told(drawing(nodes, "a -> b", "b -> c", "c -> d"))
    assert [(at, field) for at, field, _ in found] == [(at, "text") for at in "bcddef"]
    assert "Did you mean 'text'?" in found[0][2]
    assert found[1][2] == "The node 'd' has not ended for certain when this one runs. Connect it before this one."
    assert found[2][2].startswith("There is no node 'nobody'.")


def test_a_branch_gives_what_came_to_it_and_a_merge_its_inputs(desk: Desk) -> None:
    nodes = [
        read("a", "ab"),
        node("first", "flow.if", parameters={"condition": "a.text == 'x'"}),
        read("b", "{{ first.text }} {{ first.wrong }}"),
        node("m", "flow.merge"),
        node("s", "flow.set", parameters={"fields": {"x": "{{ m.left.text }}", "y": "{{ m.middle }}"}}),
        read("c", "{{ s.x }} {{ s.z }}"),
    ]
    edges = ["a -> first", "first.true -> b", "b -> m.left", "first.false -> m.right", "m -> s", "s -> c"]
    assert [(at, field) for at, field, _ in told(drawing(nodes, *edges))] == [
        ("b", "text"),
        ("s", "fields.y"),
        ("c", "text"),
    ]


def test_running_is_refused_with_every_problem_in_the_order_of_the_nodes(desk: Desk) -> None:
    nodes = [
        read("a", "{{ b.text }}"),
        node("b", "fax.send"),
        read("c", "x", customer_id="nobody", account_mode="customer"),
    ]
    graph = drawing(nodes, "a -> b", "b -> a")
    with pytest.raises(InputError) as caught:
        require_sound(graph)
    places = [(each.node, each.field) for each in caught.value.errors]
    assert places == [("a", "edges"), ("b", "edges"), ("b", "type"), ("c", "customer_id")]
    with pytest.raises(InputError) as only_c:
        require_sound(graph, within={"c"})
    assert [(each.node, each.field) for each in only_c.value.errors] == [("c", "customer_id")]


def test_of_disabled_nodes_only_the_edges_are_looked_at(desk: Desk) -> None:
    nodes = [node("a", "fax.send", disabled=True), read("b", "x")]
    assert told(drawing(nodes, "a.fax -> b")) == [("a", "edges", "'a' has no output 'fax'. Its outputs are: main.")]
