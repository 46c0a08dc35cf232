"""What became of messages: the answer, how far it is, and what a person is asked before it goes on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from integrations.payloads.contents import DamagedContent, Payload, is_large, load, preview
from integrations.payloads.retention import no_longer_kept
from workflows.agents.chat.streaming import written_so_far
from workflows.models import Approval, Chat, ChatTurn, Run, Step

LAST = 100
NAMED = ("output", "answer", "text", "message", "reply")
"""Where an answer stands in an output that is no text itself."""
FAILED = "That could not be answered. Try again, or write it in another way."


class Asked(TypedDict):
    """A question that a run waits for."""

    id: str
    summary: str
    expires_at: str


class Turn(TypedDict):
    """A message with its answer. ``state`` is the run's; ``answer`` is there once it has succeeded."""

    number: int
    text: str
    at: str
    run: str
    state: str
    answer: str | None
    error: str | None
    doing: str | None
    """The name of what is under way."""
    writes: str | None
    """What a model has written of the answer so far."""
    approvals: list[Asked]


@dataclass(frozen=True)
class Now:
    """What goes on in runs that are under way, by their ids."""

    asked: Mapping[UUID, list[Asked]]
    doing: Mapping[UUID, str]
    writes: Mapping[UUID, str]


def turns(chat: Chat, *, after: int = 0, is_staff: bool) -> list[Turn]:
    """The messages behind number ``after``, the last hundred at most, oldest first.

    Who is not staff reads no other words of a failure than that there was one.
    """
    rows = [*chat.turns.select_related("text").filter(number__gt=after).order_by("-number")[:LAST]][::-1]
    ids = [each.run_id for each in rows]
    runs = {run.pk: run for run in Run.objects.select_related("output").filter(pk__in=ids)}
    open_ids = [run.pk for run in runs.values() if run.state in Run.OPEN]
    now = Now(_asked(open_ids), _doing(open_ids), written_so_far(open_ids))
    return [_turn(each, runs.get(each.run_id), now, is_staff=is_staff) for each in rows]


def answer_in(output: object) -> str:
    """The text of an answer in what a run has put out."""
    if isinstance(output, Mapping):
        for name in NAMED:
            if isinstance(output.get(name), str):
                return str(output[name])
        inner = output.get("output")
        output = inner if inner is not None and len(output) < 4 else output
    if output is None:
        return ""
    return output if isinstance(output, str) else json.dumps(output, ensure_ascii=False, indent=2)


def _turn(row: ChatTurn, run: Run | None, now: Now, *, is_staff: bool) -> Turn:
    state = run.state if run else "forgotten"
    error = None
    if state in ("failed", "cancelled"):
        error = (run.reason or FAILED) if run and is_staff else FAILED
    elif run is None:
        error = no_longer_kept()
    return {
        "number": row.number,
        "text": _text(row.text) or no_longer_kept(),
        "at": row.at.isoformat(),
        "run": str(row.run_id),
        "state": state,
        "answer": _answer(run) if run and state == "succeeded" else None,
        "error": error,
        "doing": now.doing.get(row.run_id),
        "writes": now.writes.get(row.run_id),
        "approvals": now.asked.get(row.run_id, []),
    }


def _answer(run: Run) -> str:
    if run.output_id is None:
        return ""
    if run.output is None:
        return no_longer_kept()
    return preview(run.output) if is_large(run.output) else answer_in(_value(run.output))


def _text(content: Payload | None) -> str:
    return str(_value(content)) if content is not None else ""


def _value(content: Payload) -> object:
    try:
        return load(content)
    except DamagedContent:
        return "This cannot be read any more."


def _asked(runs: Iterable[UUID]) -> dict[UUID, list[Asked]]:
    found: dict[UUID, list[Asked]] = {}
    for each in Approval.objects.filter(run__in=[*runs], state=Approval.State.OPEN).order_by("requested_at"):
        if each.run_id is not None:
            question = Asked(id=str(each.pk), summary=each.summary, expires_at=each.expires_at.isoformat())
            found.setdefault(each.run_id, []).append(question)
    return found


def _doing(runs: Iterable[UUID]) -> dict[UUID, str]:
    """Of each run, the node that it is at."""
    steps = Step.objects.filter(run__in=[*runs], state__in=(Step.State.RUNNING, Step.State.WAITING))
    return {run_id: name for run_id, name in steps.order_by("created_at").values_list("run_id", "name") if name}
