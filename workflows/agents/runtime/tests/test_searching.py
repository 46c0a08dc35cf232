"""Many tools: the model finds those that it needs, and may call what it has found, whoever goes on with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from integrations.actors import Actor
from integrations.models import Call
from integrations.payloads.contents import load
from workflows.agents.approvals.answering import answer
from workflows.agents.runtime.searching import MANY
from workflows.agents.runtime.tests.conftest import BURN, READ, WRITE, Begin, lent, line, step_of
from workflows.models import Approval, Run
from workflows.runs.tests.conftest import work_off
from workflows.tests.desk import Desk

MANY_OTHERS = [BURN] * MANY


def told(run: Run) -> list[dict[str, Any]]:
    step = step_of(run)
    assert step.result is not None, step.error
    result: Any = load(step.result)
    return [each for each in result["messages"] if each["role"] == "tool"]


def offered() -> list[list[str]]:
    """The names of the tools in each question."""
    calls = Call.objects.select_related("params").filter(kind="model").order_by("finished_at")
    questions: list[Any] = [load(each.params) for each in calls if each.params is not None]
    return [[each["name"] for each in question["tools"]] for question in questions]


def test_few_tools_are_all_offered(go: Begin) -> None:
    go(lent("Hello", *[BURN] * (MANY - 1), READ))

    assert len(offered()[0]) == MANY
    assert "search_tools" not in offered()[0]


def test_of_many_those_are_offered_that_were_found(go: Begin, desk: Desk) -> None:
    prompt = f"{line('search_tools', query='Double some texts')}\n{line('desk_read_note', text='ab')}"

    run = go(lent(prompt, *MANY_OTHERS, READ))

    assert offered()[0] == ["search_tools"]
    assert set(offered()[1]) == {"search_tools", "desk_read_note"}
    assert '{"text":"abab"}' in told(run)[1]["content"]
    assert desk.calls == 1


def test_what_was_not_found_is_not_called(go: Begin, desk: Desk) -> None:
    run = go(lent(line("desk_read_note", text="ab"), *MANY_OTHERS, READ))

    assert "Find it by search_tools first" in told(run)[0]["content"]
    assert desk.calls == 0


def test_what_was_found_stays_found_for_whoever_goes_on(
    go: Begin, desk: Desk, operator: Actor, woken: list[UUID]
) -> None:
    prompt = f"{line('search_tools', query='double for good')}\n{line('desk_write_note', text='ab')}"
    run = go(lent(prompt, *MANY_OTHERS, WRITE, approval="writes"))
    assert run.state == "waiting"

    answer(operator, Approval.objects.get().pk, "approve")
    work_off(woken)

    assert desk.calls == 1
    assert "desk_write_note" in offered()[-1]
    assert Run.objects.get(pk=run.pk).state == "succeeded"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"query": "xyzzy"}, "there are tools of: desk"),
        ({"query": ""}, "at most 300 letters"),
        ({"query": "x" * 301}, "at most 300 letters"),
        ({"query": "double", "name": "desk_read_note"}, "at most 300 letters"),
        ({}, "at most 300 letters"),
    ],
)
def test_a_search_that_finds_nothing_says_so(go: Begin, arguments: dict[str, object], words: str) -> None:
    run = go(lent(line("search_tools", **arguments), *MANY_OTHERS, READ))

    assert told(run)[0]["is_error"] is True
    assert words in told(run)[0]["content"]


def test_it_is_no_tool_where_all_are_offered(go: Begin) -> None:
    run = go(lent(line("search_tools", query="double"), READ))

    assert "There is no tool 'search_tools' here" in told(run)[0]["content"]
