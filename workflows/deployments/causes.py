"""Why a deployment cannot do all it should: accounts, permissions, changed operations, triggers that fail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from integrations.actors import SYSTEM
from integrations.catalog.declare import PROVIDER, Operation, Trigger
from integrations.catalog.registry import catalog
from integrations.errors import NotFound
from integrations.execution.readiness import Readiness
from integrations.holders import Holder, get_customer
from workflows.contracts import changed_since
from workflows.models import Deployment
from workflows.models import Trigger as RegisteredTrigger
from workflows.triggers.shown import error_of

MOST = 20
OPERATORS_PART = "Something that is the operator's part. They see what it is."
NOBODYS = "It acts on a customer's account, and this deployment is the owner's. Deploy it for a customer."


@dataclass(frozen=True)
class Cause:
    """One reason, and the nodes it concerns."""

    code: str
    """Of the error a run would end with, or ``customer_inactive``, ``operation_changed``, ``trigger_failing``."""
    message: str
    """What is wrong, with what, and what to do."""
    nodes: tuple[str, ...] = ()
    """Ids of nodes; none where it concerns all of it."""
    connect_url: str | None = None
    """Where an operator connects what is missing."""
    is_operators: bool = False
    """Whether it speaks of what is not the deployment's customer's own."""

    def as_dict(self) -> dict[str, object]:
        """Plain JSON, to be kept."""
        return {**asdict(self), "nodes": [*self.nodes]}


def told_to_customers(cause: Mapping[str, Any]) -> dict[str, object]:
    """A kept cause as a customer reads it: of its own accounts in words, of the rest that there is something."""
    message = OPERATORS_PART if cause["is_operators"] else cause["message"]
    return {"code": cause["code"], "message": message, "nodes": cause["nodes"]}


def causes_of(deployment: Deployment) -> list[Cause]:
    """All reasons there are now, the first twenty. Nothing is asked of a vendor."""
    customer = deployment.customer
    if customer is not None and not customer.is_active:
        return [Cause("customer_inactive", f"The customer {customer.key!r} is switched off. Switch it on again.")]
    changed = changed_since(deployment.version)
    gone = {each.node for each in changed}
    found = [
        *(Cause("operation_changed", each.message, (each.node,), is_operators=True) for each in changed),
        *_of_accounts(deployment, without=gone),
        *_of_triggers(deployment),
    ]
    return _together(found)[:MOST]


def _together(causes: list[Cause]) -> list[Cause]:
    """What is wrong with several nodes in the same words is told once."""
    nodes: dict[Cause, tuple[str, ...]] = {}
    for each in causes:
        alike = replace(each, nodes=())
        nodes[alike] = tuple(dict.fromkeys((*nodes.get(alike, ()), *each.nodes)))
    return [replace(each, nodes=ids) for each, ids in nodes.items()]


def _of_accounts(deployment: Deployment, *, without: set[str]) -> Iterator[Cause]:
    readiness = Readiness()
    for node in deployment.version.revision.document["nodes"]:
        kind = _kind(node)
        if node["disabled"] or node["id"] in without or kind is None:
            continue
        try:
            holder = _holder(node, deployment)
        except NotFound as error:
            yield Cause(error.code, error.detail, (node["id"],), is_operators=True)
            continue
        if holder is None:
            yield Cause("not_connected", NOBODYS, (node["id"],), is_operators=True)
            continue
        obstacle = readiness.obstacle(
            kind, holder=holder, connection_id=_uuid(node["connection"]), provider=_provider(node)
        )
        if obstacle is not None:
            is_own = holder.customer_id is not None and holder.customer_id == deployment.customer_id
            yield Cause(obstacle.code, obstacle.detail, (node["id"],), obstacle.connect_url, is_operators=not is_own)


def _of_triggers(deployment: Deployment) -> Iterator[Cause]:
    for each in deployment.triggers.all():
        error = error_of(each)
        if error is not None and each.state != RegisteredTrigger.State.PAUSED:
            yield Cause("trigger_failing", error, (each.node_id,))


def _kind(node: Mapping[str, Any]) -> Operation | Trigger | None:
    try:
        return catalog().node(node["type"])
    except NotFound:
        return None  # a control node; an operation that is gone is told as one that has changed


def _holder(node: Mapping[str, Any], deployment: Deployment) -> Holder | None:
    """Whose account a node acts on; None for a customer's where there is no customer."""
    if node["account_mode"] == "owner":
        return Holder.owner()
    if node["customer_id"]:
        return Holder.customer(get_customer(SYSTEM, node["customer_id"]))
    if node["account_mode"] == "customer" and deployment.customer is None:
        return None
    return Holder.whose(deployment.customer)


def _provider(node: Mapping[str, Any]) -> str | None:
    """The provider that is named where any will do; what is worked out during the run is not known before."""
    named = node["parameters"].get(PROVIDER)
    return named if isinstance(named, str) and named and "{{" not in named else None


def _uuid(connection: str | None) -> UUID | None:
    return UUID(connection) if connection else None
