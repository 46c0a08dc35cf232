"""One run as REST shows it to whoever asks: with its first steps, and the address of the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from integrations.actors import Actor
from integrations.errors import NotFound
from workflows.api.serializers import RunSerializer, StepSerializer
from workflows.engine.keys import keys_of
from workflows.models import Run
from workflows.runs.lookup import get_run
from workflows.runs.summary import sums_of, with_waits

STEPS_SHOWN = 1_000
"""Steps that come with their run."""
STEPS_IN_PAGE = 200
"""Steps of a page after those."""
BYTES_SHOWN = 8 * 1024 * 1024
"""Of JSON that the outputs of the steps in one answer have together; the rest is on the next page."""

Address = Callable[[str], str]
"""Makes a path the address that the caller can use."""


@dataclass(frozen=True)
class Steps:
    """Some steps of a run, and where the others are."""

    rows: list[dict[str, object]]
    next: str | None


def run_shown(actor: Actor, run_id: UUID, address: Address) -> dict[str, object]:
    """The run with its first steps and its contents, as the actor may see them. Raises NotFound."""
    run = get_run(actor, run_id)
    steps = _steps(actor, run, address, after=None, most=STEPS_SHOWN)
    context = {"actor": actor, "sums": sums_of([run]), "steps": steps}
    return cast(dict[str, object], RunSerializer(run, context=context).data)


def steps_shown(actor: Actor, run_id: UUID, address: Address, *, after: UUID | None, most: int) -> Steps:
    """Up to so many steps of the run, in the order in which they came to be, from the one after ``after`` on.

    Raises NotFound, also for a step that the run does not have.
    """
    return _steps(actor, get_run(actor, run_id), address, after=after, most=most)


def _steps(actor: Actor, run: Run, address: Address, *, after: UUID | None, most: int) -> Steps:
    ids, has_more = _fitting(run, after, most)
    found = with_waits(run.steps.filter(pk__in=ids).select_related("result").order_by("created_at", "id"))
    rows = cast(list[dict[str, object]], StepSerializer(found, many=True, context=_context(actor, run)).data)
    path = reverse("workflows-api:run-steps", args=[run.pk])
    following = f"{path}?after={ids[-1]}&limit={min(most, STEPS_IN_PAGE)}" if has_more else None
    return Steps(rows, following and address(following))


def _fitting(run: Run, after: UUID | None, most: int) -> tuple[list[UUID], bool]:
    """Ids of the next steps, as many as go into one answer but at least one; and whether there are more."""
    later = run.steps.order_by("created_at", "id")
    if after is not None:
        last = run.steps.filter(pk=after).values_list("created_at", flat=True).first()
        if last is None:
            raise NotFound(f"The run has no step {str(after)!r}. Follow the `next` address of its steps.")
        later = later.filter(Q(created_at__gt=last) | Q(created_at=last, pk__gt=after))
    rows = list(later.values_list("pk", "result__size")[: most + 1])
    ids: list[UUID] = []
    size = 0
    for pk, bytes_of_output in rows[:most]:
        size += bytes_of_output or 0
        if ids and size > BYTES_SHOWN:
            break
        ids.append(pk)
    return ids, len(rows) > len(ids)


def _context(actor: Actor, run: Run) -> dict[str, Any]:
    nodes = run.revision.graph.get("nodes", ())
    own = (None, run.customer.key if run.customer else None)
    foreign = frozenset(each["id"] for each in nodes if each.get("customer_id") not in own)
    return {"actor": actor, "keys": keys_of(nodes), "foreign": foreign}
