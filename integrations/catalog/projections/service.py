"""Services and operations as the REST API shows them."""

from __future__ import annotations

from typing import TypedDict

from integrations.catalog.declare import AccountNeed, Effect, Operation, Service
from integrations.catalog.glyphs import glyph_url
from integrations.catalog.projections.node import icon_url
from integrations.catalog.projections.prices import PriceJSON, price_json
from integrations.catalog.quality import grade
from integrations.catalog.schema import JSONSchema, inlined, input_schema, output_schema, with_example


class ServiceJSON(TypedDict):
    """A service with the keys of what is declared on it, the glyph of each, and its grade on the quality ladder."""

    key: str
    name: str
    provider: str
    color: str
    icon_url: str
    documentation_url: str
    operations: list[str]
    triggers: list[str]
    icons: dict[str, str]
    grade: str


class OperationJSON(TypedDict):
    """An operation with its schemas (JSON Schema 2020-12 without references) and shipped price."""

    key: str
    service: str
    provider: str
    label: str
    description: str
    icon: str
    icon_url: str
    glyph_url: str
    effect: Effect
    scopes: list[str]
    account: AccountNeed
    input_schema: JSONSchema
    output_schema: JSONSchema
    example: dict[str, object]
    sample: dict[str, object]
    price: PriceJSON


def service_json(service: Service) -> ServiceJSON:
    """One service of ``GET /api/v1/services/``."""
    return {
        "key": service.key,
        "name": service.name,
        "provider": service.provider,
        "color": service.color,
        "icon_url": icon_url(service),
        "documentation_url": service.documentation_url,
        "operations": [operation.key for operation in service.operations.values()],
        "triggers": [trigger.key for trigger in service.triggers.values()],
        "icons": {node.key: node.icon for node in service.nodes},
        "grade": grade(service),
    }


def operation_json(operation: Operation) -> OperationJSON:
    """One operation of ``GET /api/v1/operations/``."""
    return {
        "key": operation.key,
        "service": operation.service.key,
        "provider": operation.service.provider,
        "label": operation.label,
        "description": operation.documentation,
        "icon": operation.icon,
        "icon_url": icon_url(operation.service),
        "glyph_url": glyph_url(operation.icon),
        "effect": operation.effect,
        "scopes": list(operation.scopes),
        "account": operation.account,
        "input_schema": with_example(inlined(input_schema(operation.input_model)), operation.example),
        "output_schema": inlined(output_schema(operation.output_model)),
        "example": dict(operation.example),
        "sample": dict(operation.sample),
        "price": price_json(operation),
    }
