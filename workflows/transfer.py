"""Taking a workflow from one installation to another, without anything that belongs to an account or a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from integrations import audit
from integrations.actors import Actor
from workflows.engine.logins import is_login
from workflows.models import Workflow
from workflows.revisions import create_workflow, current_revision

OF_AN_INSTALLATION = ("connection", "customer_id", "pinned")
"""What a node has of the installation it was drawn in: accounts, chosen anew in the next one, and data of runs."""
NEVER_TAKEN_ALONG = ("credentials", "secret", "webhook_id")
"""What other documents may hold in a node: logins, addresses with a secret."""


def exported(workflow: Workflow) -> dict[str, object]:
    """The document that ``import_workflow`` takes: ``{name, tags, graph}``."""
    return {"name": workflow.name, "tags": workflow.tags, "graph": stripped(current_revision(workflow).document)}


@transaction.atomic
def import_workflow(actor: Actor, *, name: str, tags: list[str], graph: Mapping[str, Any]) -> Workflow:
    """A new workflow from such a document: checked, stripped, and not started.

    Raises InputError with every problem of its shape, PayloadTooLarge, PermissionDenied.
    """
    made = create_workflow(actor, name=name, graph=stripped(graph), tags=tags)
    audit.record(actor, "workflow.import", made, after={"name": made.name})
    return made


def stripped(graph: Mapping[str, Any]) -> dict[str, Any]:
    """The drawing without connections, customers, pinned data and whatever looks like a login.

    Anything of another shape than a drawing's stays as it is, for ``parse_graph`` to name.
    """
    nodes = graph.get("nodes")
    return {**graph, "nodes": [_node(each) for each in nodes]} if isinstance(nodes, list) else dict(graph)


def _node(node: object) -> object:
    if not isinstance(node, Mapping):
        return node
    kept = {name: value for name, value in node.items() if name not in NEVER_TAKEN_ALONG}
    kept |= {name: None for name in OF_AN_INSTALLATION if name in node}
    if "parameters" in kept:
        kept["parameters"] = _without_logins(kept["parameters"])
    return kept


def _without_logins(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _without_logins(each) for name, each in value.items() if not is_login(name, each)}
    if isinstance(value, list):
        return [_without_logins(each) for each in value if not is_login("", each)]
    return value
