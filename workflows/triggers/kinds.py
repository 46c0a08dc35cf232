"""The kinds of trigger nodes, told by their type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from integrations.catalog.registry import catalog

Kind = Literal["webhook", "schedule", "chat", "event"]
WEBHOOK, SCHEDULE, CHAT = "trigger.webhook", "trigger.schedule", "trigger.chat"


def kind_of(node_type: str) -> Kind | None:
    """What has to be registered for a node of this type; None for one that waits for nothing from outside."""
    if node_type == WEBHOOK:
        return "webhook"
    if node_type == SCHEDULE:
        return "schedule"
    if node_type == CHAT:
        return "chat"
    return "event" if node_type in catalog().triggers else None


def trigger_nodes(graph: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The nodes of a stored drawing that have to be registered, in their order; disabled ones are passed over."""
    for node in graph.get("nodes", ()):
        if not node.get("disabled") and kind_of(node["type"]) is not None:
            yield node
