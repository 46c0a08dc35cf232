"""HTML and Markdown."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.catalog.evidence import LARGE
from integrations.catalog.testing import FakeContext
from integrations.services.data.tests.conftest import Run

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>A <i>b</i></h2><p>c<br>d</p>", "## A *b*\n\nc\\\nd"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol><li>a</li><li><p>b</p><p>c</p></li></ol>", "1. a\n2. b\n   \n   c"),
        ('<a href="https://x.example/a b">x</a>', "[x](https://x.example/a%20b)"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<img src="https://x.example/i.png" alt="a [b]">', "![a \\[b\\]](https://x.example/i.png)"),
        ("<p>a <b> b </b>c</p>", "a  **b** c"),
        ("<pre>a\n  b</pre><p><code>x`y</code></p>", "```\na\n  b\n```\n\n``x`y``"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td></tr></table>", "| a | b\\|c |\n| --- | --- |\n| 1 |  |"),
        ("a<hr>b<script>c</script><style>d</style>", "a\n\n---\n\nb"),
        ("<p>1. no list # none *</p>", "1\\. no list # none \\*"),
        ("<p># no heading</p>", "\\# no heading"),
        ("", ""),
    ],
)
def test_html_becomes_markdown(run: Run, html: str, markdown: str) -> None:
    assert run("html_to_markdown", text=html)["markdown"] == markdown


WORDS = st.text("ab *_[]()<>`#-+1.~\\|&!", min_size=1, max_size=12)


@quick
@given(words=WORDS)
def test_words_are_shown_again_as_they_were(run: Run, words: str) -> None:
    html = "<p>" + words.replace("&", "&amp;").replace("<", "&lt;") + "</p>"
    markdown = run("html_to_markdown", text=html)["markdown"]
    shown = run("html_to_text", text=run("markdown_to_html", markdown=markdown)["html"])["text"]

    assert shown == " ".join(words.split())


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("~~a~~\nb", "<p><s>a</s>\nb</p>\n"),
    ],
)
def test_markdown_becomes_html_without_scripts(run: Run, markdown: str, html: str) -> None:
    assert run("markdown_to_html", markdown=markdown)["html"] == html
    assert run("markdown_to_html", markdown="a\nb", line_breaks="hard")["html"] == "<p>a<br />\nb</p>\n"


def test_pictures_are_left_out_if_asked(run: Run) -> None:
    html = '<img src="https://x.example/i.png" alt="a pen"> here'
    assert run("html_to_markdown", text=html, images=False)["markdown"] == "a pen here"


def test_hostile_nesting_takes_no_longer(run: Run) -> None:
    assert "x" in run("html_to_markdown", text="<div><b><ul><li>" * 20_000 + "x")["markdown"]
    assert run("html_to_text", text="<a href=x>" * 50_000)["links"] == ["x"]


def test_large_pages_go_through_files(run: Run, ctx: FakeContext) -> None:
    content = b"<p>one line of words</p>\n" * (LARGE // 24)
    file = ctx.files.save(content, filename="a.html", mime_type="text/html").file_id

    assert run("html_to_text", file_id=file)["text"].count("one line of words") == LARGE // 24
    assert run("html_to_markdown", file_id=file)["markdown"].count("one line of words") == LARGE // 24
