"""SECURITY 28: every action is tried on every end, of calls, steps and runs; an end stays the end."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import TypeVar
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.serializers import serialize
from django.db import transaction
from django.test import Client
from rest_framework.test import APIClient

from integrations.actors import SYSTEM, Actor
from integrations.api import keys
from integrations.errors import Conflict
from integrations.execution import cancelling, closing, door, endings, lapsed, settling
from integrations.execution.claims import Claim
from integrations.execution.outcome import Outcome
from integrations.holders import Holder
from integrations.models import Call, Payload, UsageLine
from integrations.queue import claims as rows
from integrations.queue.claims import ClaimLost
from integrations.queue.sweeper import sweep
from workflows.engine.progress import run_state
from workflows.models import Run, RunEvent, Step
from workflows.runs import cancel, claims, steps
from workflows.runs.tests.conftest import StartStep
from workflows.tests.desk import Desk

RowT = TypeVar("RowT", Step, Call)
ENDS = ("succeeded", "failed", "cancelled", "skipped", "outcome_unknown")


@dataclass(frozen=True)
class Ended:
    """A step with its call and run, all of which are over, and those who come to them."""

    step: Step
    call: Call
    operator: Actor
    program: APIClient
    root: Client

    @property
    def late_step(self) -> Step:
        """As a worker knows it that has slept through the end."""
        return _late(self.step)

    @property
    def late_call(self) -> Call:
        return _late(self.call)

    def ask_again(self, *, rides_on: Step | None = None) -> Outcome:
        """For the same call by its key."""
        return door.execute(
            self.call.operation,
            {"text": "ab"},
            holder=Holder.owner(),
            call_key=self.call.call_key,
            actor=self.operator,
            source="editor",
            run_id=self.step.run_id,
            node_id=self.step.node_id,
            rides_on=rides_on,
        )


def _late(row: RowT) -> RowT:
    late = copy(row)
    late.state, late.claim_token = row.State.RUNNING, uuid4()
    return late


def _close(step: Step) -> None:
    with pytest.raises(ClaimLost), transaction.atomic():
        claims.close(step, claims.Ending("failed"))


def _settle(ended: Ended) -> None:
    with pytest.raises(Conflict):
        settling.settle(SYSTEM, ended.call.pk, has_happened=True)


def _refused(client: Client, address: str, **body: str) -> None:
    """The admin only shows calls and runs."""
    assert client.post(address, body).status_code in (403, 404, 405)


ACTIONS: dict[str, Callable[[Ended], object]] = {
    "queue: a worker is told of the step": lambda ended: steps.run(ended.step.pk),
    "queue: a worker is told of the call": lambda ended: door.run_call(ended.call.pk),
    "queue: a worker claims the step": lambda ended: claims.claim(ended.step.pk),
    "queue: a late worker puts the step back": lambda ended: claims.put_back(ended.late_step, seconds=0, message=""),
    "queue: the step is put back as it was read": lambda ended: claims.put_back(ended.step, seconds=0, message=""),
    "queue: a late worker closes the step": lambda ended: _close(ended.late_step),
    "queue: the step is closed as it was read": lambda ended: _close(ended.step),
    "queue: the lease of the step is said to have lapsed": lambda ended: claims.take_up(ended.step.pk),
    "queue: the lease of the call is said to have lapsed": lambda ended: lapsed.take_up(ended.call.pk),
    "queue: the call is offered again": lambda ended: rows.offer_lapsed(ended.late_call),
    "queue: the call is put back": lambda ended: rows.put_back(ended.late_call, seconds=0, even_cancelled=True),
    "queue: a late worker closes the call": lambda ended: closing.close_claimed(
        Claim.of(ended.late_call), endings.cancelled()
    ),
    "queue: the call is closed as it was read": lambda ended: closing.close_idle(ended.call, endings.cancelled()),
    "queue: the sweeper comes by": lambda ended: sweep(),
    "door: the call is cancelled": lambda ended: cancelling.cancel(ended.call.pk),
    "door: the call is asked for again": lambda ended: ended.ask_again(),
    "door: a late worker asks for the call again": lambda ended: ended.ask_again(rides_on=ended.late_step),
    "door: the call is settled": _settle,
    "door: the run is cancelled": lambda ended: cancel.cancel_run(ended.operator, ended.step.run_id),
    "REST: the run is cancelled": lambda ended: ended.program.post(f"/api/v1/runs/{ended.step.run_id}/cancel"),
    "REST: the run is deleted": lambda ended: ended.program.delete(f"/api/v1/runs/{ended.step.run_id}/"),
    "REST: the run is changed": lambda ended: ended.program.patch(
        f"/api/v1/runs/{ended.step.run_id}/", {"state": "queued"}, format="json"
    ),
    "REST: the call is changed": lambda ended: ended.program.patch(
        f"/api/v1/calls/{ended.call.pk}/", {"state": "queued"}, format="json"
    ),
    "REST: the call is deleted": lambda ended: ended.program.delete(f"/api/v1/calls/{ended.call.pk}/"),
    "admin: the call is changed": lambda ended: _refused(
        ended.root, f"/admin/integrations/call/{ended.call.pk}/change/", state="queued"
    ),
    "admin: the call is deleted": lambda ended: _refused(
        ended.root, f"/admin/integrations/call/{ended.call.pk}/delete/", post="yes"
    ),
    "admin: the run is changed": lambda ended: _refused(
        ended.root, f"/admin/workflows/run/{ended.step.run_id}/change/", state="queued"
    ),
    "admin: the run is deleted": lambda ended: _refused(
        ended.root, f"/admin/workflows/run/{ended.step.run_id}/delete/", post="yes"
    ),
}


def everything() -> str:
    return "".join(
        serialize("json", kind._default_manager.order_by("pk"))
        for kind in (Call, Step, Run, RunEvent, Payload, UsageLine)
    )


@pytest.fixture
def ended(start_step: StartStep, operator: Actor, desk: Desk) -> Ended:
    desk.sends = True
    step = start_step(node_type="desk.write_note")
    steps.run(step.pk)
    program, root = APIClient(), Client()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {keys.create_key(SYSTEM, 'operator').secret}")
    root.force_login(User.objects.create_superuser("root"))
    return Ended(Step.objects.select_related("run").get(), Call.objects.get(), operator, program, root)


@pytest.mark.parametrize("state", ENDS)
def test_no_action_changes_anything_about_an_end(ended: Ended, desk: Desk, state: str) -> None:
    Call.objects.update(state=state)
    Step.objects.update(state=state)
    Run.objects.update(state=run_state([state]))
    for row in (ended.call, ended.step, ended.step.run):
        row.refresh_from_db()
    before = everything()
    for name, act in ACTIONS.items():
        act(ended)
        assert everything() == before, name
        assert desk.calls == 1, name
