"""The parser: CommonMark by markdown-it-py, with GitHub's tables and strikethrough."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from integrations.services.notion.rich_text import MOST_LINK, units

_ADDRESS = re.compile(r"(https?://|mailto:|tel:)\S+", re.IGNORECASE)


class _Parser(MarkdownIt):
    """Leaves addresses as they were written."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802  # the base class's own name
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


_PARSER = _Parser("commonmark", {"html": True}).enable(["table", "strikethrough"])
# What was written with a backslash stays apart: `\$` before code begins no equation.
_PARSER.disable("text_join")


def parsed(markdown: str) -> list[SyntaxTreeNode]:
    """The blocks of a text."""
    return SyntaxTreeNode(_PARSER.parse(markdown)).children


def parsed_inline(markdown: str) -> list[SyntaxTreeNode]:
    """What stands in one line of text, whatever blocks it would make."""
    (inline,) = SyntaxTreeNode(_PARSER.parseInline(markdown)).children
    return inline.children


def is_address(url: str) -> bool:
    """Whether Notion takes it as the address of a link: complete, and at most 2,000 characters."""
    return bool(_ADDRESS.fullmatch(url)) and units(url) <= MOST_LINK
