"""Multipart bodies come apart and stay whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.sandbox.google.errors import GoogleError
from integrations.sandbox.google.multipart import split_head, split_parts

TYPE = 'multipart/mixed; boundary="b c"'


def contents(body: bytes) -> list[bytes]:
    """The contents of the parts."""
    return [part.content for part in split_parts(TYPE, body, expected="multipart/mixed")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"--b c\nA: 1\n\none\n--b c\n\ntwo\n--b c--", [b"one", b"two"]),
        (b"--b c\r\nA: 1\r\n\r\none\r\n--b c\r\n\r\ntwo\r\n--b c--\r\n", [b"one", b"two"]),
        (b"preamble\r\n--b c\r\n\r\none\r\n\r\n--b c--\r\nepilogue", [b"one\r\n"]),
        (b"--b c  \n\n--b\n--b c--", [b"--b"]),
        (b"--b c\nA: 1\n--b c--", [b""]),
        (b"", []),
    ],
)
def test_parts_lie_between_the_boundaries(body: bytes, expected: list[bytes]) -> None:
    assert contents(body) == expected


def test_headers_are_read_without_regard_to_case() -> None:
    part = split_head(b"Content-ID: <a>\r\nX: 1\r\n\r\nbody\r\n\r\nmore")
    assert part.headers["content-id"] == "<a>"
    assert part.content == b"body\r\n\r\nmore"


@given(st.lists(st.binary(max_size=60).filter(lambda content: b"--b c" not in content), min_size=1, max_size=4))
def test_contents_come_out_byte_for_byte(parts: list[bytes]) -> None:
    body = b"".join(b"--b c\r\nA: 1\r\n\r\n" + part + b"\r\n" for part in parts) + b"--b c--\r\n"
    assert contents(body) == parts


@pytest.mark.parametrize(
    "content_type", ["", "multipart/mixed", "multipart/related; boundary=b", "text/plain; boundary=b"]
)
def test_other_types_are_refused(content_type: str) -> None:
    with pytest.raises(GoogleError, match="expected multipart/mixed"):
        split_parts(content_type, b"--b\n\nx\n--b--", expected="multipart/mixed")
