"""Variables of an output."""

from __future__ import annotations

from integrations.catalog.projections.paths import variable_paths
from integrations.catalog.schema import Output
from integrations.catalog.tests.post import Letter


class Sender(Output):
    """Somebody."""

    name: str = ""
    """What they are called."""


class Parcel(Output):
    """A parcel."""

    sender: Sender | None = None
    """Who packed it."""
    letters: list[Letter] = []
    """What is in it."""
    tags: list[str] = []
    """Words on it."""


class Deep(Output):
    """Nested without end."""

    inner: Deep | None = None
    """The same again."""


SAMPLE = {"sender": {"name": "Ada"}, "letters": [{"letter_id": "7", "from": "Grace"}], "tags": ["fragile"]}


def test_every_field_has_a_path_with_its_value_in_the_sample() -> None:
    found = [(each["path"], each["type"], each["sample"]) for each in variable_paths(Parcel, SAMPLE)]

    assert found == [
        ("sender", "object", {"name": "Ada"}),
        ("sender.name", "string", "Ada"),
        ("letters", "array", [{"letter_id": "7", "from": "Grace"}]),
        ("letters[0]", "object", {"letter_id": "7", "from": "Grace"}),
        ("letters[0].letter_id", "string", "7"),
        ("letters[0].from", "string", "Grace"),
        ("letters[0].stamps", "array", None),
        ("letters[0].stamps[0]", "object", None),
        ("letters[0].stamps[0].value", "integer", None),
        ("tags", "array", ["fragile"]),
    ]


def test_a_path_says_what_it_is() -> None:
    assert variable_paths(Parcel)[1] == {
        "path": "sender.name",
        "type": "string",
        "description": "What they are called.",
        "sample": None,
    }


def test_a_recursive_model_ends() -> None:
    assert [each["path"] for each in variable_paths(Deep)] == ["inner"]
