"""The shape of a service that others rely on, kept in `contract.json`, so that a change of it is seen in review."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from integrations.catalog.declare import Operation, Service, Trigger
from integrations.catalog.schema import JSONSchema, inlined, input_schema, output_schema

FILE = "contract.json"


def contract_text(service: Service) -> str:
    """The file as it should be: schemas, effects, scopes and pricing keys, without texts for people."""
    contract = {node.name: contract_of(node) for node in service.nodes}
    return json.dumps(contract, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def contract_path(service: Service) -> Path:
    return service.folder / FILE


def contract_hash(contract: JSONSchema) -> str:
    """SHA-256 of a contract, the same for equal ones."""
    return hashlib.sha256(json.dumps(contract, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def contract_of(node: Operation | Trigger) -> JSONSchema:
    """The part of one operation or trigger. ``account`` is left out where it is required, as it is of most."""
    account: dict[str, object] = {} if node.account == "required" else {"account": node.account}
    return account | {
        "effect": node.effect if isinstance(node, Operation) else "read",
        "scopes": list(node.scopes),
        "pricing_key": node.pricing_key,
        "input": _shape(inlined(input_schema(node.input_model))),
        "output": _shape(inlined(output_schema(node.output_model))),
    }


def _shape(schema: JSONSchema) -> JSONSchema:
    """A schema without its words and hints."""
    words = {"description", "title", "examples", "x-ui"}
    properties = schema.get("properties")
    shape = {key: _plain(value) for key, value in schema.items() if key not in words and key != "properties"}
    if isinstance(properties, dict):
        shape["properties"] = {name: _shape(field) for name, field in properties.items()}
    return shape


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return _shape(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value
