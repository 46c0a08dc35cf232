"""What is wrong with the edges of a drawing is said at the node where it can be mended."""

from __future__ import annotations

import pytest
from hypothesis import given

from workflows.engine.plan import Plan
from workflows.engine.plan import compiled_plan as compiled
from workflows.engine.soundness import structure_problems, variable_problems
from workflows.engine.tests.drawing import Drawn, drawings, edge, node, plan
from workflows.engine.validation import parse_graph

WEBHOOK = node("hook", "trigger.webhook", parameters={"respond": "node"})


def told(made: Plan) -> list[tuple[str, str]]:
    return [(each.node, each.message) for each in structure_problems(made)]


@given(drawings())
def test_a_drawing_made_by_the_rules_lacks_nothing_but_inputs_of_merges(drawn: Drawn) -> None:
    edges = [{**edge(each), "target_handle": "main"} for each in drawn.edges]
    made = compiled(parse_graph({"nodes": drawn.nodes, "edges": edges}))
    fields = {each.field for each in structure_problems(made)}
    assert fields <= {"edges", "settings.on_error"}
    assert all("has no input. Connect" in each.message for each in structure_problems(made) if each.field == "edges")


def test_a_cycle_is_told_at_its_nodes_and_not_at_those_before_and_behind() -> None:
    made = plan([node(each) for each in "abcd"], "a -> b", "b -> c", "c -> b", "c -> d")
    message = "{!r} waits for itself, in a cycle. Repeat work with For each, and remove an edge here."
    assert told(made) == [("b", message.format("b")), ("c", message.format("c"))]
    assert told(plan([node("a")], "a -> a")) == [("a", message.format("a"))]


def test_handles_that_do_not_exist_are_named_with_those_that_do() -> None:
    nodes = [
        node("if", "flow.if"),
        node("switch", "flow.switch", parameters={"cases": [{"name": "paid", "equals": 1}]}),
        node("stop", "flow.stop"),
        node("a", settings={"on_error": "branch"}),
        node("m", "flow.merge"),
        node("n"),
    ]
    made = plan(nodes, "if -> a", "switch.late -> a", "stop -> a", "a.failed -> m.x", "a.error -> m.x y", "a -> n.x")
    assert told(made) == [
        ("if", "'if' has no output 'main'. Its outputs are: true, false."),
        ("switch", "'switch' has no output 'late'. Its outputs are: paid, default."),
        ("stop", "'stop' has no output 'main'. It has none."),
        ("a", "'a' has no output 'failed'. Its outputs are: main, error."),
        ("m", "'x y' cannot be the name of an input. Use a-z, 0-9 and _."),
        ("n", "'n' has no input 'x', only 'main'."),
    ]


def test_nothing_leads_to_a_trigger() -> None:
    made = plan([node("a"), node("hook", "trigger.manual")], "a -> hook")
    assert ("hook", "'hook' starts the workflow; nothing can lead to it.") in told(made)


def test_two_nodes_of_one_key_are_told() -> None:
    made = plan([node("a", key="mail", name="First"), node("b", key="mail")])
    assert told(made) == [("b", "Expressions call 'First' 'mail', too. Give one of them another key.")]


@pytest.mark.parametrize("line", ["a -> end", "loop -> b"])
def test_an_edge_between_a_body_and_what_is_around_it_is_told(line: str) -> None:
    nodes = [node("loop", "flow.for_each"), node("a"), node("b"), node("end")]
    sound = ["loop.each -> a", "a -> b", "loop -> end"]
    assert told(plan(nodes, *sound)) == []
    ((_, message),) = told(plan(nodes, *sound, line))
    assert "is reached both from inside and from outside the body of 'loop'" in message


def test_a_node_that_no_trigger_leads_to_is_told_unless_it_is_disabled() -> None:
    nodes = [node("start", "trigger.manual"), node("a"), node("b"), node("c", disabled=True)]
    assert told(plan(nodes, "start -> a")) == [
        ("b", "No trigger leads to 'b', so it never runs. Connect it, or disable it.")
    ]
    assert told(plan([node("a"), node("b")])) == []


def test_a_merge_without_inputs_is_told() -> None:
    assert told(plan([node("m", "flow.merge")])) == [
        ("m", "'m' has no input. Connect the branches it brings together.")
    ]


def test_a_webhook_that_leaves_the_answer_to_a_node_needs_one() -> None:
    missing = ("hook", "No node Respond follows, so no caller would be answered. Add one, or choose another answer.")
    assert told(plan([WEBHOOK, node("a")], "hook -> a")) == [missing]
    assert told(plan([WEBHOOK, node("r", "flow.respond")], "hook -> r")) == []
    assert told(plan([WEBHOOK, node("r", "flow.respond", disabled=True)], "hook -> r")) == [missing]


def test_a_branch_cannot_go_on_at_an_output_it_has_not() -> None:
    ((at, message),) = told(plan([node("i", "flow.if", settings={"on_error": "continue"})]))
    assert (at, message) == ("i", "'i' has no output 'main' to go on at. Choose stop or branch.")


def test_two_variables_of_one_name_are_told() -> None:
    graph = parse_graph({"variables": [{"name": "limit"}, {"name": "limit"}]})
    (problem,) = variable_problems(graph.variables)
    assert (problem.node, problem.field) == ("", "variables.1.name")


def test_five_thousand_nodes_in_one_cycle_are_all_told() -> None:
    made = plan([node(f"n{at}") for at in range(5_000)], *(f"n{at} -> n{(at + 1) % 5_000}" for at in range(5_000)))
    assert len(told(made)) == 5_000
