"""Markdown to Notion's blocks and back, losing nothing that Markdown can say.

CommonMark with GitHub's tables, task lists and strikethrough, ``<u>`` and ``<br>``, ``$`…`$`` and ```` ```math ```` for
equations, and ``<details>`` for toggles.
"""

from integrations.services.notion.markdown.reading import blocks_from
from integrations.services.notion.markdown.reading_inline import rich_text_from
from integrations.services.notion.markdown.writing import markdown_from
from integrations.services.notion.markdown.writing_inline import markdown_of

__all__ = ["blocks_from", "markdown_from", "markdown_of", "rich_text_from"]
