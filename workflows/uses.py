"""Tells which workflows name an account in one of their nodes. Importing it registers the finder."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F

from integrations.uses import Use, finds_uses
from workflows.models import Revision

MOST = 100


@finds_uses
def workflows_with(connection_id: UUID) -> list[Use]:
    """Workflows whose current drawing names the connection, by name; at most a hundred."""
    wanted = str(connection_id)
    current = Revision.objects.filter(number=F("workflow__revision"), graph__icontains=wanted)
    rows = current.select_related("workflow").order_by("workflow__name", "pk")[:MOST]
    return [
        Use(kind="workflow", id=str(row.workflow.pk), name=row.workflow.name)
        for row in rows
        if row.workflow is not None and any(node.get("connection") == wanted for node in row.graph.get("nodes", []))
    ]
