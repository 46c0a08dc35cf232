"""Tells of what an agent does while it does it, to whoever watches; the log and the run's events are what is kept."""

from __future__ import annotations

import time
from uuid import UUID

from django.utils import timezone

from integrations.events import hint
from workflows.engine.plan import PlanNode
from workflows.models import Step
from workflows.runs.events import Event, tell

HAPPENED = "agent.happened"
"""Hint: ``{run, workflow, step, node_id, turn, kind, …}``; ``kind`` is ``text`` with ``text``, ``tool_call`` with
``call, tool, tool_node, arguments``, or ``tool_result`` with ``call, tool, tool_node, state, result, usage``."""
EVERY_SECONDS = 0.15
LONGEST = 20_000
"""Characters of what is told at once."""


class Telling:
    """The news of one agent's step."""

    def __init__(self, step: Step) -> None:
        self._step = step
        self._text = ""
        self._told_at = 0.0

    def listen(self, turn: int, text: str) -> None:
        """A piece of an answer has come; pieces are told together."""
        self._text += text
        if time.monotonic() - self._told_at >= EVERY_SECONDS:
            self.flush(turn)

    def flush(self, turn: int) -> None:
        """Tell what has not been told."""
        if self._text:
            self.happened(turn, "text", text=self._text[:LONGEST])
            self._text, self._told_at = "", time.monotonic()

    def happened(self, turn: int, kind: str, **more: object) -> None:
        """Listeners hear of it at once, or after the commit."""
        run = self._step.run
        hint(
            HAPPENED,
            {
                "run": str(run.pk),
                "workflow": str(run.workflow_id) if run.workflow_id else None,
                "customer": str(run.customer_id) if run.customer_id else None,
                "step": str(self._step.pk),
                "node_id": self._step.node_id,
                "turn": turn,
                "kind": kind,
                **more,
            },
        )

    def tool_runs(self, node: PlanNode, step_id: UUID, path: list[int], message: str) -> None:
        """The canvas shows the lent node at work."""
        run = self._step.run
        lent = Step(id=step_id, run=run, node_id=node.id, node_type=node.type, path=path)
        now = timezone.now()
        tell(run, [Event(run.events, lent, Step.State.RUNNING, run.state, now, message, 1, is_passing=True)])


def shortened(value: object) -> object:
    """What is told of arguments and results: all of it, unless that is long."""
    text = str(value)
    return value if len(text) <= LONGEST else {"preview": text[:LONGEST], "size": len(text)}
