"""What waits, calls another workflow, answers a caller, and ends a run."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, JsonValue

from integrations.catalog.between import between
from integrations.catalog.schema import Input, Output, ui
from workflows.engine.control.declare import Control
from workflows.engine.control.handles import CALL_WORKFLOW, OUTPUT, RESPOND, STOP, WAIT

YEAR = 366 * 24 * 60 * 60


class WaitParams(Input):
    """For how long, until when, or for what a run waits: one of the three."""

    seconds: Annotated[float, Field(gt=0, le=YEAR, examples=[60])] | None = None
    """How long."""
    until: Annotated[AwareDatetime, Field(json_schema_extra=ui(widget="datetime"))] | None = None
    """Until when, with its offset; a time gone by waits for nothing."""
    callback: bool = False
    """Until somebody calls the address that wait_url('<key of this node>') gives."""

    @between("seconds", "until", "callback")
    def is_one_of_them(self) -> str | None:
        """Two ends would leave open which one counts."""
        given = [self.seconds is not None, self.until is not None, self.callback]
        return None if sum(given) == 1 else "Give one of seconds, until and callback."


class Resumed(Output):
    """How a wait ended."""

    resumed_at: datetime
    """When."""
    body: JsonValue = None
    """What the callback's caller sent."""


class CallWorkflowParams(Input):
    """Runs another workflow for the same customer, and waits for its output."""

    workflow: UUID
    """Id of the workflow."""
    version: Annotated[int, Field(ge=1)] | None = None
    """Number of the version; without it the newest that is published."""
    input: Annotated[JsonValue, Field(json_schema_extra=ui(widget="code"))] = None
    """What it is started with."""


class RespondParams(Input):
    """Answers whoever called the webhook that started the run. Only the first answer is sent."""

    status: Annotated[int, Field(ge=200, le=599)] = 200
    """HTTP status."""
    headers: Annotated[
        dict[str, str], Field(max_length=50, json_schema_extra=ui(widget="key_value", advanced=True))
    ] = {}
    """HTTP headers beside those that are always sent."""
    body: Annotated[JsonValue, Field(json_schema_extra=ui(widget="code"))] = None
    """Text is sent as it is, anything else as JSON; null sends no body."""


class Responded(Output):
    """The answer as it was sent."""

    status: int
    """HTTP status."""
    headers: dict[str, str]
    """Those that the node gave."""
    body: JsonValue = None
    """What was sent."""


class OutputParams(Input):
    """What the run gives whoever started it."""

    value: Annotated[JsonValue, Field(json_schema_extra=ui(widget="code"))] = None
    """The run's output; without this node it is that of the last node."""


class StopParams(Input):
    """Ends the run: nothing more begins, what runs goes to its end."""

    message: Annotated[str, Field(max_length=1_000, examples=["The order is cancelled."])] = ""
    """Why; it is shown as the run's reason."""
    is_error: bool = False
    """Whether the run has failed then."""


CONTROLS = (
    Control(
        type=WAIT,
        label="Wait",
        icon="calendar-clock",
        description="Waits for a while, until a time, or until its address is called. Nothing is held meanwhile.",
        input_model=WaitParams,
        output_model=Resumed,
        example={"seconds": 60},
        sample={"resumed_at": "2026-03-02T09:01:00Z", "body": None},
    ),
    Control(
        type=CALL_WORKFLOW,
        label="Call workflow",
        icon="workflow",
        description="Runs another workflow and goes on with its output.",
        input_model=CallWorkflowParams,
        output_model=None,
        example={"workflow": "3f0e8f2a-6d0c-4f5e-9a63-0f9f6f0b8a11", "input": {"order": 17}},
        sample={},
        is_tool=True,
    ),
    Control(
        type=RESPOND,
        label="Respond",
        icon="reply",
        description="Answers the caller of the webhook, while the run goes on.",
        input_model=RespondParams,
        output_model=Responded,
        example={"status": 200, "body": {"ok": True}},
        sample={"status": 200, "headers": {}, "body": {"ok": True}},
    ),
    Control(
        type=OUTPUT,
        label="Output",
        icon="flag",
        description="Says what the run gives whoever started it.",
        input_model=OutputParams,
        output_model=None,
        example={"value": {"total": 3}},
        sample={"total": 3},
    ),
    Control(
        type=STOP,
        label="Stop",
        icon="x",
        description="Ends the run, as a success or as a failure, with a message.",
        input_model=StopParams,
        output_model=None,
        example={"message": "The order is cancelled.", "is_error": True},
        sample={"message": "The order is cancelled.", "is_error": True},
    ),
)
