"""What a model is asked and what it answers, as plain JSON: the library that speaks to vendors is not needed for it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

FINAL = "final_result"
"""The tool by which a model gives an answer of a certain shape."""
Finish = Literal["stop", "length", "content_filter", "tool_call", "error"]


class Part(BaseModel):
    """A part of a conversation: immutable, and without fields nobody knows."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class ToolOffer(Part):
    """One tool as the model is told of it."""

    name: str
    """Letters, digits, underscore and hyphen, 64 at most."""
    description: str
    """What it does, and what the schema cannot say."""
    input_schema: dict[str, JsonValue]
    """JSON Schema of an object."""


class ToolWish(Part):
    """A call that the model wants to be made."""

    id: str
    """The vendor's, made unique within its answer."""
    name: str
    """Of a tool, whether there is one or not."""
    arguments: JsonValue
    """An object, or the text that was sent where it is none."""


class UserWords(Part):
    """What a person, or a workflow, says."""

    kind: Literal["user"] = "user"
    text: str
    """Plain text."""


class ModelWords(Part):
    """An answer that was given before."""

    kind: Literal["model"] = "model"
    text: str = ""
    """What it said."""
    calls: list[ToolWish] = []
    """What it wanted to be called."""
    response: dict[str, JsonValue] | None = None
    """The answer as the library keeps it, with what its vendor wants to see again."""


class ToolResult(Part):
    """What became of one call."""

    id: str
    """That of the wish."""
    name: str
    """Of the tool."""
    content: str
    """What the model reads."""
    is_error: bool = False
    """Whether it did not do what was wanted."""


class ToolResults(Part):
    """What became of all calls of one answer."""

    kind: Literal["results"] = "results"
    results: list[ToolResult]
    """One for each wish, in their order."""


Message = Annotated[UserWords | ModelWords | ToolResults, Field(discriminator="kind")]


class ModelQuestion(BaseModel):
    """One turn: a model, all that was said so far, and what it may call."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    provider: str | None = None
    """Key of the provider whose account is asked with; none for the sandbox's model."""
    model: str
    """As the vendor calls it."""
    instructions: str = ""
    """What holds for the whole conversation."""
    messages: list[Message]
    """The conversation, oldest first."""
    tools: list[ToolOffer] = []
    """What it may call."""
    output_schema: dict[str, JsonValue] | None = None
    """JSON Schema of the answer; without it the answer is a text."""
    max_tokens: int | None = None
    """At most so many are written."""


class Size(BaseModel):
    """How many tokens one answer took."""

    read: int = 0
    """All that the model read."""
    cached: int = 0
    """Of them from a cache."""
    cache_written: int = 0
    """Of them written to a cache."""
    written: int = 0
    """What the model wrote, thoughts included."""

    @property
    def total(self) -> int:
        return self.read + self.written


class ModelAnswer(BaseModel):
    """One answer, complete: one that broke off is none."""

    text: str
    """What it says."""
    calls: list[ToolWish]
    """What it wants to be called, each with an id of its own."""
    finish: Finish
    """Why it ended, as the vendor says."""
    response: dict[str, JsonValue]
    """The answer as the library keeps it."""
    vendor: str
    """The vendor as the price list calls it; empty for a server of one's own."""
    model: str
    """The name of what has answered, as it says itself."""
    size: Size
    """How many tokens it took."""
    reported_cost: str | None = None
    """What a gateway says that it charges, in US dollars."""
    amount: str | None = None
    """What the vendor charges for it, in US dollars; none where nobody knows."""
