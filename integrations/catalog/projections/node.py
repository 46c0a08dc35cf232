"""What the editor draws: one node for each operation and trigger, with its form."""

from __future__ import annotations

from typing import Literal, TypedDict

from integrations.catalog.declare import AccountNeed, Accounts, Effect, Operation, Service, Trigger
from integrations.catalog.glyphs import glyph_url
from integrations.catalog.projections.prices import PriceJSON, price_json
from integrations.catalog.registry import Catalog
from integrations.catalog.schema import JSONSchema, inlined, input_schema, output_schema, property_hints, with_example


class Handle(TypedDict):
    """A place where an edge begins or ends."""

    name: str
    type: str


class NodeFacts(TypedDict):
    """What every kind of node tells. Schemas are JSON Schema 2020-12 without references.

    ``icon`` names the glyph of the operation, ``glyph_url`` is where it is drawn; both are empty where it has none.
    """

    type: str
    service: str
    service_name: str
    provider: str
    label: str
    description: str
    icon_url: str
    icon: str
    glyph_url: str
    color: str
    group: list[str]
    inputs: list[Handle]
    outputs: list[Handle]
    input_schema: JSONSchema
    ui_schema: dict[str, object]
    output_schema: JSONSchema
    effect: Effect
    scopes: list[str]
    account: AccountNeed
    accounts: Accounts
    documentation_url: str
    example: dict[str, object]
    sample: dict[str, object]


class NodeJSON(NodeFacts):
    """A kind of node that a service declares."""

    kind: Literal["operation", "trigger"]
    price: PriceJSON


MAIN: Handle = {"name": "main", "type": "main"}


def nodes(catalog: Catalog) -> list[NodeJSON]:
    """All nodes, service by service: its triggers first, then its operations in the order of their declaration."""
    return [
        operation_node(node) if isinstance(node, Operation) else trigger_node(node)
        for service in catalog.services.values()
        for node in service.nodes
    ]


def operation_node(operation: Operation) -> NodeJSON:
    """The node that runs an operation; its group ``tool`` says that an agent may be given it."""
    return _node(
        operation,
        kind="operation",
        group="tool",
        inputs=[MAIN],
        effect=operation.effect,
        documentation_url=operation.documentation_url,
    )


def trigger_node(trigger: Trigger) -> NodeJSON:
    """The node that starts a workflow with each event of a trigger."""
    return _node(
        trigger,
        kind="trigger",
        group="trigger",
        inputs=[],
        effect="read",
        documentation_url=trigger.service.documentation_url,
    )


def icon_url(service: Service) -> str:
    """Where the browser finds the service's icon."""
    return f"/static/services/{service.key}/icon.svg"


def ui_schema(schema: JSONSchema) -> dict[str, object]:
    """The hints of all fields gathered by name, with their order."""
    properties = schema.get("properties")
    names = list(properties) if isinstance(properties, dict) else []
    return {**property_hints(schema), "order": names}


def _node(
    declared: Operation | Trigger,
    *,
    kind: Literal["operation", "trigger"],
    group: str,
    inputs: list[Handle],
    effect: Effect,
    documentation_url: str,
) -> NodeJSON:
    service = declared.service
    form = with_example(inlined(input_schema(declared.input_model)), declared.example)
    return {
        "type": declared.key,
        "kind": kind,
        "service": service.key,
        "service_name": service.name,
        "provider": service.provider,
        "label": declared.label,
        "description": declared.documentation,
        "icon_url": icon_url(service),
        "icon": declared.icon,
        "glyph_url": glyph_url(declared.icon),
        "color": service.color,
        "group": [service.name, group],
        "inputs": inputs,
        "outputs": [MAIN],
        "input_schema": form,
        "ui_schema": ui_schema(form),
        "output_schema": inlined(output_schema(declared.output_model)),
        "effect": effect,
        "scopes": list(declared.scopes),
        "account": declared.account,
        "accounts": declared.accounts if isinstance(declared, Operation) else "own",
        "price": price_json(declared),
        "documentation_url": documentation_url,
        "example": dict(declared.example),
        "sample": dict(declared.sample),
    }
