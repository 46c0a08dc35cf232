"""Plain text out of HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.services.gmail.html_text import html_to_text


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
    ],
)
def test_words_stay_and_markup_goes(html: str, text: str) -> None:
    assert html_to_text(html) == text


@given(st.text(max_size=500))
def test_any_text_is_read(html: str) -> None:
    assert isinstance(html_to_text(html), str)
