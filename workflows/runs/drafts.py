"""Stores what is run without having been saved: the same drawing of the same workflow once, however often it runs."""

from __future__ import annotations

from collections import OrderedDict
from uuid import UUID, uuid5

from django.db import transaction

from integrations.actors import Actor
from workflows.engine.graph import Graph, graph_hash
from workflows.models import Revision
from workflows.revisions import get_workflow

SPACE = UUID("5ab2b2d5-6a2c-4a7e-9d29-3b1f6a0f4d11")
MOST_KNOWN = 2_000

_known: OrderedDict[UUID, None] = OrderedDict()
"""Ids this process has stored or found lately. One may have been pruned since, which a foreign key then says."""


def draft_of(actor: Actor, workflow_id: UUID | None, graph: Graph) -> UUID:
    """The id of the draft's revision, stored in the caller's transaction unless it is known to be. Raises NotFound."""
    digest = graph_hash(graph)
    draft_id = uuid5(SPACE, f"{workflow_id or ''}:{digest}")
    if draft_id in _known and actor.sees_all:
        return draft_id
    if workflow_id is not None:
        get_workflow(actor, workflow_id)
    draft = Revision(
        id=draft_id,
        workflow_id=workflow_id,
        graph=graph.as_dict(),
        graph_hash=digest,
        created_by=str(actor)[:250],
    )
    Revision.objects.bulk_create([draft], ignore_conflicts=True)
    transaction.on_commit(lambda: _remember(draft_id))
    return draft_id


def forget_all() -> None:
    """Take every draft for unknown from now on."""
    _known.clear()


def _remember(draft_id: UUID) -> None:
    _known[draft_id] = None
    if len(_known) > MOST_KNOWN:
        _known.popitem(last=False)
