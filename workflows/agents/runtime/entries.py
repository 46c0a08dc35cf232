"""The log of an agent's step: read when somebody goes on with it, added to by whoever holds the step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast
from uuid import UUID, uuid5

from pydantic import JsonValue

from integrations.execution.llm.conversation import Finish, ModelAnswer, Part, ToolResult
from integrations.payloads.contents import load, unsaved
from integrations.payloads.retention import no_longer_kept
from integrations.prepared.inserts import insert
from workflows.models import AgentEntry, Step
from workflows.runs.scope import ContentGone

CUT_OFF: Mapping[Finish, str] = {
    "length": "The model's answer was cut off, because it came to its limit of tokens. Ask for less at once.",
    "content_filter": "The vendor of the model has held its answer back. Ask for something else, or another model.",
    "error": "The model has ended its answer with an error. Try again, or choose another model.",
}
"""How an answer ends by which its agent fails, and what is said of it."""
Place = tuple[str, int, int]
"""Scope, turn and index."""


class RemoteTool(Part):
    """A tool of somebody else's server, as it was when the agent began."""

    name: str
    """As its server calls it."""
    description: str
    """In its server's words."""
    input_schema: dict[str, JsonValue]
    """JSON Schema of its arguments."""


class RemoteServer(Part):
    """A server whose tools are lent to the agent by a node."""

    node: str
    """Id of the node."""
    given: dict[str, JsonValue]
    """Where it is, and whose default account is used: what its calls are made with."""
    unasked: list[str]
    """Names of the tools that count as reading."""
    tools: list[RemoteTool]
    """What the agent may call."""


class Opening(Part):
    """How a conversation began: fixed then, whatever becomes of skills, memories and the drawing."""

    instructions: str
    """What holds for all of it."""
    messages: list[dict[str, str]]
    """What was said before, and what is to be done: ``{role, text}``."""
    inputs: str = ""
    """Stands for the job, so that another run knows whether it is the same."""
    note: str = ""
    """Why it did not go on from an earlier run."""
    servers: list[RemoteServer] = []
    """Servers with their tools, in the order of their nodes."""


@dataclass
class Log:
    """All entries of one step by their places."""

    step: Step
    answers: dict[Place, ModelAnswer] = field(default_factory=dict)
    results: dict[Place, ToolResult] = field(default_factory=dict)
    openings: dict[str, Opening] = field(default_factory=dict)
    rows: dict[Place, AgentEntry] = field(default_factory=dict)
    _kept: dict[Place, AgentEntry] = field(default_factory=dict)
    """Written in a transaction that may still be undone."""

    @classmethod
    def read(cls, step: Step) -> Log:
        """Raises ContentGone where the log is no longer kept."""
        log = cls(step)
        rows = AgentEntry.objects.select_related("content").filter(step_id=step.pk)
        for row in rows:
            if row.content is None:
                raise ContentGone(f"What the agent has come to is needed to go on. {no_longer_kept()}")
            log._take(row, cast(Mapping[str, object], load(row.content)))
        return log

    def keep(
        self,
        place: Place,
        entry: ModelAnswer | ToolResult | Opening,
        *,
        usage: Mapping[str, object] | None = None,
        milliseconds: int = 0,
    ) -> None:
        """Add an entry in the caller's transaction, in which the step is ours. Nothing if it is there already."""
        if place in self.rows:
            return
        values = entry.model_dump(mode="json")
        content = unsaved(values, customer_id=self.step.run.customer_id)
        answer = entry if isinstance(entry, ModelAnswer) else None
        row = self._row(
            place,
            kind=_kind(entry),
            content=content,
            usage=dict(usage) if usage is not None else None,
            amount=(answer.amount or "") if answer else "",
            tokens=answer.size.total if answer else 0,
            milliseconds=milliseconds,
        )
        insert([content])
        insert([row])
        self._kept[place] = row

    def know(self, place: Place, entry: ModelAnswer | ToolResult | Opening) -> None:
        """What was kept is a fact now."""
        row = self._kept.pop(place, None) or AgentEntry.objects.get(pk=entry_id(self.step.pk, place))
        self._take(row, entry.model_dump(mode="json"))

    def adopt(self, before: Log) -> list[AgentEntry]:
        """Add what another step had come to, in the caller's transaction; but for an answer by which it ended."""
        rows = [
            self._row(place, kind=row.kind, content=row.content, is_adopted=True)
            for place, row in before.rows.items()
            if place not in before.answers or before.answers[place].finish not in CUT_OFF
        ]
        insert(rows)
        return rows

    def _row(self, place: Place, **columns: Any) -> AgentEntry:  # as the model takes them
        """One of this step, at that place."""
        scope, turn, index = place
        own = {"id": entry_id(self.step.pk, place), "run_id": self.step.run_id, "step_id": self.step.pk}
        return AgentEntry(scope=scope, turn=turn, index=index, **own, **columns)

    def know_adopted(self, before: Log, rows: Iterable[AgentEntry]) -> None:
        """What was added is a fact now."""
        for row in rows:
            place = (row.scope, row.turn, row.index)
            self.rows[place] = row
            if place in before.answers:
                self.answers[place] = before.answers[place]
            elif place in before.results:
                self.results[place] = before.results[place]
            else:
                self.openings[row.scope] = before.openings[row.scope]

    def spent(self, scope: str = "") -> Spent:
        """What has been used in a scope, and in those below it; what was adopted counts where it was used."""
        rows = [row for row in self.rows.values() if row.scope.startswith(scope) and not row.is_adopted]
        answers = [row for row in rows if row.kind == AgentEntry.Kind.ANSWER]
        known = [Decimal(row.amount) for row in answers if row.amount]
        return Spent(
            turns=len(answers),
            tool_calls=sum(row.kind == AgentEntry.Kind.RESULT for row in rows),
            tokens=sum(row.tokens for row in answers),
            seconds=sum(row.milliseconds for row in rows) / 1000,
            money=sum(known, Decimal(0)),
        )

    @property
    def note(self) -> str:
        """What is to be said of how the agent began in this run."""
        row = self.rows.get(("", 0, 0))
        return "" if row is None or row.is_adopted else self.openings[""].note

    def usages(self) -> Iterable[Mapping[str, object]]:
        """Of the answers; calls of tools have steps of their own."""
        return [row.usage for row in self.rows.values() if row.usage and row.kind == AgentEntry.Kind.ANSWER]

    def _take(self, row: AgentEntry, values: Mapping[str, object]) -> None:
        place = (row.scope, row.turn, row.index)
        self.rows[place] = row
        if row.kind == AgentEntry.Kind.ANSWER:
            self.answers[place] = ModelAnswer.model_validate(values)
        elif row.kind == AgentEntry.Kind.RESULT:
            self.results[place] = ToolResult.model_validate(values)
        else:
            self.openings[row.scope] = Opening.model_validate(values)


@dataclass(frozen=True, kw_only=True)
class Spent:
    """What an agent has used, with those that work for it."""

    turns: int
    tool_calls: int
    tokens: int
    seconds: float
    money: Decimal


def entry_id(step_id: UUID, place: Place) -> UUID:
    """The same for the same place."""
    scope, turn, index = place
    return uuid5(step_id, f"agent {scope}/{turn}/{index}")


def _kind(entry: ModelAnswer | ToolResult | Opening) -> str:
    if isinstance(entry, ModelAnswer):
        return AgentEntry.Kind.ANSWER
    return AgentEntry.Kind.RESULT if isinstance(entry, ToolResult) else AgentEntry.Kind.BEGINNING
