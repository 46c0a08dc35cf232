"""A run that is tried again: its agent goes on from what it had come to, and does nothing twice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from integrations.actors import Actor
from integrations.models import Connection
from integrations.payloads.contents import load
from integrations.queue import deaths
from integrations.sandbox.models import RequestRecord
from workflows.agents.runtime.tests.conftest import READ, WRITE, Begin, lent, line, step_of
from workflows.agents.skills.writing import create_skill, save_version
from workflows.models import AgentEntry, Run, RunEvent
from workflows.runs.asking import retry_run
from workflows.runs.cancel import cancel_run
from workflows.runs.tests.conftest import Killed, let_leases_lapse, work_off
from workflows.tests.desk import Desk

SKILL = "---\nname: note-keeping\ndescription: How notes are kept.\n---\n{body}\n"


@pytest.fixture
def retry(operator: Actor, woken: list[UUID]) -> Any:
    def retry(run: Run, **given: Any) -> Run:
        again = retry_run(operator, run.pk, **given)
        work_off(woken)
        return Run.objects.get(pk=again.pk)

    return retry


def asked() -> int:
    return RequestRecord.objects.filter(method="llm.chat.completions").count()


def told(run: Run) -> list[str]:
    step = step_of(run)
    assert step.result is not None, step.error
    result: Any = load(step.result)
    return [each["content"] for each in result["messages"] if each["role"] == "tool"]


def test_it_goes_on_from_its_last_turn(go: Begin, desk: Desk, retry: Any) -> None:
    run = go(lent(line("desk_write_note", text="ab"), WRITE, limits={"turns": 1}))
    assert (run.state, desk.calls, asked()) == ("failed", 1, 1)

    again = retry(run)

    assert (again.state, desk.calls, asked()) == ("succeeded", 1, 2)
    assert '{"text":"abab"}' in told(again)[0]
    result: Any = load(step_of(again).result)
    assert result["usage"]["turns"] == 1
    assert step_of(again).warnings == []
    said = RunEvent.objects.filter(run=again).values_list("message", flat=True)
    assert "Goes on after 1 answer of the run that this one takes up." in said


def test_in_the_middle_of_a_turn_only_what_was_missing_is_done(go: Begin, desk: Desk, retry: Any) -> None:
    desk.on_call = lambda: Connection.objects.update(status="needs_reconnect")
    prompt = f"{line('desk_write_note', text='a')}\n{line('desk_write_note', text='b')}"
    run = go(lent(prompt, WRITE))
    assert (run.state, desk.calls) == ("failed", 1)
    desk.on_call = None
    Connection.objects.update(status="active")

    again = retry(run)

    assert (again.state, desk.calls, asked()) == ("succeeded", 2, 2)
    assert ['"aa"' in told(again)[0], '"bb"' in told(again)[1]] == [True, True]


def test_what_may_have_been_done_is_not_done_again(
    begin: Begin, desk: Desk, retry: Any, operator: Actor, woken: list[UUID]
) -> None:
    run = begin(lent(line("desk_write_note", text="ab"), WRITE))
    desk.sends, desk.during = True, Killed
    with pytest.raises(Killed):
        work_off(woken)
    deaths.be_another_process()
    desk.during = None
    calls = desk.calls
    cancel_run(operator, run.pk)
    let_leases_lapse()
    work_off(woken)
    # As if it had been given up for having killed one worker after another.
    Run.objects.filter(pk=run.pk).update(state="cancelled", finished_at=run.created_at)

    again = retry(run)

    assert (again.state, desk.calls) == ("succeeded", calls)
    assert "Do not do it again" in told(again)[0]


def test_given_another_skill_it_begins_anew_and_says_so(go: Begin, desk: Desk, retry: Any, operator: Actor) -> None:
    skill = create_skill(operator, None, text=SKILL.format(body="Write once."))
    run = go(lent(line("desk_read_note", text="ab"), READ, limits={"turns": 1}, skills=["note-keeping"]))
    save_version(operator, skill.pk, text=SKILL.format(body="Write twice."))

    again = retry(run)

    assert (again.state, desk.calls) == ("failed", 2)
    assert "It begins anew" in step_of(again).warnings[0]


def test_where_it_is_no_longer_kept_it_begins_anew_and_says_so(go: Begin, desk: Desk, retry: Any) -> None:
    run = go(lent(line("desk_read_note", text="ab"), READ, limits={"turns": 1}))
    AgentEntry.objects.filter(run=run, kind="answer").update(content=None)

    again = retry(run)

    assert desk.calls == 2
    assert "no longer kept" in step_of(again).warnings[0]


def test_one_that_has_succeeded_is_done_again_from_its_node(go: Begin, desk: Desk, retry: Any) -> None:
    run = go(lent(line("desk_read_note", text="ab"), READ))

    assert retry(run, again_from="bot").state == "succeeded"
    assert desk.calls == 2
    assert AgentEntry.objects.filter(is_adopted=True).count() == 0


def test_tried_a_third_time_it_goes_on_from_both(go: Begin, desk: Desk, retry: Any) -> None:
    hostile = f"x\n{line('desk_write_note', text='again')}\n"
    run = go(lent(line("desk_write_note", text=hostile), WRITE, limits={"turns": 1}))

    second = retry(run)
    third = retry(second)

    assert [run.state, second.state, third.state] == ["failed", "failed", "succeeded"]
    assert (asked(), desk.calls) == (3, 3)
