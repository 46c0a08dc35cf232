"""What keeps a drawing from being run: types nobody knows, parameters that are missing or wrong, unknown customers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from integrations.catalog.registry import catalog
from integrations.errors import FieldError, InputError, NotFound, PayloadTooLarge
from integrations.execution.params import checked, parsed
from integrations.holders import unknown_customers

OWNER_HAS_NO_CUSTOMER = "The owner's account belongs to no customer. Set account_mode to customer, or remove this."


@dataclass(frozen=True)
class Problem:
    """One thing to mend before the drawing can be run."""

    node: str
    """Id of the node."""
    field: str
    """Path below its parameters, or ``type`` or ``customer_id`` of the node itself."""
    message: str


def problems_of(graph: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with the nodes of a stored drawing, in their order; disabled ones are passed over."""
    nodes = [each for each in graph.get("nodes", ()) if not each["disabled"]]
    unknown = unknown_customers({each["customer_id"] for each in nodes if each["customer_id"]})
    return [problem for node in nodes for problem in _of_node(node, unknown)]


def require_sound(graph: Mapping[str, Any]) -> None:
    """Raises InputError with every problem, each at the id of its node and the field."""
    found = problems_of(graph)
    if found:
        errors = [FieldError(each.field, each.message, each.node) for each in found]
        raise InputError(f"{found[0].node}: {found[0].field}: {found[0].message}", errors=errors)


def _of_node(node: Mapping[str, Any], unknown: Collection[str]) -> Iterator[Problem]:
    yield from (Problem(node["id"], field, message) for field, message in _of_account(node, unknown))
    yield from (Problem(node["id"], field, message) for field, message in _of_parameters(node))


def _of_account(node: Mapping[str, Any], unknown: Collection[str]) -> Iterator[tuple[str, str]]:
    """A node of a customer that names none is the run's customer's."""
    customer = node["customer_id"]
    if customer and node["account_mode"] == "owner":
        yield "customer_id", OWNER_HAS_NO_CUSTOMER
    elif customer in unknown:
        yield "customer_id", f"There is no customer {customer!r}. GET /api/v1/customers/ lists them."


def _of_parameters(node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    try:
        kind = catalog().node(node["type"])
        parsed(kind.input_model, checked(node["parameters"]), place=kind.key)
    except NotFound:
        yield "type", f"There is no node type {node['type']!r}. GET /api/v1/nodes/ lists them."
    except PayloadTooLarge as error:
        yield "parameters", error.detail
    except InputError as error:
        for each in error.errors:
            yield each.field, each.message
