"""What starts a workflow: a person, a call of its address, a clock."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from integrations.catalog.between import between
from integrations.catalog.schema import Input, Output, ui
from integrations.catalog.zones import ZoneName
from workflows.engine.control.declare import Control
from workflows.engine.control.handles import CHAT, MANUAL, SCHEDULE, WEBHOOK
from workflows.engine.schedule import MOST_RULES, ScheduleError, schedule_of

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
Unit = Literal["seconds", "minutes", "hours", "days", "weeks"]


class ManualTriggerParams(Input):
    """A person starts the workflow, or a program over REST."""

    input_schema: dict[str, JsonValue] | None = Field(default=None, json_schema_extra=ui(widget="code", advanced=True))
    """JSON Schema of what a run is started with; it is asked for in a form made from it."""


class WebhookTriggerParams(Input):
    """Each call of the trigger's address starts a run."""

    methods: Annotated[list[Method], Field(min_length=1, max_length=7)] = ["POST"]
    """The methods that are offered; any other is answered with 405."""
    authentication: Literal["secret", "hmac", "none"] = "secret"
    """How a caller proves who they are: by the secret in a header, by a signature over the body, or not at all."""
    respond: Literal["at_once", "when_done", "node"] = "at_once"
    """When the caller is answered: at once, with the run's output, or by the node Respond. After 25 s with 202."""
    delivery_id: Annotated[
        str,
        Field(
            max_length=200,
            pattern=r"^((header|body):.+)?$",
            examples=["header:X-Delivery", "body:event.id"],
            json_schema_extra=ui(advanced=True),
        ),
    ] = ""
    """Where a delivery says which one it is, so that none starts two runs. webhook-id and Idempotency-Key need none."""
    origins: Annotated[
        list[Annotated[str, Field(max_length=200, examples=["https://shop.example"])]],
        Field(max_length=50, json_schema_extra=ui(advanced=True)),
    ] = []
    """Origins whose pages may call it from a browser; * for any."""


class WebhookCall(Output):
    """What was called, and with what."""

    method: str
    """In capitals."""
    headers: dict[str, str]
    """By their names in small letters, without those that prove who called."""
    query: dict[str, JsonValue]
    """Each name with its value, or with a list where there are several."""
    body: JsonValue = None
    """Read as its content type says, files of a form as references; null where it is empty or cannot be read."""
    raw: str | None = None
    """A body that cannot be read, in base64."""
    received_at: str
    """When it came, with its offset."""


class ScheduleRule(Input):
    """When it is due: a cron expression, or an interval."""

    cron: Annotated[str, Field(max_length=200, examples=["0 9 * * 1-5"])] | None = None
    """Minute, hour, day, month, weekday; or @daily and its like. By the clock of the time zone."""
    every: Annotated[int, Field(ge=1, examples=[15])] | None = None
    """Length of the interval, in its unit."""
    unit: Unit | None = None
    """Unit of the interval; it is counted in time that has passed, whatever clocks are set to."""

    @between("cron", "every", "unit")
    def is_one_of_both(self) -> str | None:
        """A rule is one thing, and can be."""
        try:
            schedule_of({"rules": [{name: value for name, value in self if value is not None}]})
        except ScheduleError as error:
            return str(error)
        return None


class ScheduleTriggerParams(Input):
    """Runs start at fixed times or intervals."""

    rules: Annotated[list[ScheduleRule], Field(min_length=1, max_length=MOST_RULES)]
    """Each starts runs by itself."""
    time_zone: ZoneName = "UTC"
    """Zone whose clock the cron rules go by."""
    missed: Literal["once", "all", "skip"] = Field(default="once", json_schema_extra=ui(advanced=True))
    """What becomes of times at which nothing could run: one run for all, a run for each (the last 100), or none."""


class ScheduledTime(Output):
    """A time that had been planned."""

    scheduled_at: str
    """When it was due, with its offset."""
    fired_at: str
    """When it started."""
    missed: int
    """How many times before it were left out."""


class ChatTriggerParams(Input):
    """Each message of a conversation starts a run, whose output is the answer."""

    title: Annotated[str, Field(max_length=80, examples=["Assistant"])] = "Assistant"
    """What stands above the conversation."""
    greeting: Annotated[str, Field(max_length=500, examples=["Ask me about your calendar."])] = ""
    """What people read before they have written anything."""
    suggestions: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=120, examples=["What is on today?"])]],
        Field(max_length=4),
    ] = []
    """First messages that are offered as buttons."""


class ChatMessage(Output):
    """What somebody has written."""

    text: str
    """The message."""
    session_key: str
    """The same for all messages of a conversation: give it to the memory of an agent."""
    turn: int
    """How many messages there were in it, this one counted."""
    sender: Literal["staff", "customer", "program"]
    """Who has written it."""
    sent_at: str
    """When, with its offset."""


CONTROLS = (
    Control(
        type=MANUAL,
        label="Manual start",
        icon="play",
        description="Starts the workflow when a person runs it, or a program over REST.",
        input_model=ManualTriggerParams,
        output_model=None,
        example={},
        sample={},
        has_input=False,
    ),
    Control(
        type=WEBHOOK,
        label="Webhook",
        icon="webhook",
        description="Starts the workflow with each call of its address.",
        input_model=WebhookTriggerParams,
        output_model=WebhookCall,
        example={"methods": ["POST"], "authentication": "secret", "respond": "at_once"},
        sample={
            "method": "POST",
            "headers": {"content-type": "application/json"},
            "query": {},
            "body": {"order": 17, "total": "19.90"},
            "raw": None,
            "received_at": "2026-03-02T09:00:00.120000+00:00",
        },
        has_input=False,
    ),
    Control(
        type=SCHEDULE,
        label="Schedule",
        icon="calendar-clock",
        description="Starts the workflow at fixed times or intervals.",
        input_model=ScheduleTriggerParams,
        output_model=ScheduledTime,
        example={"rules": [{"cron": "0 9 * * 1-5"}], "time_zone": "Europe/Berlin"},
        sample={
            "scheduled_at": "2026-03-02T08:00:00+00:00",
            "fired_at": "2026-03-02T08:00:00.310000+00:00",
            "missed": 0,
        },
        has_input=False,
    ),
    Control(
        type=CHAT,
        label="Chat",
        icon="message",
        description="Starts the workflow with each message of a conversation; the run's output is the answer.",
        input_model=ChatTriggerParams,
        output_model=ChatMessage,
        example={"title": "Assistant", "greeting": "Ask me about your calendar."},
        sample={
            "text": "What is on today?",
            "session_key": "chat:0b9d2c1e-3f4a-4b5c-8d6e-7f8091a2b3c4",
            "turn": 1,
            "sender": "staff",
            "sent_at": "2026-03-02T09:00:00.120000+00:00",
        },
        has_input=False,
    ),
)
