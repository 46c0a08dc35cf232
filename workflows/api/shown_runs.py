"""One run as REST shows it to whoever asks."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects

from integrations.actors import Actor
from workflows.api.serializers import RunSerializer
from workflows.engine.keys import keys_of
from workflows.models import Step
from workflows.runs.lookup import get_run


def run_shown(actor: Actor, run_id: UUID) -> dict[str, object]:
    """The run with its steps and contents, as the actor may see them. Raises NotFound."""
    run = get_run(actor, run_id)
    prefetch_related_objects([run], Prefetch("steps", Step.objects.select_related("result")))
    nodes = run.revision.graph.get("nodes", ())
    own = (None, run.customer.key if run.customer else None)
    foreign = frozenset(each["id"] for each in nodes if each.get("customer_id") not in own)
    context = {"actor": actor, "keys": keys_of(nodes), "foreign": foreign}
    return cast(dict[str, object], RunSerializer(run, context=context).data)
