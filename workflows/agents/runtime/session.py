"""One worker's hold on an agent's step: what it writes with every call, and how it lets go for a while."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID, uuid5

from django.utils import timezone

from integrations.actors import Actor
from integrations.execution.outcome import Outcome
from integrations.queue.claims import ClaimLost, held
from integrations.queue.clock import from_now
from workflows.agents.runtime.entries import Log, Place
from workflows.agents.runtime.telling import Telling
from workflows.engine.decisions import Instance
from workflows.models import Approval, Run, Step
from workflows.runs import waits
from workflows.runs.actor import restored_actor
from workflows.runs.attempts import pause_of
from workflows.runs.onward import Onward
from workflows.runs.shift import Shift
from workflows.runs.turn import FAR, Turn

ELSEWHERE = "Another worker is still at it."
LOOKS_AGAIN_AFTER = timedelta(minutes=10)
"""In case the news got lost of what it waits for."""


class Waits(Exception):
    """The step has to wait: until a time, or for approvals and runs whose end is told."""

    def __init__(
        self,
        message: str,
        *,
        until: datetime | None = None,
        approvals: Collection[UUID] = (),
        runs: Collection[UUID] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.until = until
        self.approvals = approvals
        self.runs = runs

    @classmethod
    def for_call(cls, outcome: Outcome) -> Waits:
        """A call that is not over: it waits for its vendor's limits, or another worker is at it."""
        return cls(outcome.reason or ELSEWHERE, until=timezone.now() + timedelta(seconds=pause_of(outcome)))

    def has_come(self) -> bool:
        """Whether what it waits for was faster than the wait."""
        if Approval.objects.filter(pk__in=self.approvals).exclude(state=Approval.State.OPEN).exists():
            return True
        return Run.objects.filter(pk__in=self.runs).exclude(state__in=Run.OPEN).exists()


def key_of(step: Step, place: Place) -> str:
    """Under which a call of an agent's step is made once."""
    scope, turn, index = place
    return f"agent:{step.pk}:{step.generation}:{scope}{turn}.{index}"


def run_id_of(step: Step, place: Place) -> UUID:
    """The id of the run that a call starts; the same for every attempt."""
    return uuid5(step.pk, f"calls {key_of(step, place)}")


class Session:
    """An agent's step in the hands of one worker."""

    def __init__(self, shift: Shift, step: Step, instance: Instance) -> None:
        self.shift = shift
        self.step = step
        self.instance = instance
        self.log = Log.read(step)
        self.telling = Telling(step)

    @property
    def run(self) -> Run:
        return self.shift.run

    @cached_property
    def actor(self) -> Actor:
        """Who has started the run; what he may now is read where it counts."""
        return restored_actor(self.run.actor)

    def key(self, place: Place) -> str:
        """Under which a call is made once, however many workers come to it."""
        return key_of(self.step, place)

    def hold(self) -> None:
        """Prove, in the transaction that writes something, that the step is still ours. Raises ClaimLost."""
        if not held(self.step).update(lease_until=from_now(self.step.queue.lease_seconds)):
            raise ClaimLost

    def write(self, fill: Callable[[Turn], object]) -> Turn:
        """Write events and steps, in the caller's transaction; give the turn to ``known`` once it has committed."""
        return self.shift.written_locked(lambda turn, onward: fill(turn))

    def known(self, turn: Turn | None) -> None:
        """What was written is a fact now."""
        if turn is not None:
            self.shift.go_on_from(turn)

    def let_go(self, wait: Waits) -> None:
        """Nobody holds the step until what it waits for has come."""
        until = wait.until or timezone.now() + LOOKS_AGAIN_AFTER
        if wait.approvals and not wait.until:
            until = FAR

        def suspend(turn: Turn, onward: Onward) -> None:
            onward.suspend(self.step, wait.message, until)

        self.shift.write(suspend)
        if wait.has_come():
            with suppress(Run.DoesNotExist):
                waits.resume(self.run.pk, self.step.pk)
