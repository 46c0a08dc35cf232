"""Parameters of headers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.catalog.header_parameters import split_parameters


@pytest.mark.parametrize(
    ("value", "main", "parameters"),
    [
        ("", "", {}),
        ("Text/Plain (a comment); Charset=UTF-8", "text/plain", {"charset": "UTF-8"}),
        ('attachment; filename="a; b.pdf"', "attachment", {"filename": "a; b.pdf"}),
        ("attachment; filename=a b.pdf ; size=3", "attachment", {"filename": "a b.pdf", "size": "3"}),
        ("a; filename=x; filename*=UTF-8''%e2%82%ac.txt", "a", {"filename": "€.txt"}),
        ("a; filename*=undefined''%fc.txt", "a", {"filename": "ü.txt"}),
        ("a; n*0*=utf-8'de'%C3; n*1*=%BC; n*2=.x", "a", {"n": "ü.x"}),
        ('a; filename="=?utf-8?b?w7w=?="', "a", {"filename": "ü"}),
        ("a; =; ; *=1; b", "a", {}),
    ],
)
def test_parameters(value: str, main: str, parameters: dict[str, str]) -> None:
    assert split_parameters(value) == (main, parameters)


@given(st.text(st.sampled_from("a;=*\"'%F0 \\?"), max_size=60))
def test_any_text_is_split(value: str) -> None:
    assert isinstance(split_parameters(value), tuple)
