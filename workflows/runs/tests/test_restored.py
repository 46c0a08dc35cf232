"""Runs that were open in a backup: their writes are not made a second time, their reads are."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from integrations import gate
from integrations.actors import SYSTEM
from integrations.restoring import pulse, resuming
from workflows.models import Step
from workflows.runs import steps
from workflows.runs.tests.conftest import StartStep
from workflows.tests.desk import Desk


@pytest.fixture(autouse=True)
def _open_afterwards() -> Iterator[None]:
    yield
    gate.unlock()
    gate.doubt(None)


@pytest.mark.parametrize(
    ("node_type", "state", "notes"), [("desk.write_note", "outcome_unknown", 0), ("desk.read_note", "succeeded", 1)]
)
def test_after_resuming_reads_go_on_and_writes_are_doubtful(
    desk: Desk, start_step: StartStep, woken: list[UUID], node_type: str, state: str, notes: int
) -> None:
    step = start_step(node_type=node_type)
    pulse.enter("A backup came back.")
    pulse.keep_following()
    steps.run(step.pk)
    assert Step.objects.get(pk=step.pk).state == "queued"
    resuming.resume(SYSTEM)
    steps.run(step.pk)
    ended = Step.objects.get(pk=step.pk)
    assert (ended.state, desk.calls) == (state, notes)
    if state == "outcome_unknown":
        assert ended.error is not None
        assert "before the database came back" in ended.error["detail"]
    later = start_step(node_type=node_type)
    steps.run(later.pk)
    assert Step.objects.get(pk=later.pk).state == "succeeded"
