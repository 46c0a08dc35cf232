"""JSON against the documents' schemas."""

from __future__ import annotations

import pytest

from integrations.sandbox.google.discovery import document
from integrations.sandbox.google.schemas import Problem, problems

GMAIL = document("gmail", "v1")


def paths(api: str, schema: str, value: object) -> list[str]:
    """Where value and schema disagree."""
    return [problem.path for problem in problems(document(*api.split()), {"$ref": schema}, value)]


@pytest.mark.parametrize(
    ("api", "schema", "value"),
    [
        ("gmail v1", "Message", {}),
        ("gmail v1", "Message", {"id": None, "labelIds": None}),
        ("gmail v1", "Message", {"internalDate": "1", "historyId": "18446744073709551615"}),
        ("gmail v1", "Message", {"internalDate": 1646125200000}),
        ("gmail v1", "Message", {"raw": "-_8", "sizeEstimate": 2147483647}),
        ("gmail v1", "Message", {"raw": "+/8="}),
        ("calendar v3", "Event", {"start": {"dateTime": "2030-03-04T12:00:00.5+01:00"}}),
        ("calendar v3", "Event", {"start": {"dateTime": "2030-03-04t12:00:00z"}}),
        ("calendar v3", "Event", {"extendedProperties": {"private": {"anything": "goes"}}}),
        ("calendar v3", "Event", {"gadget": {"preferences": {"k": "v"}, "height": 5}}),
    ],
)
def test_fitting_value_has_no_problem(api: str, schema: str, value: object) -> None:
    assert paths(api, schema, value) == []


@pytest.mark.parametrize(
    ("api", "schema", "value", "expected"),
    [
        ("gmail v1", "Message", [], [""]),
        ("gmail v1", "Message", {"id": 5, "surprise": 1, "labelIds": ["a", 2]}, ["id", "surprise", "labelIds[1]"]),
        ("gmail v1", "Message", {"payload": {"parts": [{"body": {"size": True}}]}}, ["payload.parts[0].body.size"]),
        ("gmail v1", "Message", {"sizeEstimate": 2147483648}, ["sizeEstimate"]),
        ("gmail v1", "Message", {"sizeEstimate": "5"}, ["sizeEstimate"]),
        ("gmail v1", "Message", {"internalDate": "soon"}, ["internalDate"]),
        ("gmail v1", "Message", {"internalDate": True}, ["internalDate"]),
        ("gmail v1", "Message", {"raw": "a b"}, ["raw"]),
        ("gmail v1", "Message", {"raw": "abcde"}, ["raw"]),
        ("gmail v1", "Label", {"type": "other"}, ["type"]),
        ("gmail v1", "ListMessagesResponse", {"resultSizeEstimate": -1}, ["resultSizeEstimate"]),
        ("gmail v1", "SendAs", {"isDefault": "true"}, ["isDefault"]),
        ("calendar v3", "Event", {"start": "noon"}, ["start"]),
        ("calendar v3", "Event", {"start": {"date": "2030-02-30"}}, ["start.date"]),
        ("calendar v3", "Event", {"start": {"dateTime": "2030-03-04"}}, ["start.dateTime"]),
        ("calendar v3", "Event", {"start": {"dateTime": "2030-03-04T12:00"}}, ["start.dateTime"]),
        ("calendar v3", "Event", {"recurrence": "RRULE"}, ["recurrence"]),
        ("calendar v3", "Event", {"extendedProperties": {"private": {"k": 1}}}, ["extendedProperties.private.k"]),
    ],
)
def test_every_disagreement_is_named_by_its_path(api: str, schema: str, value: object, expected: list[str]) -> None:
    assert paths(api, schema, value) == expected


def test_long_value_is_shortened_in_the_message() -> None:
    (problem,) = problems(GMAIL, {"$ref": "Message"}, {"sizeEstimate": "x" * 500})
    assert isinstance(problem, Problem)
    assert len(problem.message) < 150


def test_document_that_is_not_shipped_is_an_error() -> None:
    with pytest.raises(LookupError, match="ships no document for gopher v1"):
        document("gopher", "v1")
