"""Arguments as language models write them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from integrations.catalog.registry import catalog
from integrations.catalog.schema import JSONSchema
from integrations.catalog.tool_arguments import mended, mended_by, mistyped

SEARCH = catalog().operation("gmail.search_messages")
PICK = catalog().operation("http.request")


@pytest.mark.parametrize(
    ("arguments", "fields"),
    [
        ({"query": "is:unread", "max_results": 5, "include_body": True}, []),
        ({"max_results": "5"}, ["max_results"]),
        ({"include_body": "true"}, ["include_body"]),
        ({"include_body": 1, "max_results": True}, ["include_body", "max_results"]),
        ({"query": 7}, ["query"]),
        ({"label_ids": ["INBOX", 3]}, ["label_ids.1"]),
        ({"label_ids": "INBOX", "page_token": None, "unknown": "1"}, []),
    ],
)
def test_a_text_is_no_number_and_a_number_no_text(arguments: Mapping[str, object], fields: list[str]) -> None:
    assert [each.field for each in mistyped(SEARCH, arguments)] == fields


def test_what_is_expected_is_said() -> None:
    [wrong] = mistyped(SEARCH, {"max_results": "5"})
    assert wrong.message == "A text stands here; give integer, as JSON writes it."


def test_an_object_that_came_as_text_is_read() -> None:
    given = {"url": '{"a": 1}', "query": '{"limit": 2}', "headers": "none", "body": '{"b": 1}'}
    assert mended(PICK, given) == {**given, "query": {"limit": 2}}
    assert mended(SEARCH, {"label_ids": '["INBOX"]', "query": '["x"]'}) == {"label_ids": ["INBOX"], "query": '["x"]'}
    unread = {"label_ids": '{"a": 1}', "query": "7", "include_body": "true"}
    assert mended(SEARCH, unread) == unread


@pytest.mark.parametrize("text", ["5.0", "05", "+5", " 5", "5e0", "five", "NaN", "true", "[5]", "9" * 5_000])
def test_a_number_that_is_not_exactly_written_stays_a_text(text: str) -> None:
    assert mended(SEARCH, {"max_results": text}) == {"max_results": text}


def test_a_number_that_came_as_text_is_read() -> None:
    properties = {"n": {"type": "number"}, "i": {"type": ["integer", "null"]}, "s": {}}
    schema: JSONSchema = {"type": "object", "properties": properties}

    assert mended(SEARCH, {"max_results": "5", "page_token": "5"}) == {"max_results": 5, "page_token": "5"}
    assert mended_by(schema, {"n": "0.5", "i": "-3", "s": "5"}) == {"n": 0.5, "i": -3, "s": "5"}


@pytest.mark.parametrize("anything", [True, {}, {"anyOf": [True, {"type": "integer"}]}])
def test_a_strangers_schema_that_takes_anything_leaves_a_text_as_it_is(anything: object) -> None:
    assert mended_by({"type": "object", "properties": {"x": anything}}, {"x": "5"}) == {"x": "5"}
