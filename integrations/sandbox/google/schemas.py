"""Checks JSON against the schemas of a discovery document: requests always, answers in the tests."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from integrations.sandbox.google.discovery import Document
from integrations.sandbox.google.errors import invalid
from integrations.sandbox.google.parameters import RANGES
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.timestamps import read_timestamp


@dataclass(frozen=True)
class Problem:
    """One place where a value and its schema disagree."""

    path: str
    message: str


def check_body(api: Document, schema: str, body: Resource, *, method: str) -> None:
    """Raise 400 in Google's shape for the first field that is unknown, of a wrong type, or missing."""
    for problem in problems(api, {"$ref": schema}, body):
        raise invalid(problem.message, reason="invalid", location=problem.path)
    for name, described in api.schemas[schema].get("properties", {}).items():
        required_by = described.get("annotations", {}).get("required", ())
        if method in required_by and method in FIELDS_ENFORCED and body.get(name) is None:
            raise invalid(f"Missing {name}.", reason="required", location=name)


# The documents call more fields required than Google enforces (a label's visibility, a draft's id, a raw message
# that comes as an upload); handlers refuse those that matter there.
FIELDS_ENFORCED = frozenset(
    {"calendar.events.import", "calendar.events.insert", "calendar.events.update", "calendar.calendars.insert"}
)


def problems(api: Document, schema: Resource, value: object, path: str = "") -> Iterator[Problem]:
    """Every disagreement, depth first. A null stands for an absent field, as Google reads it."""
    if value is None:
        return
    if "$ref" in schema:
        schema = api.schemas[schema["$ref"]]
    yield from CHECKS[schema["type"]](api, schema, value, path)


def _object(api: Document, schema: Resource, value: object, path: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield _mismatch(path, "an object", value)
        return
    known = schema.get("properties", {})
    others = schema.get("additionalProperties")
    for name, nested in value.items():
        where = f"{path}.{name}" if path else name
        described = known.get(name, others)
        if described is None:
            message = f"Invalid JSON payload received. Unknown name \"{name}\" at '{path}': Cannot find field."
            yield Problem(where, message)
        else:
            yield from problems(api, described, nested, where)


def _array(api: Document, schema: Resource, value: object, path: str) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield _mismatch(path, "a list", value)
        return
    for position, nested in enumerate(value):
        yield from problems(api, schema["items"], nested, f"{path}[{position}]")


def _string(api: Document, schema: Resource, value: object, path: str) -> Iterator[Problem]:
    kind = schema.get("format", "")
    # Google writes 64-bit numbers as strings and reads them in both forms.
    if kind in RANGES and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        yield _mismatch(path, "a string", value)
    elif "enum" in schema and value not in schema["enum"]:
        yield _mismatch(path, f"one of {', '.join(schema['enum'])}", value)
    elif kind in FORMATS:
        try:
            FORMATS[kind](value)
        except ValueError:
            yield _mismatch(path, f"a {kind}", value)


def _integer(api: Document, schema: Resource, value: object, path: str) -> Iterator[Problem]:
    low, high = RANGES[schema.get("format", "int32")]
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        yield _mismatch(path, f"an {schema.get('format', 'integer')}", value)


def _number(api: Document, schema: Resource, value: object, path: str) -> Iterator[Problem]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield _mismatch(path, "a number", value)


def _boolean(api: Document, schema: Resource, value: object, path: str) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield _mismatch(path, "a boolean", value)


def _anything(api: Document, schema: Resource, value: object, path: str) -> Iterator[Problem]:
    yield from ()


def _mismatch(path: str, expected: str, value: object) -> Problem:
    shown = repr(value)
    return Problem(path, f"Invalid value at '{path}' ({expected}), {shown if len(shown) < 80 else shown[:77] + '…'}")


def _read_base64(text: str) -> None:
    try:
        base64.b64decode(text.translate(URL_ALPHABET) + "=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error


URL_ALPHABET = str.maketrans("-_", "+/")

FORMATS: dict[str, Callable[[str], object]] = {
    "byte": _read_base64,
    "date": date.fromisoformat,
    "date-time": read_timestamp,
    "google-datetime": read_timestamp,
    "int64": int,
    "uint64": int,
}

CHECKS: dict[str, Callable[[Document, Resource, object, str], Iterator[Problem]]] = {
    "object": _object,
    "array": _array,
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "any": _anything,
}
