"""Deploying for many at once: each customer for itself, with a report of what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal
from uuid import UUID

from pydantic import JsonValue

from integrations.actors import Actor
from integrations.catalog.declare import Operation, Trigger
from integrations.catalog.registry import catalog
from integrations.errors import InputError, MachinaError, NotFound
from integrations.execution.audience import connected, tagged
from integrations.holders import Holder, get_customer
from workflows.deployments.actions import Deployed, change, deploy, find_deployment, kept_variables
from workflows.deployments.selectors import require_deployer
from workflows.models import Deployment, Version
from workflows.versions.selectors import get_version, newest_version

AT_ONCE = 100
"""How many are done by one request; ``next`` says where to go on."""

Result = Literal["created", "changed", "unchanged", "refused"]


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Whom to deploy for: exactly one of the four is set."""

    customers: Sequence[str] | None = None
    """Keys of customers."""
    tag: str | None = None
    """Those with this text in ``tags`` of their metadata."""
    connected: bool = False
    """Those who have every account that the version's nodes act on."""
    deployed: bool = False
    """Those it is deployed for already."""


@dataclass(frozen=True)
class Line:
    """What became of one customer."""

    customer: str
    result: Result
    done: Deployed | None = None
    """Its deployment, with secrets that are shown at this moment only."""
    error: MachinaError | None = None


@dataclass(frozen=True)
class Report:
    """What became of a hundred of them, and the key behind which to go on; None when all are done."""

    lines: tuple[Line, ...]
    next: str | None


def deploy_many(
    actor: Actor,
    workflow_id: UUID,
    chosen: Chosen,
    *,
    version: int | None = None,
    variables: Mapping[str, JsonValue] | None = None,
    is_active: bool | None = None,
    after: str = "",
) -> Report:
    """Deploy for each of the chosen, or move those who have it to the version. Done again it changes nothing.

    Variables that are given take the place of the same ones of a deployment there is. What is refused for one stops
    nobody else. Raises InputError where nobody or several kinds are chosen, Conflict, NotFound, PermissionDenied.
    """
    wanted = newest_version(actor, workflow_id) if version is None else get_version(actor, workflow_id, version)
    require_deployer(actor)
    keys = [*islice(_keys(actor, wanted, chosen, after), AT_ONCE + 1)]
    lines = tuple(_deployed(actor, wanted, key, variables or {}, is_active) for key in keys[:AT_ONCE])
    return Report(lines, keys[AT_ONCE - 1] if len(keys) > AT_ONCE else None)


def providers_needed(version: Version) -> frozenset[str]:
    """At which providers a customer has to have an account for the version to work."""
    return frozenset(
        kind.service.provider
        for node in version.revision.document["nodes"]
        if not node["disabled"] and node["account_mode"] != "owner" and not node["customer_id"]
        for kind in _kinds(node["type"])
        if kind.account == "required"
    )


def _deployed(
    actor: Actor, version: Version, key: str, variables: Mapping[str, JsonValue], is_active: bool | None
) -> Line:
    try:
        holder = Holder.customer(get_customer(actor, key))
        known = find_deployment(version.workflow_id, holder)
        if known is None:
            made = deploy(
                actor,
                version.workflow_id,
                holder,
                version=version.number,
                variables=variables,
                is_active=is_active is not False,
            )
            return Line(key, "created", made)
        before = (known.version_id, known.variables, known.is_active)
        merged = _known_by(version, known) | dict(variables)
        moved = change(actor, known.pk, version=version.number, variables=merged, is_active=is_active)
        is_same = before == (moved.deployment.version_id, moved.deployment.variables, moved.deployment.is_active)
        return Line(key, "unchanged" if is_same else "changed", moved)
    except MachinaError as error:
        return Line(key, "refused", error=error)


def _known_by(version: Version, deployment: Deployment) -> dict[str, JsonValue]:
    deployment.version = version
    return kept_variables(deployment)


def _keys(actor: Actor, version: Version, chosen: Chosen, after: str) -> Iterator[str]:
    """Keys of the chosen in order, those behind ``after``."""
    ways = [chosen.customers is not None, chosen.tag is not None, chosen.connected, chosen.deployed]
    if sum(ways) != 1:
        raise InputError("Choose by exactly one of: customers, tag, connected, deployed.", field="customers")
    if chosen.customers is not None:
        yield from (key for key in sorted({*chosen.customers}) if key > after)
    elif chosen.tag is not None:
        yield from (each.key for each in tagged(actor, chosen.tag, after=after))
    elif chosen.connected:
        yield from (each.key for each in connected(actor, providers_needed(version), after=after))
    else:
        found = Deployment.objects.visible_to(actor).filter(workflow=version.workflow_id, customer__key__gt=after)
        yield from found.order_by("customer__key").values_list("customer__key", flat=True)[: AT_ONCE + 1]


def _kinds(node_type: str) -> Iterator[Operation | Trigger]:
    try:
        yield catalog().node(node_type)
    except NotFound:
        return
