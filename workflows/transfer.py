"""Taking a workflow from one installation to another, without anything that belongs to an account or a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from integrations import audit
from integrations.actors import Actor
from workflows.models import Workflow
from workflows.revisions import create_workflow, current_revision

OF_AN_INSTALLATION = ("connection", "customer_id", "pinned")
"""What a node has of the installation it was drawn in: accounts, chosen anew in the next one, and data of runs."""
NEVER_TAKEN_ALONG = ("credentials", "secret", "webhook_id")
"""What other documents may hold in a node: logins, addresses with a secret."""
SECRET_NAMES = frozenset(
    {
        *("password", "passphrase", "secret", "clientsecret", "apikey", "xapikey", "privatekey"),
        *("token", "accesstoken", "refreshtoken", "idtoken", "bearertoken", "authtoken"),
        *("authorization", "proxyauthorization", "cookie", "setcookie", "credential", "credentials"),
    }
)
"""Names of values that are logins, as small letters alone. Page and sync tokens are none."""
SECRET_VALUE = re.compile(r"(?:bearer|basic)\s+\S{8,}|mk_[\w-]{12,}|ya29\.\S+|1//[\w-]{10,}|whsec_\S+", re.IGNORECASE)


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
        return {name: _without_logins(each) for name, each in value.items() if not _is_login(name, each)}
    if isinstance(value, list):
        return [_without_logins(each) for each in value if not _is_login("", each)]
    return value


def _is_login(name: str, value: object) -> bool:
    is_named_so = re.sub(r"[^a-z]", "", name.lower()) in SECRET_NAMES
    return is_named_so or (isinstance(value, str) and SECRET_VALUE.fullmatch(value.strip()) is not None)
