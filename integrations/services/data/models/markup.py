"""HTML and Markdown."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from integrations.catalog.schema import Input, Output, ui
from integrations.services.data.models.codes import DataTextOrFile


class DataHtmlToText(DataTextOrFile):
    """HTML to read."""


class DataPage(Output):
    """What a page says."""

    text: str = ""
    """Its words: paragraphs, lines, cells and list items apart, links with their address."""
    title: str = ""
    """Its title, if it has one."""
    links: list[str] = []
    """Addresses that it links to, each once, as they are written."""


class DataHtmlToMarkdown(DataTextOrFile):
    """HTML to write as Markdown."""

    images: bool = Field(default=True, json_schema_extra=ui(advanced=True))
    """Keep pictures, as their description and address."""


class DataMarkdown(Output):
    """A text in Markdown."""

    markdown: str = ""
    """The text."""


class DataMarkdownToHtml(Input):
    """Markdown to write as HTML."""

    markdown: str = Field(max_length=1_000_000, json_schema_extra=ui(widget="markdown"))
    """The text, with tables and crossed-out words as well. HTML in it is shown as text, never taken as HTML."""
    line_breaks: Literal["soft", "hard"] = "soft"
    """Whether a single line break stays one line (soft) or begins a new one (hard)."""


class DataHtml(Output):
    """HTML."""

    html: str = ""
    """The HTML: elements of a text, without head and body."""
