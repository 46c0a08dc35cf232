"""The schema of a tool's arguments, as every vendor of language models takes it; the operation enforces the rest.

References, titles and form hints only cost tokens. What vendors refuse is left out: rules at the root (``not``,
``anyOf``), and null beside a type where leaving the field out says the same. What some of them drop without a word
(formats, exclusive bounds, multiples) is said in the field's description as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import cast

from integrations.catalog.declare import Operation
from integrations.catalog.schema import JSONSchema, inlined, input_schema, with_example

NULL = {"type": "null"}
AT_THE_ROOT = ("not", "anyOf", "oneOf", "allOf", "if", "then", "else", "enum", "$schema")
DROPPED = ("x-ui", "title", "properties", "default")
SAYS_NULL = re.compile(r"\bnull\b", re.IGNORECASE)
RULED = "Some of these fields depend on one another: what does not fit together is refused with the reason."
OURS_ALONE = re.compile(r"\(\?(?![:=!]|<[=!])|\\[AZaN]|[*+?}]\+")
"""What regular expressions of JavaScript do not know: inline flags, named groups as Python has them, possessives."""
NEEDLESS = re.compile(r"\\([\"'#%&,;:<=>@_`~! ])")
FORMATS = {
    "date-time": "A date and time with offset, such as 2031-03-04T10:00:00Z.",
    "date": "A day, such as 2031-03-04.",
    "time": "A time of day, such as 10:00:00.",
    "duration": "A length of time, such as PT30M.",
    "email": "An e-mail address.",
    "uri": "A whole address, such as https://example.com/page.",
    "uuid": "An id, such as 3fa85f64-5717-4562-b3fc-2c963f66afa6.",
}


def tool_schema(operation: Operation) -> JSONSchema:
    """What a model is told of the arguments."""
    whole = inlined(input_schema(operation.input_model))
    schema = cast(JSONSchema, _lean(whole))
    if any(each in whole for each in AT_THE_ROOT):
        schema = {key: value for key, value in schema.items() if key not in AT_THE_ROOT}
        schema["description"] = f"{schema.get('description', '')} {RULED}".strip()
    return with_example({"properties": {}, **schema, "type": "object"}, operation.example)


def takes(schema: object) -> frozenset[str]:
    """The JSON types that a schema takes; empty where it takes any, as the schema ``true`` does."""
    if not isinstance(schema, Mapping):
        return frozenset()
    declared = schema.get("type")
    if isinstance(declared, str):
        return frozenset({declared})
    if isinstance(declared, list):
        return frozenset(str(each) for each in declared)
    alternatives = schema.get("anyOf")
    if isinstance(alternatives, list) and alternatives:
        kinds = [takes(each) for each in alternatives]
        return frozenset().union(*kinds) if all(kinds) else frozenset()
    return frozenset()


def portable_pattern(pattern: str) -> str | None:
    """The same as JavaScript compiles it with the flag ``u``, None for what it cannot say: clients compile all of a
    list before they show any, and one that fails hides every tool."""
    if OURS_ALONE.search(pattern):
        return None
    return NEEDLESS.sub(r"\1", pattern)


def _lean(schema: object, *, may_be_left_out: bool = False) -> object:
    if isinstance(schema, list):
        return [_lean(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    schema = _without_null(schema) if may_be_left_out else schema
    lean = {key: _lean(value) for key, value in schema.items() if key not in DROPPED}
    if "default" in schema:
        lean["default"] = schema["default"]
    if isinstance(pattern := lean.pop("pattern", None), str) and (portable := portable_pattern(pattern)):
        lean["pattern"] = portable
    properties = schema.get("properties")
    if isinstance(properties, dict):
        needed = cast(list[str], schema.get("required") or [])
        lean["properties"] = {
            name: _lean(value, may_be_left_out=name not in needed) for name, value in properties.items()
        }
    if said := _description(lean):
        lean["description"] = said
    return lean


def _without_null(schema: Mapping[str, object]) -> dict[str, object]:
    """Not where the description gives null a meaning of its own."""
    plain = dict(schema)
    if SAYS_NULL.search(str(schema.get("description", ""))):
        return plain
    kinds, alternatives, values = schema.get("type"), schema.get("anyOf"), schema.get("enum")
    if isinstance(kinds, list):
        rest = [each for each in kinds if each != "null"]
        plain["type"] = rest[0] if len(rest) == 1 else rest
    if isinstance(values, list):
        plain["enum"] = [each for each in values if each is not None]
    if isinstance(alternatives, list) and NULL in alternatives:
        rest = [each for each in alternatives if each != NULL]
        plain["anyOf"] = rest
        if len(rest) == 1:
            del plain["anyOf"]
            plain = {**rest[0], **plain}
    if plain.get("default", ...) is None:
        del plain["default"]
    return plain


def _description(schema: Mapping[str, object]) -> str:
    """In one line, with what a vendor might drop."""
    written = schema.get("description")
    said = " ".join(written.split()) if isinstance(written, str) else ""
    return " ".join([each for each in (said, *_stated(schema)) if each])


def _stated(schema: Mapping[str, object]) -> Iterator[str]:
    if isinstance(known := schema.get("format"), str) and known in FORMATS:
        yield FORMATS[known]
    for key, words in (
        ("exclusiveMinimum", "More than {}."),
        ("exclusiveMaximum", "Less than {}."),
        ("multipleOf", "A multiple of {}."),
    ):
        if isinstance(limit := schema.get(key), int | float):
            yield words.replace("{}", str(limit))
    if schema.get("uniqueItems") is True:
        yield "No entry twice."
