"""Tool definitions in the shapes that vendors of language models take.

OpenAI (https://platform.openai.com/docs/guides/function-calling) and Anthropic
(https://docs.anthropic.com/en/docs/build-with-claude/tool-use) take JSON Schema. Gemini takes a part of OpenAPI's
(https://ai.google.dev/api/caching#Schema): one type for each value, texts alone in an enum, no maps, and a request
with any other key is refused as a whole. What it cannot say is in the description, and enforced by us.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, cast

from integrations.catalog.projections.tool import ToolJSON
from integrations.catalog.projections.tool_schema import takes
from integrations.catalog.schema import JSONSchema

Shape = Literal["json_schema", "openai", "anthropic", "gemini"]
KEPT = ("minItems", "maxItems", "minLength", "maxLength", "pattern", "minimum", "maximum")
LONGEST_DEFAULT = 60
AS_JSON = {"object": "A JSON object, written as text.", "any": "Any JSON value, written as text."}


def shaped(tool: ToolJSON, shape: Shape) -> dict[str, object]:
    """One definition for one vendor."""
    return SHAPES[shape](tool)


def _json_schema(tool: ToolJSON) -> dict[str, object]:
    return {"name": tool["name"], "description": tool["description"], "input_schema": tool["input_schema"]}


def _openai(tool: ToolJSON) -> dict[str, object]:
    """``strict`` stays away: it would empty every object whose names are free."""
    function = {"name": tool["name"], "description": tool["description"], "parameters": tool["input_schema"]}
    return {"type": "function", "function": function}


def _gemini(tool: ToolJSON) -> dict[str, object]:
    shape: dict[str, object] = {"name": tool["name"], "description": tool["description"]}
    if tool["input_schema"].get("properties"):
        shape["parameters"] = _openapi(tool["input_schema"], is_root=True)
    return shape


SHAPES: Mapping[Shape, Callable[[ToolJSON], dict[str, object]]] = {
    "json_schema": _json_schema,
    "openai": _openai,
    "anthropic": _json_schema,
    "gemini": _gemini,
}


def _openapi(schema: JSONSchema, *, is_root: bool = False) -> JSONSchema:
    chosen = _chosen(schema)
    kind = _kind(chosen)
    found: JSONSchema = {"type": kind, **{key: chosen[key] for key in KEPT if key in chosen}}
    properties = cast(Mapping[str, JSONSchema], chosen.get("properties") or {})
    if kind == "object" and not properties and not is_root:
        found = {"type": "string"}
    elif kind == "object":
        found["properties"] = {name: _openapi(each) for name, each in properties.items()}
        found["required"] = [name for name in cast(list[str], chosen.get("required", [])) if name in properties]
    elif kind == "array":
        items = chosen.get("items")
        found["items"] = _openapi(cast(JSONSchema, items)) if isinstance(items, dict) else {"type": "string"}
    values = [chosen["const"]] if "const" in chosen else cast(list[object], chosen.get("enum", []))
    if kind == "string" and values:
        found["enum"] = [each for each in values if isinstance(each, str)]
    if "null" in takes(schema):
        found["nullable"] = True
    if said := " ".join(_said(schema, chosen, kind, has_names=bool(properties) or is_root)):
        found["description"] = said
    if not found.get("required", True):
        del found["required"]
    return found


def _chosen(schema: JSONSchema) -> JSONSchema:
    """Of several alternatives the text, which says any of them, else the first."""
    alternatives = cast(list[JSONSchema], schema.get("anyOf") or [])
    real = [each for each in alternatives if takes(each) != {"null"}]
    if not real:
        return schema
    best = next((each for each in real if "string" in takes(each)), real[0])
    return {**best, **{key: value for key, value in schema.items() if key != "anyOf"}}


def _kind(schema: JSONSchema) -> str:
    kinds = [each for each in sorted(takes(schema)) if each != "null"]
    return "string" if not kinds or "string" in kinds else kinds[0]


def _said(whole: JSONSchema, schema: JSONSchema, kind: str, *, has_names: bool) -> Iterator[str]:
    if described := whole.get("description"):
        yield str(described)
    if not takes(whole):
        yield AS_JSON["any"]
    elif kind == "object" and not has_names:
        yield AS_JSON["object"]
    values = schema.get("enum")
    if kind != "string" and isinstance(values, list):
        yield f"One of {', '.join(json.dumps(each) for each in values)}."
    elif kind != "string" and "const" in schema:
        yield f"Always {json.dumps(schema['const'])}."
    if "default" in schema and len(shown := json.dumps(schema["default"], ensure_ascii=False)) <= LONGEST_DEFAULT:
        yield f"Without it {shown}."
