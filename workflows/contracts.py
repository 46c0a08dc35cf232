"""What published nodes rely on: the contracts of their operations, kept when published and compared with today's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from integrations.catalog.compatibility import incompatibilities
from integrations.catalog.contract import contract_hash, contract_of
from integrations.catalog.registry import Catalog, catalog
from integrations.catalog.schema import JSONSchema
from integrations.errors import Conflict, NotFound
from workflows.engine.problem import Problem
from workflows.models import NodeContract, Version

PUBLISH_ANEW = "Open the workflow, look at this node and publish it again."


def keep_contracts(graph: Mapping[str, Any]) -> dict[str, str]:
    """Store the contract of each node that is not switched off, once; returns their hashes by the node's id.

    Control nodes have none: documents that rely on an older form of them are carried over.
    """
    hashes: dict[str, str] = {}
    rows: dict[str, NodeContract] = {}
    for node in _relying(graph):
        contract = _contract_now(catalog(), node["type"])
        if contract is not None:
            digest = _hash_now(catalog(), node["type"])
            hashes[node["id"]] = digest
            rows[digest] = NodeContract(hash=digest, node_type=node["type"], contract=contract)
    NodeContract.objects.bulk_create(rows.values(), ignore_conflicts=True)
    return hashes


def changed_since(version: Version) -> list[Problem]:
    """Nodes of a version that cannot run as published, because their operation is gone or has changed too much."""
    return [*_changed_since(catalog(), version.pk)]


def require_compatible(version: Version) -> None:
    """Raises Conflict for a version of which a node cannot run as published. It costs nothing when asked again."""
    changed = _changed_since(catalog(), version.pk)
    if changed:
        nodes = {each["id"]: each["name"] or each["type"] for each in version.revision.document["nodes"]}
        detail = " ".join(f"{nodes[each.node]}: {each.message}" for each in changed[:3])
        raise Conflict(f"Version {version.number} cannot run as it was published. {detail}")


@lru_cache(maxsize=2_000)
def _changed_since(now: Catalog, version_id: UUID) -> tuple[Problem, ...]:
    """Versions and contracts never change, so it is worked out once for each catalog."""
    version = Version.objects.select_related("revision").get(pk=version_id)
    changed = [
        node
        for node in _relying(version.revision.document)
        if node["id"] in version.contracts and version.contracts[node["id"]] != _hash_now(now, node["type"])
    ]
    kept = NodeContract.objects.in_bulk({version.contracts[node["id"]] for node in changed}) if changed else {}
    return tuple(
        Problem(node["id"], "type", f"{words} {PUBLISH_ANEW}")
        for node in changed
        for words in _words(now, node, kept[version.contracts[node["id"]]].contract)
    )


def _words(now: Catalog, node: Mapping[str, Any], kept: JSONSchema) -> Iterator[str]:
    contract = _contract_now(now, node["type"])
    if contract is None:
        yield f"There is no {node['type']} any more."
        return
    reasons = incompatibilities(kept, contract, given=node["parameters"])
    if reasons:
        yield f"{node['type']} has changed since this was published: {'; '.join(reasons)}."


def _relying(graph: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (node for node in graph.get("nodes", ()) if not node["disabled"])


@lru_cache(maxsize=2_000)
def _contract_now(now: Catalog, node_type: str) -> JSONSchema | None:
    try:
        return contract_of(now.node(node_type))
    except NotFound:
        return None


@lru_cache(maxsize=2_000)
def _hash_now(now: Catalog, node_type: str) -> str:
    contract = _contract_now(now, node_type)
    return contract_hash(contract) if contract is not None else ""
