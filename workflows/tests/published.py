"""Drawings of the desk's nodes, published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from integrations.actors import Actor
from workflows.models import Version, Workflow
from workflows.revisions import save_graph
from workflows.versions.publish import publish


def node(node_id: str = "read", node_type: str = "desk.read_note", **fields: Any) -> dict[str, Any]:
    """A node on the account of whom the workflow is deployed for."""
    return {
        "id": node_id,
        "type": node_type,
        "name": node_id.capitalize(),
        "position": {"x": 0, "y": 0},
        "parameters": {"text": "ab"},
        "account_mode": "customer",
        **fields,
    }


def drawing(*nodes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"nodes": [*(nodes or (node(),))], "edges": [], **more}


def edge(source: str, target: str, **fields: Any) -> dict[str, Any]:
    ends = {"source": source, "source_handle": "main", "target": target, "target_handle": "main"}
    return {"id": f"{source}-{target}", **ends, **fields}


def published(actor: Actor, workflow: Workflow, graph: dict[str, Any] | None = None, *, note: str = "") -> Version:
    """The drawing saved and published."""
    workflow.refresh_from_db()
    save_graph(actor, workflow.pk, graph=graph or drawing(), base=workflow.revision)
    return publish(actor, workflow.pk, note=note)


def with_template(folder: Path, **document: object) -> None:
    """A template in a service's folder, called ``one``."""
    (folder / "templates").mkdir()
    (folder / "templates" / "one.json").write_text(json.dumps(document))
