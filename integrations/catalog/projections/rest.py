"""The REST endpoint of each operation as OpenAPI 3.1, with its models as components."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode

from integrations.catalog.declare import DeclarationError, Operation
from integrations.catalog.projections.tool import tool_name
from integrations.catalog.registry import Catalog
from integrations.catalog.schema import JSONSchema, input_schema, output_schema

JSON_TYPE = "application/json"
PROBLEM_TYPE = "application/problem+json"
COMPONENT = "#/components/schemas/{model}"
IDEMPOTENCY_KEY = (
    "The same key for the same customer, whichever API key sends it, gives the same answer, one effect and one charge. "
    "It can also be sent as the header Idempotency-Key."
)
OPERATORS_MARK: JSONSchema = {"x-audience": "operator"}
"""Marks a property that no customer's key finds in an answer, nor in the schema that it is shown."""
FAILURES: Mapping[str, str] = {
    "401": "Not signed in, or the API key is unknown or expired.",
    "402": "The customer's budget is used up.",
    "403": "A right or a scope is missing.",
    "404": "No such operation, customer or connection.",
    "409": "Not connected, a reconnect is needed, or the idempotency key was used for another request.",
    "413": "The body or the content is too large.",
    "422": "The input is not valid, every wrong field is listed; or the provider refused.",
    "429": "The provider, or we, ask to wait; see Retry-After and RateLimit-Remaining.",
    "503": "The provider is not available.",
    "504": "The outcome is not known; do not send it again under another key.",
}
PROBLEM: JSONSchema = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {name: {"type": "string"} for name in ("node", "field", "message")},
            },
        },
        "retry_after": {"type": "integer"},
        "connect_url": {"type": "string"},
        "vendor_status": {"type": "integer"},
    },
}
"""How every refusal of the API looks (RFC 9457)."""
_USAGE: JSONSchema = {
    "type": ["object", "null"],
    "properties": {
        **{name: {"type": "string"} for name in ("id", "operation", "pricing_key", "quantity", "unit")},
        "cost": {"type": "string", "description": "What the vendor charges.", **OPERATORS_MARK},
        **{name: {"type": "string"} for name in ("price", "currency")},
    },
}


def operation_paths(catalog: Catalog) -> tuple[dict[str, JSONSchema], dict[str, JSONSchema]]:
    """All path items, and all schemas they refer to by name.

    Raises DeclarationError when one name stands for two different schemas: OpenAPI would silently keep the last.
    """
    paths: dict[str, JSONSchema] = {}
    schemas: dict[str, JSONSchema] = {"Problem": PROBLEM}
    for operation in catalog.operations.values():
        _define(schemas, operation.input_model, "validation")
        _define(schemas, operation.output_model, "serialization")
        paths[f"/api/v1/operations/{operation.key}/run"] = {"post": _endpoint(operation)}
    return paths, schemas


def _define(schemas: dict[str, JSONSchema], model: type[BaseModel], mode: JsonSchemaMode) -> None:
    schema = input_schema(model) if mode == "validation" else output_schema(model)
    nested = cast(Mapping[str, JSONSchema], schema.pop("$defs", {}))
    for name, each in {**nested, model.__name__: schema}.items():
        moved = cast(JSONSchema, _moved(each))
        if schemas.setdefault(name, moved) != moved:
            raise DeclarationError(f"Two schemas are called {name!r}. Rename one of the models, or split it in two.")


def _moved(node: object) -> object:
    """The same schema with references into the document's components, and without the form's hints."""
    if isinstance(node, list):
        return [_moved(each) for each in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    moved = {key: _moved(value) for key, value in node.items() if key not in ("$ref", "x-ui")}
    if isinstance(reference, str):
        moved["$ref"] = COMPONENT.format(model=reference.rpartition("/")[2])
    return moved


def _endpoint(operation: Operation) -> JSONSchema:
    problem: JSONSchema = {"$ref": COMPONENT.format(model="Problem")}
    failures = {
        status: {"description": text, "content": {PROBLEM_TYPE: {"schema": problem}}}
        for status, text in FAILURES.items()
    }
    return {
        "operationId": tool_name(operation),
        "tags": [operation.service.name],
        "summary": operation.summary,
        "description": operation.description,
        "parameters": [
            {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}, "description": IDEMPOTENCY_KEY}
        ],
        "requestBody": {
            "required": True,
            "content": {JSON_TYPE: {"schema": _request(operation), "example": _example(operation)}},
        },
        "responses": {
            "200": {"description": "It ran.", "content": {JSON_TYPE: {"schema": _answer(operation)}}},
            "202": {"description": "It goes on; ask at `url`.", "content": {JSON_TYPE: {"schema": _accepted()}}},
            **failures,
        },
    }


def _example(operation: Operation) -> JSONSchema:
    """A body that can be sent as it is by who has connected an account of the operator's own."""
    return {"account_mode": "owner", "params": dict(operation.example)}


def _request(operation: Operation) -> JSONSchema:
    params: JSONSchema = {"$ref": COMPONENT.format(model=operation.input_model.__name__)}
    needs_params = any(field.is_required() for field in operation.input_model.model_fields.values())
    return {
        "type": "object",
        "required": ["params"] if needs_params else [],
        "properties": {
            **_account(operation),
            "params": params,
            "idempotency_key": {"type": "string", "maxLength": 120, "description": IDEMPOTENCY_KEY},
        },
        "anyOf": [{"required": ["customer"]}, {"required": ["account_mode"]}],
    }


def _account(operation: Operation) -> dict[str, JSONSchema]:
    """Whose account, and which; whoever is named is charged, also where no account is used."""
    mode: JSONSchema = {"enum": ["customer", "owner"], "description": "`owner` uses the operator's own account."}
    if operation.account == "none":
        customer: JSONSchema = {"type": "string", "description": "Key of the customer for whom it is run."}
        return {"customer": customer, "account_mode": {**mode, "description": "`owner` runs it for the operator."}}
    without = "the default one" if operation.account == "required" else "the default one, or none if none is connected"
    return {
        "customer": {"type": "string", "description": "Key of the customer whose account is used."},
        "account_mode": mode,
        "connection": {
            "type": ["string", "null"],
            "format": "uuid",
            "description": f"One of several accounts; without it {without}.",
        },
    }


def _answer(operation: Operation) -> JSONSchema:
    return {
        "type": "object",
        "required": ["success", "result", "call", "usage", "execution_time", "warnings"],
        "properties": {
            "success": {"const": True},
            "result": {"$ref": COMPONENT.format(model=operation.output_model.__name__)},
            "call": {"type": "string", "format": "uuid"},
            "usage": _USAGE,
            "execution_time": {"type": "integer", "description": "Milliseconds."},
            "warnings": {
                "type": "array",
                "items": {"type": "string"},
                "description": "What is wrong with a result that came all the same.",
            },
        },
    }


def _accepted() -> JSONSchema:
    return {
        "type": "object",
        "required": ["call", "state", "url"],
        "properties": {
            "call": {"type": "string", "format": "uuid"},
            "state": {"type": "string"},
            "url": {"type": "string", "format": "uri"},
        },
    }
