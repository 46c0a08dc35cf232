"""Plain text out of HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.catalog.html_text import html_to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Hello", "Hello"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two", "One\nTwo"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<div>a\n   b</div>", "a b"),
        ("&lt;3 &amp; &eacute;", "<3 & é"),
        ("<style>p {color: red}</style><p>Seen</p><script>alert(1)</script>", "Seen"),
        ('<a href="https://x.example">here</a>', "here (https://x.example)"),
        ('<a href="https://x.example">https://x.example</a>', "https://x.example"),
        ('<a href="#top">up</a>', "up"),
        ("<a>nowhere</a>", "nowhere"),
        ("<table><tr><td>1</td></tr><tr><td>2</td></tr></table>", "1\n2"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        ("", ""),
        ("<html><head><title>News</title><style>p{}</style><p>Hello", "Hello"),
        ("<meta charset=utf-8><body>Hello", "Hello"),
        ("<p>One<p>Two", "One\n\nTwo"),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<ol><li>a<li>b<ul><li>c</ul><li>d</ol>after", "1. a\n2. b\n- c\n3. d\nafter"),
        ("<dl><dt>a<dd>b</dl>", "a\nb"),
        ("<table><tr><td>Total<td>100 EUR<tr><th>Tax<td>19 EUR</table>", "Total 100 EUR\nTax 19 EUR"),
        ("<td>Total</td><td>100 EUR</td>", "Total 100 EUR"),
        ("<tr><td>a</td></tr><tr><td>b</td></tr>", "a\nb"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("<p>One</p>\n\n<p><br></p><p>Two</p>", "One\n\nTwo"),
        ("a<b>b</b> <i> c</i>d", "ab cd"),
        ("<pre>a\n  b</pre>c", "a\n  b\n\nc"),
        ('<img alt="Logo">Text', "Logo Text"),
        ('<div style="display: none">Preview</div><p hidden>x</p>Seen', "Seen"),
        ('<a href="mailto:a@x.example">a@x.example</a>', "a@x.example"),
        ('<a href="javascript:alert(1)">here</a>', "here"),
        ('<a href="https://x.example"><b>here</b> now</a>!', "here now (https://x.example)!"),
        ("<!-- no --><noscript>a</noscript><svg><text>b</text></svg>", "a"),
        ("10&nbsp;EUR", "10\u00a0EUR"),
    ],
)
def test_words_stay_and_markup_goes(html: str, text: str) -> None:
    assert html_to_text(html) == text


@given(st.text(max_size=500))
def test_any_text_is_read(html: str) -> None:
    assert isinstance(html_to_text(html), str)


@pytest.mark.parametrize("piece", ["<div>", "<ul><li>", "<table><tr><td>", "<b>", "<a href=x>", "<", "&", "x<br>"])
def test_no_nesting_takes_long(piece: str) -> None:
    assert isinstance(html_to_text(piece * 20_000 + "x"), str)


def test_what_lies_too_deep_keeps_its_words_apart() -> None:
    assert html_to_text("<div>" * 600 + "One<section>Two</section>Three") == "One\nTwo\nThree"
