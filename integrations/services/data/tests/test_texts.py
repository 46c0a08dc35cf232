"""Texts, hashes and encodings."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.catalog.evidence import LARGE
from integrations.catalog.testing import FakeContext
from integrations.services.data.tests.conftest import Run

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Refused = Callable[..., dict[str, str]]
JEFE = "what do ya want for nothing?"
"""The second test case of RFC 4231."""
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)


@pytest.mark.parametrize(
    ("params", "items"),
    [
        ({"text": "a;b;;c", "separator": ";"}, ["a", "b", "c"]),
        ({"text": "a;b;;c", "separator": ";", "skip_empty": False}, ["a", "b", "", "c"]),
        ({"text": "a, b, c", "max_parts": 2}, ["a", "b, c"]),
        ({"text": "one\r\ntwo\rthree\nfour", "by": "lines"}, ["one", "two", "three", "four"]),
        ({"text": " a  b\tc ", "by": "words"}, ["a", "b", "c"]),
        ({"text": "a\nb\n\n \nc", "by": "paragraphs"}, ["a\nb", "c"]),
        ({"text": "abcde", "by": "length", "length": 2}, ["ab", "cd", "e"]),
        ({"text": ""}, []),
        ({"text": " a ", "trim": False}, [" a "]),
    ],
)
def test_a_text_is_taken_apart(run: Run, params: dict[str, Any], items: list[str]) -> None:
    assert run("split_text", **params) == {"items": items, "count": len(items)}


@quick
@given(parts=st.lists(TEXT.filter(lambda text: "|" not in text), min_size=1, max_size=6))
def test_what_was_joined_is_split_again(run: Run, parts: list[str]) -> None:
    text = run("join_text", items=parts, separator="|", skip_empty=False)["text"]

    assert run("split_text", text=text, separator="|", trim=False, skip_empty=False)["items"] == parts


def test_parts_are_put_together(run: Run, refused: Refused) -> None:
    items = [{"n": "Ada"}, {"n": None}, {"n": 7}, {"n": True}]
    assert run("join_text", items=items, field="n", last_separator=" and ") == {"text": "Ada, 7 and true"}
    assert run("join_text", items=[]) == {"text": ""}
    assert refused("join_text", items=["a", {"n": 1}]) == {
        "items.1": "items[1] has an object there. Name the field that has the text."
    }
    assert list(refused("join_text", items=["x" * 1000] * 6000, separator="")) == ["items"]


@pytest.mark.parametrize(
    ("params", "text", "count"),
    [
        ({"text": "a.b.c", "replacements": [{"find": ".", "replace": "-"}]}, "a-b-c", 2),
        ({"text": "ab", "replacements": [{"find": "a", "replace": "b"}, {"find": "b", "replace": "a"}]}, "ba", 2),
        ({"text": "aab", "replacements": [{"find": "a", "replace": "x"}, {"find": "aa", "replace": "y"}]}, "yb", 1),
        ({"text": "Straße STRASSE", "replacements": [{"find": "straße"}], "ignore_case": True}, " STRASSE", 1),
        (
            {"text": "cat concat cat", "replacements": [{"find": "cat", "replace": "dog"}], "whole_words": True},
            "dog concat dog",
            2,
        ),
        ({"text": "aaa", "replacements": [{"find": "a", "replace": "b"}], "first_only": True}, "baa", 1),
        ({"text": "a", "replacements": [{"find": "a", "replace": r"\1\g<0>"}]}, r"\1\g<0>", 1),
    ],
)
def test_words_are_replaced(run: Run, params: dict[str, Any], text: str, count: int) -> None:
    assert run("replace_text", **params) == {"text": text, "count": count}


def test_what_grows_too_much_is_refused(refused: Refused) -> None:
    replacements = [{"find": "a", "replace": "x" * 1000}]
    assert refused("replace_text", text="a" * 6000, replacements=replacements) == {
        "text": "The text would have 6,000,000 letters; 5,000,000 is the limit."
    }


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ({"text": "  a \n b ", "spaces": "collapse"}, "a b"),
        ({"text": " a ", "spaces": "keep"}, " a "),
        ({"text": "o'neill-smith AND co", "case": "title"}, "O'neill-Smith And Co"),
        ({"text": "HELLO World", "case": "sentence"}, "Hello world"),
        ({"text": "Größe & Maß", "case": "snake"}, "grosse_mass"),
        ({"text": "order created at", "case": "camel"}, "orderCreatedAt"),
        ({"text": "Øre à la Łódź", "without_accents": True}, "Ore a la Lodz"),
        ({"text": "a long sentence", "max_length": 8}, "a long…"),
        ({"text": "abcdef", "max_length": 2, "ending": "..."}, ".."),
        ({"text": "7", "pad_to": 3, "pad_with": "0"}, "007"),
        ({"text": "7", "pad_to": 3, "pad_with": ".", "pad_side": "right"}, "7.."),
    ],
)
def test_a_text_is_changed(run: Run, params: dict[str, Any], text: str) -> None:
    assert run("change_text", **params)["text"] == text


def test_a_text_is_counted(run: Run) -> None:
    found = run("change_text", text="one two\r\nthree\rfour")
    assert (found["length"], found["words"], found["lines"]) == (19, 4, 3)
    assert run("change_text", text="")["lines"] == 0


@pytest.mark.parametrize(
    ("params", "items"),
    [
        ({"text": "<b>1</b><b>2</b>", "after": "<b>", "before": "</b>"}, ["1", "2"]),
        ({"text": "Total: 5 EUR", "after": "Total:"}, ["5 EUR"]),
        ({"text": "no: 1 no: 2", "after": "no:"}, ["1", "2"]),
        ({"text": "head | tail", "before": "|"}, ["head"]),
        ({"text": "nothing", "after": "x", "before": "y"}, []),
        ({"text": "Ada <ada@globex.example>, mara.b+x@northwind.co.example!", "what": "email_addresses"},
         ["ada@globex.example", "mara.b+x@northwind.co.example"]),
        ({"text": "see (https://x.example/a_(b)). And http://y.example/?q=1.", "what": "links"},
         ["https://x.example/a_(b)", "http://y.example/?q=1"]),
        ({"text": "1 and 2.50, -3; v1.2.3 a4", "what": "numbers"}, ["1", "2.50", "-3"]),
        ({"text": "from 2026-03-02 to 2026-03-02T09:00:00Z", "what": "dates"}, ["2026-03-02", "2026-03-02T09:00:00Z"]),
        ({"text": "#one two#three &#38; #four", "what": "hashtags"}, ["#one", "#four"]),
        ({"text": "1 1 2", "what": "numbers", "unique": True}, ["1", "2"]),
    ],
)  # fmt: skip
def test_things_are_found_in_a_text(run: Run, params: dict[str, Any], items: list[str]) -> None:
    found = run("extract_text", **params)

    assert found == {"items": items, "count": len(items), "first": items[0] if items else None}


def test_without_an_edge_nothing_is_between(refused: Refused) -> None:
    assert refused("extract_text", text="a") == {"after": "Say what stands before or behind it."}


@pytest.mark.parametrize("what", ["email_addresses", "links", "numbers", "dates", "hashtags"])
@pytest.mark.parametrize("part", ["a.", "a@", "1.", "#", "http://", "-", "1-"])
def test_hostile_texts_take_no_longer(run: Run, what: str, part: str) -> None:
    assert run("extract_text", text=part * 100_000, what=what)["count"] >= 0


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"text": ""}, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ({"text": "abc", "algorithm": "md5"}, "900150983cd24fb0d6963f7d28e17f72"),
        ({"text": "abc", "algorithm": "sha1", "output": "base64"}, "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="),
        (
            {"text": JEFE, "secret": "Jefe"},
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (
            {"text": JEFE, "secret": "SmVmZQ==", "secret_encoding": "base64", "output": "base64url"},
            "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM",
        ),
    ],
)  # fmt: skip
def test_a_hash_is_made_as_everywhere(run: Run, params: dict[str, Any], expected: str) -> None:
    assert run("hash", **params)["hash"] == expected


def test_a_large_file_is_hashed_and_a_small_one_encoded(run: Run, ctx: FakeContext) -> None:
    content = bytes(range(256)) * (LARGE // 256)
    file = ctx.files.save(content, filename="a.bin", mime_type="application/octet-stream")

    assert run("hash", file_id=file.model_dump()) == {
        "hash": hashlib.sha256(content).hexdigest(),
        "algorithm": "sha256",
        "size": LARGE,
    }
    text = run("encode", file_id=file.file_id)["text"]
    assert base64.b64decode(text) == content
    assert ctx.files.stored[run("decode", text=text, filename="b.bin")["file"]["file_id"]][1] == content


@quick
@given(text=TEXT, encoding=st.sampled_from(["base64", "base64url", "url", "hex", "html"]))
def test_what_was_encoded_is_decoded_again(run: Run, text: str, encoding: str) -> None:
    encoded = run("encode", text=text, encoding=encoding)["text"]

    assert run("decode", text=encoded, encoding=encoding)["text"] == text


def test_what_cannot_be_read_is_refused(run: Run, refused: Refused) -> None:
    assert refused("decode", text="§") == {
        "text": "That is not written in base64. Correct it, or choose another encoding."
    }
    assert list(refused("decode", text="abc", encoding="hex")) == ["text"]
    assert list(refused("decode", text="/w==")) == ["filename"]
    assert run("decode", text="_w", filename="x")["file"]["size"] == 1
    assert list(refused("hash", text="a", file_id="f")) == ["text"]
    assert list(refused("hash")) == ["text"]
    assert list(refused("encode", file_id="nobody")) == ["file_id"]
    assert list(refused("hash", text="a", secret="x", secret_encoding="hex")) == ["secret"]
