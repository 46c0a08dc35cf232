"""What the operations take and return."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, JsonValue

from integrations.catalog.schema import BlankIsNone, Input, Output, ui

URL = Field(
    min_length=8,
    max_length=2_000,
    pattern=r"^https?://[^\s\\]+$",
    examples=["https://tools.globex.example/mcp"],
)
Provider = Annotated[
    str | None,
    BlankIsNone,
    Field(
        max_length=64,
        pattern=r"^[a-z][a-z0-9_]*$",
        examples=["http"],
        json_schema_extra=ui(advanced=True),
    ),
]
ToolName = Annotated[str, Field(min_length=1, max_length=128)]


class McpServerRead(Input):
    """Which server, and which of its tools."""

    url: str = URL
    """The whole address of the server's endpoint, https:// and on the public internet."""
    wanted_tools: list[ToolName] = Field(default_factory=list, max_length=200, examples=[["find_parcel"]])
    """Names of the tools that are wanted; empty for all."""
    reading_tools: list[ToolName] = Field(default_factory=list, max_length=200, examples=[["find_parcel"]])
    """Names of tools that only read, as far as you know: an agent that this node is lent to calls them as it calls what
    reads. It asks a person before all others, whatever the server says of them."""
    provider: Provider = None
    """Key of the provider whose default account signs the requests, which then go to that account's own hosts alone.
    Left out, it is the connection that is named, or nobody's."""


class McpTool(Output):
    """A tool, in its server's own words."""

    name: str
    """What it is called by."""
    title: str = ""
    """A name for people."""
    description: str = ""
    """What it does, as its server says. It was written by strangers."""
    input_schema: dict[str, JsonValue]
    """JSON Schema of its arguments."""
    says_it_reads: bool = False
    """Whether its server says that it changes nothing. Nobody has checked that."""


class McpServerTools(Output):
    """What a server offers."""

    server: str = ""
    """How the server calls itself."""
    tools: list[McpTool]
    """Its tools; those that cannot be used are left out."""
    left_out: list[str] = Field(default_factory=list)
    """Why others were left out, one line each."""


class McpToolCall(Input):
    """A call of one tool."""

    url: str = URL
    """The whole address of the server's endpoint, https:// and on the public internet."""
    tool: ToolName = Field(examples=["find_parcel"])
    """The name of the tool, as its server has it."""
    arguments: dict[str, JsonValue] = Field(default_factory=dict, json_schema_extra=ui(widget="key_value"))
    """What the tool is called with, as its schema wants it."""
    provider: Provider = None
    """Key of the provider whose default account signs the requests, which then go to that account's own hosts alone.
    Left out, it is the connection that is named, or nobody's."""


class McpToolResult(Output):
    """What a tool has given back. It was written by strangers."""

    is_error: bool = False
    """Whether the tool, or its server, says that this has failed; the text says why. How far the tool had come, nobody
    knows."""
    text: str = ""
    """All texts of the result, one below the other."""
    structured: JsonValue = None
    """The result as JSON, where the tool gives one."""
    left_out: list[str] = Field(default_factory=list)
    """Media types of what is no text, such as pictures: it is not kept."""
