"""What a run says as a whole of how its steps went. None of it reads the steps one by one: there may be thousands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from workflows.models import Run, RunEvent, Step


@dataclass
class Sums:
    """What the steps of one run come to: each usage with how many steps had it, and whether one of the owner's has
    something to say that is not the run's customer's to read."""

    usages: list[tuple[Mapping[str, object], int]] = field(default_factory=list)
    is_owners: bool = False


def sums_of(runs: Iterable[Run]) -> Mapping[UUID, Sums]:
    """The same of several runs at once, by their ids, from one query; of a run without steps nothing."""
    names = ("currency", "cost", "price")
    owners = Q(account_mode="owner") & (Q(error__isnull=False) | Q(state=Step.State.WAITING))
    rows = Step.objects.filter(run__in=[run.pk for run in runs]).order_by()
    grouped = rows.values_list("run", *(f"usage__{name}" for name in names))
    found: defaultdict[UUID, Sums] = defaultdict(Sums)
    for run_id, currency, cost, price, count, told in grouped.annotate(Count("pk"), told=Count("pk", filter=owners)):
        sums = found[run_id]
        sums.is_owners = sums.is_owners or bool(told)
        if currency is not None:
            sums.usages.append(({"currency": currency, "cost": cost, "price": price}, count))
    return found


def reason_of(run: Run) -> str | None:
    """Why it ended as it did, or what it waits for; None where there is nothing to say.

    Reads the step of a single node, and of a waiting run its last event, unless ``with_error`` and
    ``with_last_message`` have brought these along.
    """
    if run.kind == Run.Kind.WORKFLOW and run.state not in Run.OPEN:
        return run.reason or None
    if run.state == Run.State.FAILED:
        error = _error_of_single_node(run)
        return str(error["detail"]) if error else None
    if run.state == Run.State.WAITING:
        return _last_message(run) or None
    return None


def last_step(run: Run) -> Step | None:
    """The step whose output is the run's: the last one of a run that succeeded."""
    if run.state != Run.State.SUCCEEDED:
        return None
    return run.steps.select_related("result").order_by("created_at", "id").last()


def with_waits(steps: QuerySet[Step]) -> QuerySet[Step]:
    """Each with ``waits_for``: what it waits for, in words; empty of one that does not wait."""
    told = RunEvent.objects.filter(run=OuterRef("run"), step=OuterRef("pk")).order_by("-number")
    words = When(state=Step.State.WAITING, then=Coalesce(Subquery(told.values("message")[:1]), Value("")))
    return steps.annotate(waits_for=Case(words, default=Value("")))


def _error_of_single_node(run: Run) -> Mapping[str, object] | None:
    known = vars(run)
    if "step_error" in known:
        error: Mapping[str, object] | None = known["step_error"]
        return error
    return run.steps.order_by().values_list("error", flat=True).first()


def _last_message(run: Run) -> str | None:
    if "last_message" in vars(run):
        told: str | None = vars(run)["last_message"]
        return told
    return RunEvent.objects.filter(run=run).order_by("-number").values_list("message", flat=True).first()
