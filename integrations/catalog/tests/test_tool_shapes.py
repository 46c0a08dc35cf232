"""Tool definitions against what each vendor of language models publishes, for every shipped operation.

OpenAI: https://platform.openai.com/docs/api-reference/chat/create (``tools``): names of letters, digits, ``_`` and
``-`` up to 64, descriptions up to 1,024 characters, an object at the root without ``oneOf``, ``anyOf``, ``allOf``,
``enum`` or ``not``, arrays with ``items``, 128 tools in a request.
Anthropic: https://docs.anthropic.com/en/docs/agents-and-tools/tool-use: the same names, an object at the root without
``oneOf``, ``allOf`` or ``anyOf``, names of properties of letters, digits, ``_``, ``.`` and ``-`` up to 64.
Gemini: https://ai.google.dev/api/caching#Schema: no other keys than those of its ``Schema``, one type for each value,
texts alone in an enum, properties in each object, items in each array; names begin with a letter or ``_``.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest
from pydantic import Field

from integrations.catalog.context import Ctx
from integrations.catalog.declare import Operation, Service
from integrations.catalog.projections.tool import LONGEST_DESCRIPTION, shortened, tool
from integrations.catalog.projections.tool_schema import portable_pattern
from integrations.catalog.projections.tool_shapes import shaped
from integrations.catalog.registry import catalog
from integrations.catalog.schema import Input
from integrations.catalog.tests.post import WRITE, Letter

OPERATIONS = list(catalog().operations.values())
every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.key)
NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_-]{0,63}$")
PROPERTY = re.compile(r"^[A-Za-z0-9_.-]{1,64}$")
OF_GEMINI = {
    "type",
    "format",
    "title",
    "description",
    "nullable",
    "enum",
    "minItems",
    "maxItems",
    "properties",
    "required",
    "minLength",
    "maxLength",
    "pattern",
    "items",
    "minimum",
    "maximum",
}
GEMINI_TYPES = {"string", "number", "integer", "boolean", "array", "object"}


def schemas(schema: Any) -> Iterator[dict[str, Any]]:
    """A schema and all within it."""
    if not isinstance(schema, dict):
        return
    yield schema
    for name, inner in schema.items():
        if name in ("properties", "$defs", "patternProperties"):
            for each in inner.values():
                yield from schemas(each)
        elif name in ("items", "additionalProperties", "propertyNames", "not"):
            yield from schemas(inner)
        elif name in ("anyOf", "oneOf", "allOf"):
            for each in inner:
                yield from schemas(each)


@every_operation
def test_names_and_descriptions_are_within_all_limits(operation: Operation) -> None:
    offered = tool(operation)
    assert NAME.match(offered["name"])
    assert 0 < len(offered["description"]) <= 1024


@every_operation
def test_openai_takes_it(operation: Operation) -> None:
    shape: Mapping[str, Any] = shaped(tool(operation), "openai")
    assert shape.keys() == {"type", "function"} and shape["type"] == "function"
    assert shape["function"].keys() == {"name", "description", "parameters"}
    root = shape["function"]["parameters"]
    assert root["type"] == "object"
    assert not root.keys() & {"oneOf", "anyOf", "allOf", "enum", "not", "$schema", "$defs", "$ref"}
    for each in schemas(root):
        assert each.get("type") != "array" or "items" in each
        assert "$ref" not in each


@every_operation
def test_anthropic_takes_it(operation: Operation) -> None:
    shape: Mapping[str, Any] = shaped(tool(operation), "anthropic")
    assert shape.keys() == {"name", "description", "input_schema"}
    assert shape["input_schema"]["type"] == "object"
    assert not shape["input_schema"].keys() & {"oneOf", "anyOf", "allOf", "$schema"}
    names = {name for each in schemas(shape["input_schema"]) for name in each.get("properties", {})}
    assert all(PROPERTY.match(name) for name in names)


@every_operation
def test_gemini_takes_it(operation: Operation) -> None:
    shape: Mapping[str, Any] = shaped(tool(operation), "gemini")
    assert shape.keys() <= {"name", "description", "parameters"}
    for each in schemas(shape.get("parameters")):
        assert each.keys() <= OF_GEMINI
        assert each["type"] in GEMINI_TYPES
        assert each["type"] != "object" or each["properties"]
        assert each["type"] != "array" or each["items"]
        assert all(isinstance(value, str) for value in each.get("enum", []))
        assert each["type"] == "string" or "enum" not in each
        assert set(each.get("required", [])) <= each.get("properties", {}).keys()


@every_operation
def test_null_is_offered_only_where_it_means_something(operation: Operation) -> None:
    for name, each in tool(operation)["input_schema"]["properties"].items():  # type: ignore[attr-defined]
        kinds = each.get("type")
        if isinstance(kinds, list) and "null" in kinds:
            assert "null" in each["description"].lower(), name


def test_every_pattern_is_one_of_javascript() -> None:
    """Clients in JavaScript compile them with the flag ``u``; one that does not compile hides all tools from them."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node")
    found = {
        each["pattern"]
        for operation in OPERATIONS
        for each in schemas(tool(operation)["input_schema"])
        if "pattern" in each
    }
    assert found
    script = "for (const each of JSON.parse(require('fs').readFileSync(0))) new RegExp(each, 'u')"
    subprocess.run([node, "-e", script], input=json.dumps(sorted(found)), text=True, check=True)


class Parcel(Input):
    """A parcel."""

    weight: float = Field(gt=0)
    """How heavy."""
    notes: dict[str, str] | None = None
    """Free notes."""
    level: int | None = None
    """How urgent."""
    sent_at: datetime | None = None
    """When it left."""


def send_parcel(ctx: Ctx, data: Parcel) -> Letter:
    """Send a parcel."""
    return Letter(letter_id="1")


def test_what_vendors_drop_is_said_in_words(post: Service) -> None:
    post.operation(effect="write", scopes=[WRITE], price="letter_send", sample={}, example={"weight": 1})(send_parcel)
    offered = tool(post.operations["send_parcel"])
    weight = {"type": "number", "exclusiveMinimum": 0, "description": "How heavy. More than 0.", "examples": [1]}
    assert offered["input_schema"]["properties"]["weight"] == weight  # type: ignore[index]
    parameters: Any = shaped(offered, "gemini")["parameters"]
    assert parameters["properties"] == {
        "weight": {"type": "number", "description": "How heavy. More than 0."},
        "notes": {"type": "string", "description": "Free notes. A JSON object, written as text."},
        "level": {"type": "integer", "description": "How urgent."},
        "sent_at": {
            "type": "string",
            "description": "When it left. A date and time with offset, such as 2031-03-04T10:00:00Z.",
        },
    }
    assert parameters["required"] == ["weight"]


@pytest.mark.parametrize(
    ("ours", "portable"),
    [
        (r"^[a-z\"']+$", r"^[a-z\"']+$".replace("\\", "")),
        (r"^\d{2}\/[\w.-]*$", r"^\d{2}\/[\w.-]*$"),
        (r"^(?i)abc$", None),
        (r"(?P<a>x)", None),
        (r"\Aabc\Z", None),
        (r"^(?!x)(?:a|b)$", r"^(?!x)(?:a|b)$"),
    ],
)
def test_patterns_are_written_as_javascript_reads_them(ours: str, portable: str | None) -> None:
    assert portable_pattern(ours) == portable


def test_a_long_description_ends_with_a_sentence() -> None:
    text = "One sentence here. " * 100
    cut = shortened(text)
    assert (len(cut) <= LONGEST_DESCRIPTION, cut.endswith("here."), shortened("Short.")) == (True, True, "Short.")
    assert len(shortened("x" * 2000)) == LONGEST_DESCRIPTION
