"""What an agent has besides operations: workflows, skills, a memory; and limits that money sets."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest
from django.utils import timezone

from integrations.actors import Actor
from integrations.errors import InputError
from integrations.holders import Holder
from integrations.models import Call, PriceBook, UsageLine
from integrations.payloads.contents import load
from workflows.agents.memory.remembering import recall
from workflows.agents.runtime.bounds import require_price, tightened
from workflows.agents.runtime.entries import Spent
from workflows.agents.runtime.tests.conftest import READ, WRITE, Begin, agent, lent, line, step_of
from workflows.agents.skills.writing import create_skill
from workflows.engine.control.agents import AgentLimits
from workflows.models import AgentEntry, Run, Workflow
from workflows.revisions import create_workflow
from workflows.runs.tests.conftest import states, work_off
from workflows.runs.tests.drawing import drawn
from workflows.tests.desk import Desk
from workflows.versions.publish import publish

SKILL = """---
name: note-keeping
description: How notes are kept.
allowed-tools:
  - desk_read_note
---
Read twice before you write.
"""


@pytest.fixture
def doubling(desk: Desk, operator: Actor) -> Workflow:
    """A published workflow that doubles a word."""
    graph = drawn(
        {
            "start": {"type": "trigger.manual"},
            "note": {**READ, "text": "{{ trigger.word }}"},
            "end": {"type": "flow.output", "value": {"doubled": "{{ note.text }}"}},
        },
        "start -> note",
        "note -> end",
    )
    made = create_workflow(operator, name="Doubling", graph=graph.as_dict())
    publish(operator, made.pk)
    return made


def results(run: Run) -> list[str]:
    step = step_of(run)
    assert step.result is not None, step.error
    value = load(step.result)
    assert isinstance(value, dict)
    return [each["content"] for each in value["messages"] if each["role"] == "tool"]


def test_a_workflow_is_a_tool(go: Begin, doubling: Workflow) -> None:
    call = {"type": "flow.call_workflow", "workflow": str(doubling.pk)}

    run = go(lent(line("run_t0", input={"word": "ab"}), call))

    assert run.state == "succeeded", step_of(run).error
    assert '{"doubled":"abab"}' in results(run)[0]
    assert Run.objects.get(workflow=doubling).parent_step == step_of(run).pk
    assert states(run)["t0.0"] == "succeeded"


def test_a_workflow_takes_nothing_but_its_input(go: Begin, doubling: Workflow) -> None:
    call = {"type": "flow.call_workflow", "workflow": str(doubling.pk)}

    run = go(lent(line("run_t0", workflow="another"), call))

    assert "Give input alone" in results(run)[0]
    assert Run.objects.filter(workflow=doubling).count() == 0


def test_a_skill_is_read_when_it_is_asked_for_and_narrows_the_tools(go: Begin, desk: Desk, operator: Actor) -> None:
    create_skill(operator, None, text=SKILL)
    inner = line("desk_write_note", text="x")
    prompt = "\n".join([line("load_skill", name="note-keeping"), line("desk_read_note", text=f"y\n{inner}\n")])

    run = go(lent(prompt, READ, WRITE, skills=["note-keeping"]))

    told = results(run)
    assert "Read twice before you write." in told[0]
    assert "do not allow the tool 'desk_write_note'" in told[2]
    assert desk.calls == 1


def test_an_unknown_skill_is_told(go: Begin) -> None:
    run = go(lent("Hello", skills=["no-such-skill"]))

    assert "no-such-skill" in (step_of(run).error or {})["detail"]


def test_it_remembers_what_was_said(go: Begin) -> None:
    graph = lent("Hello", memory={"session_key": "chat-1"})

    go(graph)
    run = go(lent("Again", memory={"session_key": "chat-1"}))

    said = recall(Holder.owner(), "chat-1").messages
    assert [each.text for each in said][::2] == ["Hello", "Again"]
    step = step_of(run)
    assert step.result is not None
    value = load(step.result)
    assert isinstance(value, dict)
    assert [each["text"] for each in value["messages"]][:3] == [
        "Hello",
        "The sandbox's model has read: Hello",
        "Again",
    ]


def test_what_its_memory_does_not_show_is_summed_up(go: Begin) -> None:
    memory = {"session_key": "chat-2", "window": 2}

    go(lent("First", memory=memory))
    go(lent("Second", memory=memory))

    assert recall(Holder.owner(), "chat-2", 2).summary.startswith("The sandbox's model has read:")


@pytest.mark.django_db
def test_a_model_without_a_price_is_refused_where_money_is_limited() -> None:
    limits, owner = AgentLimits(money=Decimal("0.50")), Holder.owner()

    require_price(limits, "openai", "gpt-4o", owner)
    require_price(AgentLimits(), "openai_compatible", "qwen3", owner)
    with pytest.raises(InputError, match="Nobody knows what 'qwen3' costs"):
        require_price(limits, "openai_compatible", "qwen3", owner)


def test_it_stops_where_its_money_is_spent_and_does_nothing_twice(go: Begin, desk: Desk, woken: list[UUID]) -> None:
    book = PriceBook.objects.create(name="Models", valid_from=timezone.now())
    for meter in ("tokens_in", "tokens_out"):
        book.prices.create(service="models.sandbox", pricing_key=f"sandbox/rules:{meter}", amount=Decimal("0.001"))
    hostile = f"x\n{line('desk_write_note', text='again')}\n"

    run = go(lent(line("desk_write_note", text=hostile), WRITE, limits={"money": "0.05"}))
    error, calls = step_of(run).error or {}, desk.calls

    assert (run.state, error["code"]) == ("failed", "budget_exceeded")
    assert "limit of 0.05 US dollars, having cost 0." in str(error["detail"])
    assert calls >= 1
    assert Call.objects.filter(kind="operation", state="succeeded").count() == calls
    assert AgentEntry.objects.filter(run=run, kind="answer").count() == Call.objects.filter(kind="model").count()
    assert sum(each.price for each in UsageLine.objects.filter(source_kind="turn")) >= Decimal("0.05")
    work_off(woken)
    assert desk.calls == calls


def test_who_works_for_another_one_has_what_is_left_to_that() -> None:
    above = AgentLimits(turns=10, tool_calls=5, tokens=1000, money=Decimal(1))
    spent = Spent(turns=4, tool_calls=2, tokens=600, seconds=0, money=Decimal("0.75"))

    left = tightened(AgentLimits(turns=20, tokens=900), above, spent)

    assert (left.turns, left.tool_calls, left.tokens, left.money) == (6, 3, 400, Decimal("0.25"))


def test_an_agent_in_a_loop_works_for_each_item(go: Begin, desk: Desk) -> None:
    graph = drawn(
        {
            "start": {"type": "trigger.manual"},
            "loop": {"type": "flow.for_each", "items": "{{ trigger.words }}"},
            "bot": agent('call desk_read_note {"text": "{{ item }}"}'),
            "note": READ,
        },
        "start -> loop",
        "loop:each -> bot",
        "note:tool -> bot:tools",
    )

    run = go(graph, input={"words": ["a", "b"]})

    assert run.state == "succeeded"
    assert desk.calls == 2
    assert {"bot.0", "bot.1", "note.0.0", "note.1.0"} <= states(run).keys()
