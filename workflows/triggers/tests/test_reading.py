"""Bodies of webhooks: opaque bytes, read once as their content type says, and hostile ones refused."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.errors import InputError
from workflows.triggers.hooks.reading import input_of

NOW = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)


def read(raw: bytes, kind: str = "", query: str = "", **headers: str) -> dict[str, Any]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return input_of("POST", named | ({"content-type": kind} if kind else {}), query, raw, received_at=NOW)


def test_all_of_a_call_is_told_but_what_proves_the_caller() -> None:
    told = read(
        b'{"a": [1, 2.5, null]}',
        "application/json; charset=utf-8",
        "x=1&y=2&y=3&z=",
        x_source="shop",
        authorization="Bearer t",
        machina_secret="s",
        cookie="sessionid=1",
    )
    assert told == {
        "method": "POST",
        "headers": {"content-type": "application/json; charset=utf-8", "x-source": "shop"},
        "query": {"x": "1", "y": ["2", "3"], "z": ""},
        "body": {"a": [1, 2.5, None]},
        "received_at": "2026-12-01T00:30:00+00:00",
    }


@pytest.mark.parametrize(
    ("raw", "kind", "body"),
    [
        (b"", "application/json", None),
        (b"[1]", "application/vnd.github+json", [1]),
        (b"a=1&b=x%20y", "application/x-www-form-urlencoded", {"a": "1", "b": "x y"}),
        (b"<a/>", "application/xml", "<a/>"),
        (b"<a/>", "application/soap+xml", "<a/>"),
        ("Grüße".encode(), "text/plain", "Grüße"),
        ("Grüße".encode("latin-1"), "text/plain; charset=iso-8859-1", "Grüße"),
        (b"Gr\xfc", "text/plain; charset=no-such-charset", "Gr�"),
        (b"abc", "text/plain; charset=base64", "abc"),
    ],
)
def test_the_content_type_decides(raw: bytes, kind: str, body: object) -> None:
    told = read(raw, kind)
    assert told["body"] == body
    assert "raw" not in told


@pytest.mark.parametrize(
    "kind", ["", "application/octet-stream", "image/png", "multipart/form-data; boundary=x", "/;;="]
)
def test_everything_else_stays_bytes(kind: str) -> None:
    raw = b'{"looks": "like json"}\x00\xff../../etc/passwd'
    told = read(raw, kind)
    assert (told["body"], b64decode(told["raw"])) == (None, raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"\xff\xfe{}",
        b"[" * 100_000,
        b"[" * 101 + b"]" * 101,
        b'{"a":' * 3_000 + b"1" + b"}" * 3_000,
        b"[NaN]",
        b"[-Infinity]",
        b"[1e999]",
        b"[" + b"9" * 5_000 + b"]",
        b"[" + b"[]," * 250_001 + b"[]]",
    ],
    ids=range(10),
)
def test_what_says_it_is_json_and_cannot_be_is_refused(raw: bytes) -> None:
    with pytest.raises(InputError) as refused:
        read(raw, "application/json")
    assert [each.field for each in refused.value.errors] == ["body"]


def test_many_commas_within_one_text_are_one_value() -> None:
    assert read(b'["' + b"," * 300_000 + b'"]', "application/json")["body"] == ["," * 300_000]


def test_too_many_fields_are_refused() -> None:
    with pytest.raises(InputError):
        read(b"a=1&" * 2_001, "application/x-www-form-urlencoded")
    with pytest.raises(InputError):
        read(b"", query="a=1&" * 2_001)


@given(
    st.binary(max_size=200),
    st.sampled_from(["application/json", "text/plain; charset=utf-16", "text/plain; charset=idna", "x/y"]),
)
def test_whatever_comes_is_read_or_refused(raw: bytes, kind: str) -> None:
    try:
        told = read(raw, kind)
    except InputError:
        return
    assert told["method"] == "POST"


def test_a_form_is_left_alone_where_nobody_can_store_its_files() -> None:
    told = read(b"--x--", "multipart/form-data; boundary=x")
    assert (told["body"], b64decode(told["raw"])) == (None, b"--x--")
