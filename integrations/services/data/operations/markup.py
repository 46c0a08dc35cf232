"""HTML and Markdown: read, write, turn into each other."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from integrations.catalog.context import Ctx
from integrations.catalog.html_text import html_to_text as words_of
from integrations.catalog.html_text import in_bounds
from integrations.errors import PayloadTooLarge
from integrations.services.data import samples
from integrations.services.data.markdown import html_to_markdown as written
from integrations.services.data.models.codes import DataTextOrFile
from integrations.services.data.models.fields import LONGEST_TEXT
from integrations.services.data.models.markup import (
    DataHtml,
    DataHtmlToMarkdown,
    DataHtmlToText,
    DataMarkdown,
    DataMarkdownToHtml,
    DataPage,
)
from integrations.services.data.reading import MEGABYTE, file_text
from integrations.services.data.service import service

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

LARGEST = 10 * MEGABYTE
MOST_LINKS = 10_000


@service.operation(
    effect="read", scopes=[], price="data", icon="file-text", sample=samples.PAGE, example=samples.HTML_TO_TEXT
)
def html_to_text(ctx: Ctx, data: DataHtmlToText) -> DataPage:
    """Read the words of HTML as a browser would show them, with its title and links.

    Up to 10 MB. What is not shown, such as scripts and styles, is left out; nothing is loaded.
    """
    html = _html(ctx, data)
    tree = LexborHTMLParser(in_bounds(html))
    title = tree.css_first("title")
    links = [(node.attributes.get("href") or "").strip() for node in tree.css("a[href]")]
    return DataPage(
        text=words_of(html),
        title=" ".join((title.text() if title else "").split()),
        links=[link for link in dict.fromkeys(links) if link][:MOST_LINKS],
    )


@service.operation(
    effect="read", scopes=[], price="data", icon="type", sample=samples.MARKDOWN, example=samples.HTML_TO_MARKDOWN
)
def html_to_markdown(ctx: Ctx, data: DataHtmlToMarkdown) -> DataMarkdown:
    """Write HTML as Markdown: headings, lists, links, tables, emphasis, code.

    Up to 10 MB. What Markdown has no sign for stays as words; links to scripts lose their address.
    """
    return DataMarkdown(markdown=written(_html(ctx, data), images=data.images))


@service.operation(
    effect="read", scopes=[], price="data", icon="code-xml", sample=samples.HTML, example=samples.MARKDOWN_TO_HTML
)
def markdown_to_html(ctx: Ctx, data: DataMarkdownToHtml) -> DataHtml:
    """Write Markdown as HTML that can be sent or shown as it is.

    CommonMark with tables and crossed-out words, up to a million letters. HTML in it becomes text, and links to scripts
    are none.
    """
    return DataHtml(html=_renderer(breaks=data.line_breaks == "hard").render(data.markdown))


@cache
def _renderer(*, breaks: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt  # 6 MB, which whoever only shows operations does without

    return MarkdownIt("commonmark", {"html": False, "breaks": breaks}).enable(["table", "strikethrough"])


def _html(ctx: Ctx, data: DataTextOrFile) -> str:
    if data.file_id is None:
        return data.text or ""
    text, _ = file_text(ctx, data.file_id, at_most=LARGEST)
    if len(text) > 2 * LONGEST_TEXT:
        raise PayloadTooLarge(f"The page has {len(text):,} letters; {2 * LONGEST_TEXT:,} are read.")
    return text
