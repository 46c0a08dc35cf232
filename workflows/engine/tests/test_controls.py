"""The nodes that no service has: what they take and give, and how the editor's catalog has them."""

from __future__ import annotations

from typing import Any, get_type_hints

import pytest
from pydantic import BaseModel

from integrations.catalog.glyphs import glyph_problem
from integrations.catalog.projections.node import NodeJSON
from integrations.errors import InputError
from workflows.engine.control.declare import Control
from workflows.engine.control.evaluation import Arrived, Evaluated, evaluate, read, same
from workflows.engine.control.projection import control_node, control_nodes
from workflows.engine.control.registry import controls
from workflows.engine.plan import PlanNode
from workflows.engine.tests.drawing import node, plan

ALL = [*controls().values()]


def made(type_: str, *edges: str, **changes: Any) -> PlanNode:
    return plan([node("n", type_, **changes), node("a"), node("b")], *edges).node("n")


def given(type_: str, parameters: dict[str, Any], *arrived: Arrived, **changes: Any) -> Evaluated:
    return evaluate(made(type_, **changes), parameters, arrived)


def wrong(type_: str, parameters: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        read(controls()[type_].input_model, parameters, type_)
    return [(each.field, each.message) for each in caught.value.errors]


def test_there_are_the_nodes_of_the_contract() -> None:
    assert [each.type.partition(".")[::2] for each in ALL] == [
        *(("trigger", name) for name in ("manual", "webhook", "schedule", "chat")),
        *(("flow", name) for name in ("if", "switch", "for_each", "merge", "set")),
        *(("flow", name) for name in ("wait", "call_workflow", "respond", "output", "stop")),
        ("agent", "run"),
    ]


@pytest.mark.parametrize("control", ALL, ids=[each.type for each in ALL])
def test_each_is_declared_in_full(control: Control) -> None:
    control.input_model.model_validate(control.example)
    models: list[type[BaseModel]] = [control.input_model]
    if control.output_model is not None:
        control.output_model.model_validate(control.sample)
        models.append(control.output_model)
    assert [field for model in models for field, info in model.model_fields.items() if not info.description] == []
    assert glyph_problem(control.icon) == ""
    assert {each.partition(".")[0] for each in control.expressions} <= control.input_model.model_fields.keys()


def test_they_have_the_shape_of_operations_in_the_catalog() -> None:
    beyond = {"open_inputs", "outputs_from"}
    assert [each.keys() - get_type_hints(NodeJSON).keys() for each in control_nodes()] == [beyond] * len(ALL)
    assert [get_type_hints(NodeJSON).keys() - each.keys() for each in control_nodes()] == [set()] * len(ALL)
    if_node = control_node(controls()["flow.if"])
    assert (if_node["kind"], if_node["account"], if_node["price"]) == ("control", "none", None)
    assert [each["name"] for each in if_node["outputs"]] == ["true", "false"]
    assert if_node["ui_schema"] == {"condition": {"expression": True}, "order": ["condition"]}
    switch = control_node(controls()["flow.switch"])
    assert (switch["outputs"], switch["outputs_from"]) == ([{"name": "default", "type": "main"}], "cases")
    assert [each["type"] for each in control_nodes() if each["kind"] == "trigger"] == [
        "trigger.manual",
        "trigger.webhook",
        "trigger.schedule",
        "trigger.chat",
    ]


def test_if_takes_the_way_of_its_condition_and_gives_what_came() -> None:
    came = Arrived("main", {"total": 3})
    assert given("flow.if", {"condition": True}, came) == Evaluated({"total": 3}, frozenset({"true"}))
    assert given("flow.if", {"condition": False}, came) == Evaluated({"total": 3}, frozenset({"false"}))


@pytest.mark.parametrize("condition", [None, 1, "true", [], {}])
def test_a_condition_is_true_or_false_and_nothing_else(condition: object) -> None:
    with pytest.raises(InputError) as caught:
        given("flow.if", {"condition": condition})
    assert [each.field for each in caught.value.errors] == ["condition"]


def test_switch_takes_the_first_case_that_holds() -> None:
    cases = [
        {"name": "none", "equals": None},
        {"name": "one", "equals": 1},
        {"name": "big", "condition": True},
        {"name": "late", "condition": True},
    ]
    for value, name in ((None, "none"), (1.0, "one"), (True, "big"), ("1", "big")):
        assert given("flow.switch", {"value": value, "cases": cases}).handles == {name}
    assert given("flow.switch", {"value": 2, "cases": cases[:2]}).handles == {"default"}


def test_cases_that_cannot_be_are_named() -> None:
    cases = [{"name": "a"}, {"name": "b", "equals": 1, "condition": True}, {"name": "c d", "equals": 1}]
    assert [field for field, _ in wrong("flow.switch", {"cases": cases})] == [
        "cases.0.equals",
        "cases.1.equals",
        "cases.2.name",
    ]
    twice = [{"name": "a", "equals": 1}, {"name": "a", "equals": 2}, {"name": "default", "equals": 3}]
    assert wrong("flow.switch", {"cases": twice}) == [
        ("cases", "Each case has a name of its own, and none is default or error: a, default.")
    ]


def test_set_makes_its_fields_and_keeps_what_came_if_told_to() -> None:
    came = Arrived("main", {"a": 1, "b": 2})
    assert given("flow.set", {"fields": {"b": 3}}, came).output == {"b": 3}
    assert given("flow.set", {"fields": {"b": 3}, "keep": True}, came).output == {"a": 1, "b": 3}
    assert given("flow.set", {"fields": {"b": 3}, "keep": True}, Arrived("main", [1])).output == {"b": 3}


def test_merge_gives_every_input_by_its_name() -> None:
    merge = made("flow.merge", "a -> n.left", "b -> n.right")
    assert evaluate(merge, {}, [Arrived("right", {"b": 1})]).output == {"left": None, "right": {"b": 1}}
    both = [Arrived("main", {"first": True}), Arrived("main", {"second": True})]
    assert evaluate(made("flow.merge", "a -> n", "b -> n"), {}, both).output == {"main": {"first": True}}


def test_what_ends_a_run_fires_nothing_and_an_answer_goes_on() -> None:
    assert given("flow.output", {"value": 3}) == Evaluated(3, frozenset())
    stop: dict[str, Any] = {"message": "Enough.", "is_error": True}
    assert given("flow.stop", stop) == Evaluated(stop, frozenset())
    answer = given("flow.respond", {"body": "ok"})
    assert answer == Evaluated({"status": 200, "headers": {}, "body": "ok"}, frozenset({"main"}))


def test_triggers_and_disabled_nodes_pass_on_what_comes() -> None:
    came = Arrived("main", {"order": 17})
    assert given("trigger.webhook", {}, came) == Evaluated({"order": 17}, frozenset({"main"}))
    assert given("flow.if", {}, came, disabled=True) == Evaluated({"order": 17}, frozenset({"true"}))
    assert given("flow.for_each", {}, came, disabled=True).handles == {"main"}
    assert given("desk.read_note", {}, came, disabled=True).handles == {"main"}
    with pytest.raises(ValueError, match="does more than it says"):
        given("flow.wait", {"seconds": 1})


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        (None, False, False),
        ({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}, True),
        ({"a": 1}, {"a": 1, "b": None}, False),
        ([1, 2], [2, 1], False),
        ([True], [1], False),
    ],
)
def test_values_are_the_same_if_type_and_content_are(one: Any, other: Any, is_same: bool) -> None:
    assert same(one, other) is same(other, one) is is_same


def test_one_expression_alone_needs_no_braces() -> None:
    assert made("flow.if", parameters={"condition": "a.b > 1"}).parameters == {"condition": "{{ a.b > 1 }}"}
    assert made("flow.if", parameters={"condition": "{{ a }}"}).parameters == {"condition": "{{ a }}"}
    assert made("flow.if", parameters={"condition": True}).parameters == {"condition": True}
    loop = {"items": "a.list", "result": "b", "on_item_error": "collect"}
    assert made("flow.for_each", parameters=loop).parameters == {
        "items": "{{ a.list }}",
        "result": "{{ b }}",
        "on_item_error": "collect",
    }
    cases = [{"name": "x", "condition": "a > 1"}, {"name": "y", "equals": "a > 1"}, 3]
    assert made("flow.switch", parameters={"value": "a", "cases": cases}).parameters == {
        "value": "a",
        "cases": [{"name": "x", "condition": "{{ a > 1 }}"}, {"name": "y", "equals": "a > 1"}, 3],
    }


@pytest.mark.parametrize(
    ("type_", "parameters", "fields"),
    [
        ("trigger.webhook", {"methods": ["post"], "authentication": "basic"}, ["methods.0", "authentication"]),
        ("trigger.webhook", {"delivery_id": "query:id"}, ["delivery_id"]),
        ("trigger.schedule", {"rules": []}, ["rules"]),
        (
            "trigger.schedule",
            {"rules": [{"cron": "61 * * * *"}, {}], "time_zone": "CET"},
            ["rules.0.cron", "rules.1.cron", "time_zone"],
        ),
        ("trigger.schedule", {"rules": [{"every": 5}]}, ["rules.0.cron"]),
        ("flow.wait", {}, ["seconds"]),
        ("flow.wait", {"seconds": 5, "callback": True}, ["seconds"]),
        ("flow.wait", {"until": "2026-03-02T09:00:00"}, ["until"]),
        ("flow.call_workflow", {"workflow": "x", "version": 0}, ["workflow", "version"]),
        ("flow.respond", {"status": 99}, ["status"]),
        (
            "flow.for_each",
            {"items": {}, "concurrency": 101, "on_item_error": "skip"},
            ["items", "concurrency", "on_item_error"],
        ),
        ("flow.merge", {"wait_for": "both"}, ["wait_for"]),
        ("flow.set", {"values": {}}, ["fields", "values"]),
        ("flow.stop", {"message": "x" * 1001}, ["message"]),
    ],
)
def test_parameters_that_cannot_be_are_named(type_: str, parameters: dict[str, Any], fields: list[str]) -> None:
    assert [field for field, _ in wrong(type_, parameters)] == fields
