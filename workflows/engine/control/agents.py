"""The node that lets a language model work with the nodes that are lent to it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, JsonValue

from integrations.catalog.schema import Input, Output, ui
from workflows.engine.control.declare import Control
from workflows.engine.control.handles import AGENT

Approval = Literal["always", "writes", "destructive", "never"]
SECONDS, TURNS, TOOL_CALLS = 900, 20, 50


class ModelChoice(Input):
    """Which model answers, and with whose key."""

    name: Annotated[
        str, Field(min_length=1, max_length=200, examples=["openai/gpt-5-mini"], json_schema_extra=ui(options="models"))
    ]
    """As its vendor calls it, with the provider in front where no account is chosen. sandbox/rules needs no key."""
    connection: Annotated[UUID, Field(json_schema_extra=ui(advanced=True, options="model_accounts"))] | None = None
    """The account; without it that of the node, or the default one of the provider."""


def _as_choice(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


class AgentMemory(Input):
    """Which conversation it goes on with."""

    session_key: Annotated[str, Field(min_length=1, max_length=200, examples=["{{ trigger.body.chat }}"])]
    """The same for the same conversation."""
    window: Annotated[int, Field(ge=1, le=200)] = 20
    """How many of the last messages it reads; what was before them is summed up."""


class AgentLimits(Input):
    """Where it stops, whatever it has come to. An agent that works for it counts as well."""

    turns: Annotated[int, Field(ge=1, le=200)] = TURNS
    """Answers of the model."""
    tool_calls: Annotated[int, Field(ge=0, le=1_000)] = TOOL_CALLS
    """Calls of tools, those that failed among them."""
    tokens: Annotated[int, Field(ge=1)] | None = None
    """Tokens that the model reads and writes, in all."""
    seconds: Annotated[int, Field(ge=1, le=24 * 60 * 60)] = SECONDS
    """Time at work; waiting for a person does not count."""
    money: Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=6, examples=["0.50"])] | None = None
    """The most its answers may come to, in US dollars: by your price book, else by the vendor's prices. A model that
    neither knows is refused then."""


class AgentParams(Input):
    """What a language model is to do, with what it may, and up to where."""

    model: Annotated[ModelChoice, BeforeValidator(_as_choice)]
    """The model that answers."""
    system: Annotated[str, Field(max_length=50_000, json_schema_extra=ui(widget="textarea"))] = ""
    """Who it is and what always holds."""
    prompt: Annotated[
        str,
        Field(
            min_length=1,
            max_length=200_000,
            examples=["Answer this mail: {{ gmail.messages[0].text }}"],
            json_schema_extra=ui(widget="textarea"),
        ),
    ]
    """What it is to do this time."""
    skills: Annotated[
        list[str], Field(max_length=50, examples=[["plan-meeting"]], json_schema_extra=ui(options="skills"))
    ] = []
    """Names of skills: it reads how to do a job when the job comes up."""
    memory: AgentMemory | None = None
    """The conversation it goes on with; without it every run begins anew."""
    output_schema: Annotated[dict[str, JsonValue], Field(json_schema_extra=ui(widget="code", advanced=True))] | None = (
        None
    )
    """JSON Schema of the answer; without it the answer is a text."""
    limits: AgentLimits = AgentLimits()
    """Where it stops."""
    approval: Approval = "writes"
    """Before which calls a person is asked: all, those that change something, those that cannot be undone, or none."""
    approval_channel: Annotated[
        str,
        Field(pattern=r"^([CDGU][A-Z0-9]{2,30})?$", examples=["C0123ABCD"], json_schema_extra=ui(advanced=True)),
    ] = ""
    """Id of a channel of your own Slack that is told when a person is asked, with a link to the question."""


class AgentUsage(Output):
    """What the answers took."""

    turns: int
    """Answers of the model."""
    tool_calls: int
    """Calls of tools."""
    tokens: int
    """Tokens read and written."""
    price: str | None = None
    """What is charged for the tokens; none where nobody knows."""
    currency: str | None = None
    """Of the price."""


class AgentResult(Output):
    """What came of it."""

    output: JsonValue = None
    """The answer: a text, or what the schema wants."""
    messages: list[dict[str, Any]]
    """All that was said, called and given back, oldest first."""
    usage: AgentUsage
    """What it took."""


CONTROLS = (
    Control(
        type=AGENT,
        label="Agent",
        icon="sparkles",
        description="Lets a language model do a job with the tools that are connected to it.",
        input_model=AgentParams,
        output_model=AgentResult,
        example={
            "model": {"name": "sandbox/rules"},
            "system": "You work at the front desk. Be brief.",
            "prompt": "Which of today's mails need an answer?",
        },
        sample={
            "output": "Two mails need an answer: those of Ada and of Robin.",
            "messages": [
                {"role": "user", "text": "Which of today's mails need an answer?"},
                {"role": "model", "text": "Two mails need an answer: those of Ada and of Robin.", "calls": []},
            ],
            "usage": {"turns": 1, "tool_calls": 0, "tokens": 48, "price": "0", "currency": "USD"},
        },
        fixed=("approval",),
        account="optional",
        accounts="any",
        takes_tools=True,
        is_tool=True,
    ),
)
