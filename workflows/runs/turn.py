"""One transaction's worth of changes to a workflow's run: collected in memory, then written at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model
from django.db.models.expressions import Combinable
from django.utils import timezone
from pydantic import JsonValue

from integrations.events import emit, hint
from integrations.payloads.contents import Payload
from integrations.prepared.inserts import insert
from integrations.prepared.queries import Update, prepared_update
from integrations.queue import claims
from integrations.queue.claims import FREE, ClaimLost
from integrations.queue.clock import from_now
from integrations.queue.offers import offer_together_on_commit, on_offer
from workflows.engine.decisions import Instance
from workflows.engine.plan import PlanNode
from workflows.engine.progress import run_state
from workflows.models import LoopItem, Run, RunEvent, Step
from workflows.runs.answers import tell_answer, tell_end
from workflows.runs.done import Done
from workflows.runs.events import Event, as_row, tell
from workflows.runs.identity import step_id
from workflows.runs.standing import Standing

ModelT = TypeVar("ModelT", bound=Model)
INSERTED_AT_ONCE = 100
"""Rows up to which the INSERTs are prepared; of more the ORM makes one by itself."""
LONGEST_REASON = 1_000
FAR = datetime(9000, 1, 1, tzinfo=UTC)
"""Until then waits what goes on by something that happens, and not by the clock."""


@dataclass(frozen=True)
class Change:
    """A row that is there already, and what becomes of it."""

    step: Step
    columns: Mapping[str, Any]
    is_ours: bool
    """Whether it is written by its claim; else it has to be as it was read."""
    before: str


class Turn:
    """What follows from one thing that has happened in a run.

    ``run`` is the row as it was known; it is written only if nobody has changed it since, or if it is locked.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.known = run.events
        self.standing = Standing.from_json(run.standing)
        self.now = timezone.now()
        self.steps: list[Step] = []
        self.contents: list[Payload] = []
        self.items: list[LoopItem] = []
        self.ours: list[Step] = []
        """The steps that whoever writes this goes on with."""
        self.answer: JsonValue = None
        """What whoever called the workflow from outside is told."""
        self._events: list[Event] = []
        self._rows: list[RunEvent] = []
        self._changes: list[Change] = []
        self._offered: list[Step] = []

    @property
    def is_cancelled(self) -> bool:
        return self.run.cancel_requested_at is not None

    @property
    def size(self) -> int:
        """How many steps it adds."""
        return len(self.steps)

    @property
    def has_offered(self) -> bool:
        """Whether workers are offered something by it."""
        return bool(self._offered)

    def add_ended(self, node: PlanNode, instance: Instance, done: Done, *, message: str = "") -> Step:
        """A step that was computed, or passed over, without ever having been on offer."""
        step = self._new(node, instance)
        for name, value in self._end_columns(done).items():
            setattr(step, name, value)
        step.result = done.content
        if done.state != Step.State.SKIPPED:
            step.started_at = self.now
        step.ended_number = self._event(step, done.state, done.message or message)
        if node.kind != "trigger":  # by its end nothing has begun yet
            self._count(done.counted)
        self.steps.append(step)
        self._note_output(instance, done)
        return step

    def add_open(self, node: PlanNode, instance: Instance, arrived: Sequence[str], *, is_ours: bool) -> Step:
        """A step for a worker: for this one, or on offer."""
        step = self._new(node, instance)
        step.arrived = list(arrived)
        if is_ours:
            for name, value in claims.claimed().items():
                setattr(step, name, value)
            step.lease_until = from_now(Step.queue.lease_seconds)
            step.started_at = self.now
            step.started_number = self._event(step, Step.State.RUNNING)
            self.ours.append(step)
        else:
            for name, value in on_offer(lane=Step.Lane(step.lane), share=step.share).items():
                setattr(step, name, value)
            step.queued_number = self._event(step, Step.State.QUEUED)
            self._offered.append(step)
        self._count(step.state)
        self.steps.append(step)
        return step

    def end(self, step: Step, done: Done) -> None:
        """A claimed step of ours, or an idle one, has ended."""
        self.standing.spend(done.usage)
        ended = copy(step)
        written = {**FREE, **self._end_columns(done)}
        written["ended_number"] = self._event(ended, done.state, done.message)
        _set(ended, written, done)
        self._change(step, written, done.counted)
        self._note_output((step.node_id, tuple(step.path)), done)

    def amend(self, step: Step, done: Done) -> None:
        """What is known by now of how a step of ours has ended, and follows from nothing but itself."""
        place = next(place for place, each in enumerate(self._changes) if each.step is step)
        change = self._changes[place]
        written = {**change.columns, **{name: getattr(done, name) for name in KNOWN_LATER}}
        self.standing.spend(done.usage)
        self._changes[place] = Change(change.step, written, change.is_ours, change.before)
        _set(next(each.step for each in self._events if each.step.pk == step.pk), written, done)

    def suspend(self, step: Step, message: str, *, not_before: datetime, **columns: object) -> None:
        """A step of ours waits: for a time, or for something that happens elsewhere."""
        written = {**FREE, "state": Step.State.WAITING, "offered_at": None, "not_before": not_before, **columns}
        self._move(step, written, Step.State.WAITING, message)

    def put_back(self, step: Step, seconds: float, message: str, *, generation: int) -> None:
        """A step of ours is offered again after so many seconds."""
        written = {**FREE, "state": Step.State.WAITING, "offered_at": None, "generation": generation, "error": None}
        self._move(step, written | {"not_before": from_now(seconds)}, Step.State.WAITING, message)

    def resume(self, step: Step, *, is_ours: bool) -> None:
        """A step that has waited is gone on with: by whoever writes this, or by another worker."""
        if not is_ours:
            written: dict[str, Any] = {
                **FREE,
                "state": Step.State.QUEUED,
                **on_offer(lane=Step.Lane(step.lane), share=step.share),
            }
            self._offered.append(self._move(step, written, Step.State.QUEUED, ""))
            return
        ours = {**claims.claimed(), "attempt": step.attempt + 1, "not_before": None, "offered_at": None}
        self.ours.append(self._move(step, ours, Step.State.RUNNING, ""))

    def say(self, step: Step, state: str, message: str) -> None:
        """Something happened to a step that changes nothing about it."""
        self._rows.append(as_row(self.run, self._event_of(step, state, message)))

    def write(self, *, is_locked: bool, stored: Collection[UUID] = ()) -> bool:
        """Write it all in the caller's transaction; False if somebody else has changed the run, then nothing is.

        ``stored`` are contents that the transaction has stored before. Raises ClaimLost if a step is no longer as it
        was known.
        """
        run = self._run_after()
        if run._state.adding:
            insert([run])
        elif not self._take_run(run, is_locked=is_locked):
            return False
        for change in self._changes:
            _write(change)
        _insert_all([each for each in self.contents if each.pk not in stored])
        _insert_all(self.steps)
        _insert_all(self._rows)
        _insert_all(self.items)
        offer_together_on_commit(self._offered)
        if self._events:
            tell(run, self._events_for(run))
        if self.answer is not None:
            tell_answer(run.pk, self.answer)
        if run.state not in Run.OPEN:
            _tell_end(run)
        self.run = run
        return True

    # Small parts

    def _take_run(self, run: Run, *, is_locked: bool) -> bool:
        if self.is_cancelled and not is_locked:
            return False
        return bool(
            _advance(is_locked, pk=run.pk, known=self.known, **{name: getattr(run, name) for name in RUN_COLUMNS})
        )

    def _new(self, node: PlanNode, instance: Instance) -> Step:
        run = self.run
        return Step(
            id=step_id(run.pk, instance),
            run=run,
            node_id=node.id,
            node_type=node.type,
            name=node.name,
            path=list(instance[1]),
            account_mode=node.account_mode or ("customer" if run.customer_id else "owner"),
            connection_id=UUID(node.connection) if node.connection else None,
            lane=run.lane,
            share=run.customer_id,
            created_at=self.now + timedelta(microseconds=len(self.steps)),  # so that they have an order
        )

    def _end_columns(self, done: Done) -> dict[str, Any]:
        if done.content is not None and done.is_new_content:
            self.contents.append(done.content)
        return {
            "state": done.state,
            "result_id": done.content.pk if done.content else None,
            "error": done.error,
            "warnings": list(done.warnings),
            "usage": done.usage,
            "execution_time": done.execution_time,
            "call_id": done.call_id,
            "is_handled": done.is_handled,
            "finished_at": self.now,
        }

    def _note_output(self, instance: Instance, done: Done) -> None:
        if done.content is not None and not instance[1] and done.is_output:
            self.standing.last = str(done.content.pk)

    def _move(self, step: Step, written: Mapping[str, Any], state: str, message: str) -> Step:
        moved = copy(step)
        for name, value in written.items():
            setattr(moved, name, value)
        self._rows.append(as_row(self.run, self._event_of(moved, state, message)))
        self._change(step, written, state)
        return moved

    def _change(self, step: Step, written: Mapping[str, Any], counted: str) -> None:
        self.standing.move(step.state, counted)
        self._changes.append(Change(step, written, step.claim_token is not None, step.state))

    def _count(self, state: str) -> None:
        self.standing.counts[state] += 1

    def _event(self, step: Step, state: str, message: str = "") -> int:
        return self._event_of(step, state, message).number

    def _event_of(self, step: Step, state: str, message: str) -> Event:
        number = self.known + len(self._events) + 1
        event = Event(number, step, state, "", self.now, message, step.attempt)
        self._events.append(event)
        return event

    def _run_after(self) -> Run:
        """The run as it is once this has been written."""
        run, standing = copy(self.run), self.standing
        run.events = self.known + len(self._events)
        run.state = run_state(standing.states)
        run.standing = standing.as_json()
        if run.started_at is None and run.state != "queued":
            run.started_at = self.now
        if run.state not in Run.OPEN:
            run.started_at, run.finished_at = run.started_at or self.now, self.now
            run.reason = run.reason or standing.reason[:LONGEST_REASON]
            if run.state == "succeeded":
                output = standing.output or standing.last
                run.output_id = UUID(output) if output else None
        return run

    def _events_for(self, run: Run) -> list[Event]:
        """Between the end of one step and the beginning of the next the run counts as running."""
        *between, last = self._events
        before = run.state if run.state in Run.OPEN else Run.State.RUNNING
        told = [(each, before) for each in between] + [(last, run.state)]
        return [
            Event(each.number, each.step, each.state, state, each.at, each.message, each.step.attempt)
            for each, state in told
        ]


FAILED = "run.failed"
"""Durable: ``{run, workflow, name, deployment, customer_id, source, reason}``, of runs of workflows."""
ENDED = "run.ended"
"""Hint: ``{run, parent_step}``, of runs of workflows."""
KNOWN_LATER = ("usage", "execution_time", "call_id")
RUN_COLUMNS = ("events", "state", "standing", "started_at", "finished_at", "reason", "output_id")


def _tell_end(run: Run) -> None:
    if run.lane == Step.Lane.INTERACTIVE:  # nobody waits for the others
        tell_end(run.pk)
    if run.state == "failed":
        _tell_failure(run)
    hint(ENDED, {"run": str(run.pk), "parent_step": str(run.parent_step) if run.parent_step else None})


def _tell_failure(run: Run) -> None:
    told = {
        "run": str(run.pk),
        "workflow": str(run.workflow_id) if run.workflow_id else None,
        "name": run.workflow.name if run.workflow else "",
        "deployment": str(run.deployment_id) if run.deployment_id else None,
        "customer_id": run.customer.key if run.customer else None,
        "source": run.source,
        "reason": run.reason,
    }
    emit(FAILED, told, customer_id=run.customer_id)


def _set(step: Step, columns: Mapping[str, Any], done: Done) -> None:
    for name, value in columns.items():
        setattr(step, name, value)
    step.result = done.content


def _write(change: Change) -> None:
    step, columns = change.step, change.columns
    if change.is_ours and any(isinstance(value, Combinable) for value in columns.values()):
        is_written = bool(claims.held(step).update(**columns))
    elif change.is_ours:
        is_written = claims.write(step, **columns)
    else:
        lease = {"lease_until": from_now(Step.queue.lease_seconds)} if columns["state"] == Step.State.RUNNING else {}
        as_known = Step.objects.filter(pk=step.pk, state=change.before, attempt=step.attempt, claim_token=None)
        is_written = bool(as_known.update(**columns, **lease))
    if not is_written:
        raise ClaimLost


def _insert_all(rows: Sequence[ModelT]) -> None:
    if len(rows) <= INSERTED_AT_ONCE:
        insert(rows)
    else:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=500)


@prepared_update
def _advance(is_locked: bool, *, pk: UUID, known: int, **columns: object) -> Update:
    rows = Run.objects.filter(pk=pk, events=known)
    return Update(rows if is_locked else rows.filter(cancel_requested_at__isnull=True), **columns)
