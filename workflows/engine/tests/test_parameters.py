"""Of parameters everything is checked that no expression can change any more."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import Field

from integrations.catalog.between import between
from integrations.catalog.schema import Input
from workflows.engine.control.registry import controls
from workflows.engine.parameters import parameter_problems
from workflows.engine.tests.drawing import node, plan


class Recipient(Input):
    """Somebody."""

    name: str
    """Of theirs."""
    age: int = 0
    """Years."""


class LetterSend(Input):
    """A letter."""

    to: list[Recipient] | str
    """Who gets it."""
    copies: int = Field(default=1, le=10)
    """How many."""
    begin: int = 0
    """First page."""
    end: int = 9
    """Last page."""

    @between("end", "begin")
    def ends_after_it_begins(self) -> str | None:
        """Pages go forwards."""
        return "It ends before it begins." if self.end < self.begin else None


def told(parameters: dict[str, Any]) -> list[tuple[str, str]]:
    made = plan([node("n", parameters=parameters)]).node("n")
    return [(each.field, each.message) for each in parameter_problems(made, LetterSend)]


def fields(type_: str, parameters: dict[str, Any]) -> list[str]:
    made = plan([node("n", type_, parameters=parameters)]).node("n")
    return [each.field for each in parameter_problems(made, controls()[type_].input_model)]


@pytest.mark.parametrize(
    "parameters",
    [
        {"to": "a", "copies": "{{ a.count }}"},
        {"to": "{{ a.people }}"},
        {"to": [{"name": "x", "age": "{{ a.age }}"}]},
        {"to": ["{{ a.person }}"]},
        {"to": "a", "begin": 5, "end": "{{ a.end }}"},
        {"to": "a", "begin": "{{ a.begin }}", "end": 3},
    ],
)
def test_what_an_expression_will_give_is_not_known_yet(parameters: dict[str, Any]) -> None:
    assert told(parameters) == []


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"copies": "{{ a.count }}"}, [("to", "This field is required.")]),
        ({"to": "{{ a }}", "copies": 11}, [("copies", "Input should be less than or equal to 10, not 11.")]),
        (
            {"to": "a", "colour": "{{ a.colour }}"},
            [("colour", "There is no such field. Fields are: to, copies, begin, end.")],
        ),
        ({"to": "{{ a }}", "begin": 5, "end": 3}, [("end", "It ends before it begins.")]),
    ],
)
def test_what_no_expression_can_mend_is_told(parameters: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert told(parameters) == expected


def test_triggers_and_what_hangs_the_drawing_together_hold_no_expressions() -> None:
    assert fields("trigger.schedule", {"rules": [{"cron": "{{ vars.when }}"}]}) == ["rules"]
    assert fields("flow.merge", {"wait_for": "{{ vars.all }}"}) == ["wait_for"]
    assert fields("flow.switch", {"value": "{{ a }}", "cases": [{"name": "{{ b }}", "equals": "{{ c }}"}]}) == ["cases"]
    assert fields("flow.switch", {"value": "{{ a }}", "cases": [{"name": "b", "condition": "a > 1"}]}) == []


def test_a_loop_and_a_branch_pass_with_expressions_and_not_with_other_values() -> None:
    assert fields("flow.for_each", {"items": "a.list", "result": "b"}) == []
    assert fields("flow.if", {"condition": "a > 1"}) == []
    assert fields("flow.if", {"condition": 3}) == ["condition"]
    assert fields("flow.wait", {"seconds": "{{ a }}"}) == []
    assert fields("flow.wait", {"until": "{{ a }}", "callback": True}) == []
