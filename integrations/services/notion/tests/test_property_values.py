"""What stands in properties: plain values in and out."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.errors import InputError
from integrations.services.notion.property_schemas import sent_schema
from integrations.services.notion.property_values import plain_value, sent_properties

PERSON = {"object": "user", "id": "u", "name": "Ada", "type": "person", "person": {"email": "ada@globex.example"}}
ADA = {"user_id": "u", "name": "Ada", "email": "ada@globex.example"}
DATE = {"start": "2026-03-09", "end": None, "time_zone": None}


@pytest.mark.parametrize(
    ("kind", "inner", "value"),
    [
        ("title", [{"plain_text": "a"}, {"plain_text": "b"}], "ab"),
        ("rich_text", [], ""),
        ("number", 2.5, 2.5),
        ("number", None, None),
        ("select", {"id": "1", "name": "Done", "color": "red"}, "Done"),
        ("status", None, None),
        ("multi_select", [{"name": "a"}, {"name": "b"}], ["a", "b"]),
        ("date", DATE, DATE),
        ("checkbox", True, True),
        ("url", "https://x.example/", "https://x.example/"),
        ("people", [PERSON], [ADA]),
        ("created_by", PERSON, ADA),
        ("relation", [{"id": "p"}], ["p"]),
        ("files", [{"name": "a", "type": "external", "external": {"url": "u"}}], [{"name": "a", "url": "u"}]),
        ("unique_id", {"prefix": "T", "number": 7}, "T-7"),
        ("unique_id", {"prefix": None, "number": 7}, 7),
        ("formula", {"type": "number", "number": 4}, 4),
        ("formula", {"type": "date", "date": DATE}, DATE),
        ("rollup", {"type": "array", "array": [{"type": "number", "number": 1}], "function": "sum"}, [1]),
        ("created_time", "2026-03-09T10:00:00.000Z", "2026-03-09T10:00:00.000Z"),
        ("hologram", {"depth": 3}, {"depth": 3}),
    ],
)
def test_a_value_is_read_without_its_wrapping(kind: str, inner: object, value: object) -> None:
    assert plain_value({"id": "x", "type": kind, kind: inner}) == value


@pytest.mark.parametrize(
    ("kind", "value", "sent"),
    [
        ("title", "T", [{"type": "text", "text": {"content": "T"}}]),
        ("rich_text", None, []),
        ("rich_text", 5, [{"type": "text", "text": {"content": "5"}}]),
        ("number", "12.5", 12.5),
        ("number", "7", 7),
        ("number", "", None),
        ("select", "Done", {"name": "Done"}),
        ("select", None, None),
        ("multi_select", "one", [{"name": "one"}]),
        ("multi_select", [], []),
        ("date", "2026-03-09", {"start": "2026-03-09"}),
        ("date", {"start": "2026-03-09", "end": None, "time_zone": None}, {"start": "2026-03-09"}),
        ("checkbox", False, False),
        ("url", "", None),
        ("people", [ADA, "v"], [{"object": "user", "id": "u"}, {"object": "user", "id": "v"}]),
        ("relation", {"page_id": "p"}, [{"id": "p"}]),
        ("relation", None, []),
        (
            "files",
            ["https://x.example/a.pdf"],
            [{"name": "a.pdf", "type": "external", "external": {"url": "https://x.example/a.pdf"}}],
        ),
        (
            "files",
            {"file_upload_id": "f", "filename": "a"},
            [{"type": "file_upload", "file_upload": {"id": "f"}, "name": "a"}],
        ),
    ],
)
def test_a_plain_value_is_sent_as_its_kind_wants_it(kind: str, value: Any, sent: object) -> None:
    assert sent_properties({"P": value}, {"P": kind}) == {"P": {kind: sent}}


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("number", "many", "'many' is no number"),
        ("number", True, "True is no number"),
        ("number", float("nan"), "nan is no number"),
        ("number", "1e999", "no number"),
        ("checkbox", "yes", "neither true nor false"),
        ("select", ["a"], "is no choice"),
        ("multi_select", [1], "are no choices"),
        ("multi_select", [str(number) for number in range(101)], "101 entries are too many"),
        ("date", 7, "is no date"),
        ("url", 7, "is no text"),
        ("people", [{"name": "Ada"}], "are no ids"),
        ("files", ["plan.pdf"], "is no file"),
        ("formula", "x", "Notion works out properties of the kind formula itself"),
        ("created_time", "2026-03-09", "Notion works out"),
        ("hologram", 3, "Notion works out"),
        ("title", {"a": 1}, "is no text"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_its_name(kind: str, value: Any, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        sent_properties({"P": value}, {"P": kind})

    assert [each.field for each in caught.value.errors] == ["properties.P"]


def test_an_unknown_property_names_those_there_are() -> None:
    with pytest.raises(InputError, match=r"There is no property 'Stat'; there are 'Name', 'Status'\."):
        sent_properties({"Stat": "x"}, {"Name": "title", "Status": "status"})


def test_notions_own_objects_go_as_they_are_and_names_in_any_case() -> None:
    own = {"type": "status", "status": {"id": "1"}}

    assert sent_properties({"status": own}, {"Status": "status"}) == {"Status": own}


def test_kinds_of_properties_are_written_plainly() -> None:
    sent = sent_schema(
        {"A": "text", "B": "select", "C": ["x", "y"], "D": {"number": {"format": "euro"}}, "E": None}, may_remove=True
    )

    assert sent == {
        "A": {"rich_text": {}},
        "B": {"select": {"options": []}},
        "C": {"select": {"options": [{"name": "x"}, {"name": "y"}]}},
        "D": {"number": {"format": "euro"}},
        "E": None,
    }


@pytest.mark.parametrize("wrong", ["colour", 7, [], ["a", ""], None])
def test_what_is_no_kind_is_refused(wrong: object) -> None:
    with pytest.raises(InputError, match="is no kind of property") as caught:
        sent_schema({"P": wrong}, may_remove=False)

    assert [each.field for each in caught.value.errors] == ["properties.P"]
