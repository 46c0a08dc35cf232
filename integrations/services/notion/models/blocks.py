"""Blocks: what pages are made of."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from integrations.catalog.between import between
from integrations.catalog.paging import Count, NextPageToken, PageToken, all_pages_field
from integrations.catalog.readable import Warnings
from integrations.catalog.schema import Input, Output, leads, ui
from integrations.services.notion.models.fields import BlockId, ContainerId, Markdown, OptionalId
from integrations.services.notion.models.pages import Blocks
from integrations.services.notion.models.parts import NotionDated, NotionParent

BLOCKS_CAP = 2000


class NotionBlockList(Input):
    """Whose blocks to list."""

    block_id: ContainerId
    nested: bool = False
    """List what lies within them as well, right after each; level tells how deep."""
    max_results: int = Field(default=100, ge=1, le=100, json_schema_extra=ui(advanced=True))
    """How many blocks of the first level a page has."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(BLOCKS_CAP)


class NotionBlock(NotionDated):
    """A block."""

    model_config = ConfigDict(json_schema_extra=leads("type", "plain_text", "block_id"))

    block_id: str
    """Identifier of the block."""
    type: str
    """Its kind: paragraph, heading_1, bulleted_list_item, to_do, code, image and so on."""
    plain_text: str = ""
    """What it says, without its looks."""
    markdown: str = ""
    """The same as Markdown, without what lies within it."""
    content: dict[str, Any] = {}
    """All of it, as Notion has it."""
    has_children: bool = False
    """Whether other blocks lie within it."""
    level: int = 0
    """How deep it lies below the block that was asked for."""
    parent: NotionParent | None = None
    """Where it lies."""
    warnings: Warnings = []


class NotionBlocks(Output):
    """Blocks in their order."""

    blocks: list[NotionBlock]
    """The blocks."""
    count: Count
    next_page_token: NextPageToken = None
    warnings: Warnings = []


class NotionBlocksAppend(Input):
    """What to add to a page or a block."""

    block_id: ContainerId
    markdown: Markdown = Field(default="", json_schema_extra=ui(widget="markdown"))
    """Content as Markdown: headings, lists, tasks, quotes, tables, code, images, links."""
    position: Literal["end", "start", "after"] = Field(default="end", json_schema_extra=ui(advanced=True))
    """Where to put it: after everything, before everything, or after a certain block."""
    after: OptionalId = Field(
        default=None, json_schema_extra=ui(options="blocks", advanced=True, show_when={"position": ["after"]})
    )
    """Id of the block after which to put it."""
    blocks: Blocks = Field(default=[], json_schema_extra=ui(widget="code", advanced=True))
    """Content as Notion's own block objects, instead of Markdown; children lie within their block."""

    @between("blocks", "markdown")
    def _says_something_once(self) -> str | None:
        if self.markdown and self.blocks:
            return "Give the content as markdown or as blocks, not both."
        return None if self.markdown.strip() or self.blocks else "Give the content to add, as markdown or as blocks."

    @between("after", "position")
    def _has_a_place(self) -> str | None:
        if self.position == "after" and not self.after:
            return "Choose the block after which to put it."
        return "It counts only with the position after." if self.after and self.position == "start" else None


class NotionAppended(Output):
    """What was added."""

    block_id: str
    """Where it was added."""
    block_ids: list[str]
    """Ids of the new blocks of the first level, in their order."""
    count: Count
    last_block_id: str | None = None
    """The last of them; append_blocks goes on after it."""
    warnings: Warnings = []


class NotionBlockUpdate(Input):
    """What to change of a block; what is not given stays."""

    block_id: BlockId
    markdown: str | None = Field(default=None, max_length=200_000, json_schema_extra=ui(widget="markdown"))
    """Its text as Markdown; an empty text clears it. Its kind stays."""
    checked: bool | None = None
    """Of a task: whether it is done."""
    language: str | None = Field(default=None, json_schema_extra=ui(advanced=True), examples=["python"])
    """Of code: its language, as Notion names it."""
    color: str | None = Field(default=None, json_schema_extra=ui(advanced=True), examples=["blue_background"])
    """Its colour: default, gray, brown, orange, yellow, green, blue, purple, pink, red, each also with _background."""
    content: dict[str, Any] = Field(default={}, json_schema_extra=ui(widget="code", advanced=True))
    """Fields of its kind as Notion has them, in addition."""

    @between("markdown", "checked", "language", "color", "content")
    def _changes_something(self) -> str | None:
        given = self.model_fields_set & {"markdown", "checked", "language", "color", "content"}
        return None if given else "Say what to change: markdown, checked, language, color or content."


class NotionBlockDelete(Input):
    """Which block to delete."""

    block_id: BlockId


class NotionBlockDeleted(Output):
    """What was deleted."""

    block_id: str
    """The block."""
    deleted: bool = True
    """Whether it lies in the trash now, with everything within it."""
