"""The parser: CommonMark by markdown-it-py, with GitHub's tables and strikethrough."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from integrations.services.notion.rich_text import MOST_LINK, units

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from markdown_it.tree import SyntaxTreeNode

_ADDRESS = re.compile(r"(https?://|mailto:|tel:)\S+", re.IGNORECASE)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # 6 MB: whoever only shows operations does without

    class Parser(MarkdownIt):
        """Leaves addresses as they were written."""

        def normalizeLink(self, url: str) -> str:  # noqa: N802  # the base class's own name
            return url

        def normalizeLinkText(self, link: str) -> str:  # noqa: N802
            return link

    parser = Parser("commonmark", {"html": True}).enable(["table", "strikethrough"])
    # What was written with a backslash stays apart: `\$` before code begins no equation.
    return parser.disable("text_join")


def parsed(markdown: str) -> list[SyntaxTreeNode]:
    """The blocks of a text."""
    return _tree(_parser().parse(markdown)).children


def parsed_inline(markdown: str) -> list[SyntaxTreeNode]:
    """What stands in one line of text, whatever blocks it would make."""
    (inline,) = _tree(_parser().parseInline(markdown)).children
    return inline.children


def _tree(tokens: Sequence[Token]) -> SyntaxTreeNode:
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(tokens)


def is_address(url: str) -> bool:
    """Whether Notion takes it as the address of a link: complete, and at most 2,000 characters."""
    return bool(_ADDRESS.fullmatch(url)) and units(url) <= MOST_LINK
