"""Workers that stop in the middle of an agent: whoever takes it up repeats no answer and no call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from integrations.execution.llm import exchange
from integrations.models import Call, UsageLine
from integrations.payloads.contents import load
from integrations.queue import deaths
from integrations.sandbox.models import RequestRecord
from workflows.agents.runtime.tests.conftest import READ, WRITE, Begin, lent, line, step_of
from workflows.models import AgentEntry, Run
from workflows.runs.claims import take_up
from workflows.runs.tests.conftest import Killed, let_leases_lapse, states, work_off
from workflows.tests.desk import Desk


def killed(woken: list[UUID]) -> None:
    """The next worker stops in the middle; what it holds lapses, and another process goes on."""
    with pytest.raises(Killed):
        work_off(woken)
    deaths.be_another_process()
    let_leases_lapse()


def taken_up(run: Run, woken: list[UUID]) -> Run:
    take_up(step_of(run).pk)
    woken.append(step_of(run).pk)
    work_off(woken)
    return Run.objects.get(pk=run.pk)


def asked() -> int:
    return RequestRecord.objects.filter(method="llm.chat.completions").count()


def test_in_the_middle_of_a_read_it_is_read_again(begin: Begin, desk: Desk, woken: list[UUID]) -> None:
    run = begin(lent(line("desk_read_note", text="ab"), READ))
    desk.during = Killed
    killed(woken)
    desk.during = None

    run = taken_up(run, woken)

    assert (run.state, asked()) == ("succeeded", 2)
    assert AgentEntry.objects.filter(run=run).count() == 4
    assert states(run)["t0.0"] == "succeeded"


def test_in_the_middle_of_a_write_nothing_is_done_twice(begin: Begin, desk: Desk, woken: list[UUID]) -> None:
    run = begin(lent(line("desk_write_note", text="ab"), WRITE))
    desk.sends, desk.during = True, Killed
    killed(woken)
    desk.during = None

    run = taken_up(run, woken)

    assert (run.state, desk.calls) == ("succeeded", 1)
    assert states(run)["t0.0"] == "outcome_unknown"
    entry = AgentEntry.objects.get(run=run, kind="result")
    assert entry.content is not None
    assert "Do not do it again" in str(load(entry.content))


def test_in_the_middle_of_an_answer_it_is_asked_again(
    begin: Begin, woken: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begin(lent("Hello"))
    whole: Callable[..., Any] = exchange.exchanged

    def stops(*given: Any) -> Any:
        whole(*given)
        raise Killed

    monkeypatch.setattr(exchange, "exchanged", stops)
    killed(woken)
    monkeypatch.setattr(exchange, "exchanged", whole)

    run = taken_up(run, woken)

    assert run.state == "succeeded"
    assert UsageLine.objects.filter(run_id=run.pk, source_kind="turn", meter="tokens_out").count() == 1


def test_after_a_finished_turn_that_turn_is_not_repeated(
    begin: Begin, desk: Desk, woken: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begin(lent(line("desk_write_note", text="ab"), WRITE))
    whole: Callable[..., Any] = exchange.exchanged
    turns: list[int] = []

    def stops(*given: Any) -> Any:
        turns.append(1)
        if len(turns) == 2:
            raise Killed
        return whole(*given)

    monkeypatch.setattr(exchange, "exchanged", stops)
    killed(woken)
    monkeypatch.setattr(exchange, "exchanged", whole)

    run = taken_up(run, woken)

    assert (run.state, desk.calls, asked()) == ("succeeded", 1, 2)
    assert Call.objects.filter(operation="desk.write_note").count() == 1
