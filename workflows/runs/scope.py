"""What the expressions of a run see, read from the rows of its steps: only the names that they refer to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import cast
from uuid import UUID, uuid5

from django.db.models import QuerySet
from pydantic import JsonValue

from integrations.errors import MachinaError
from integrations.payloads.contents import Payload, load
from integrations.payloads.retention import no_longer_kept
from integrations.prepared.queries import prepared
from workflows.engine.decisions import Instance
from workflows.engine.plan import Plan
from workflows.models import Run, Step
from workflows.problems import stored_plan
from workflows.runs.addresses import wait_address
from workflows.runs.identity import instance_of, step_id
from workflows.runs.variables import defaults_of

CHUNK = 1_000
"""Items of a loop that are kept as one content."""
CHUNKS_KNOWN = 4
ASKED_ONE_BY_ONE = 3
READ_AT_ONCE = 500


class ContentGone(MachinaError):
    """What a step gave is not kept any more."""


class Scope:
    """One run as expressions see it; what was read or computed once is remembered."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.plan: Plan = stored_plan(run.revision)
        """Of the whole drawing: what is not run has its names all the same."""
        self.values: dict[Instance, JsonValue] = {}
        """What instances have given. An instance that never ran stands with null, once it was asked for."""
        self.contents: dict[Instance, Payload] = {}
        """As what it is kept, where it is."""
        self.items: dict[Instance, list[JsonValue]] = {}
        """Of loops that begin just now, before they are kept."""
        self._chunks: dict[UUID, list[JsonValue]] = {}
        self._input: JsonValue = None
        self._has_input = False

    def context(self, instance: Instance, names: Collection[str]) -> dict[str, JsonValue]:
        """What an instance's expressions see under these names; a name that there is not is left out."""
        node_id, path = instance
        return self._seen(names, self.plan.upstream(node_id), self.plan.loops_of(node_id), path)

    def item_context(self, loop: Instance, index: int, names: Collection[str]) -> dict[str, JsonValue]:
        """What is seen at the end of a loop's body."""
        node_id, path = loop
        nodes = {*self.plan.upstream(node_id), *self.plan.body_of(node_id)}
        return self._seen(names, nodes, (*self.plan.loops_of(node_id), node_id), (*path, index))

    def read(self, instances: Iterable[Instance]) -> None:
        """Read what these have given, unless it is known; null for those that have given nothing."""
        missing = {each for each in instances if each not in self.values}
        for each in [each for each in missing if each in self.contents]:
            self.values[each] = cast(JsonValue, load(self.contents[each]))
            missing.remove(each)
        if not missing:
            return
        self._read_from(self.run.pk, missing)
        if (left := {each for each in missing if each not in self.values}) and self.run.earlier_id and self.run.only:
            self._read_from(self.run.earlier_id, left)
        for each in missing:
            self.values.setdefault(each, None)

    def wait_url(self, instance: Instance) -> Callable[[str], str]:
        """Makes the addresses of the waits that follow, by the keys of their nodes."""
        return lambda key: wait_address(self.plan, self.run.pk, key, instance[1])

    def input(self) -> JsonValue:
        """What the run was started with."""
        if not self._has_input:
            self._input = _value(self.run.input, self.run.input_id)
            self._has_input = True
        return self._input

    def item(self, loop: Instance, index: int) -> JsonValue:
        """One item of a loop that has begun."""
        if loop in self.items:
            return self.items[loop][index]
        return self._chunk(chunk_id(self.run.pk, loop, index // CHUNK))[index % CHUNK]

    def _read_from(self, run_id: UUID, instances: Collection[Instance]) -> None:
        ids = [step_id(run_id, each) for each in instances]
        alone = len(ids) <= ASKED_ONE_BY_ONE
        steps = [step for pk in ids for step in _one(pk=pk)] if alone else _all(ids)
        for step in steps:
            instance = instance_of(step)
            if step.is_handled:
                self.values[instance] = {"error": step.error}
            elif step.state == Step.State.SUCCEEDED:
                self.values[instance] = _value(step.result, step.result_id)
                if step.result is not None:
                    self.contents[instance] = step.result

    def _seen(
        self, names: Collection[str], nodes: Collection[str], loops: Sequence[str], path: tuple[int, ...]
    ) -> dict[str, JsonValue]:
        keys = {self.plan.nodes[each].key: each for each in nodes}
        places = {name: self._place(keys[name], path) for name in names if name in keys}
        self.read(places.values())
        roots = {name: self._root(name, loops, path) for name in names if name not in keys}
        return {name: self.values[place] for name, place in places.items()} | {
            name: known[0] for name, known in roots.items() if known is not None
        }

    def _place(self, node_id: str, path: tuple[int, ...]) -> Instance:
        """The instance of a node upstream: it stands in some of the loops around, and so has the path's beginning."""
        return node_id, path[: len(self.plan.loops_of(node_id))]

    def _root(self, name: str, loops: Sequence[str], path: tuple[int, ...]) -> tuple[JsonValue] | None:
        run = self.run
        match name:
            case "trigger":
                return (self.input(),)
            case "vars":
                return (defaults_of(run.revision.graph) | run.variables,)
            case "customer":
                return (run.customer_facts,)
            case "now":
                return (run.created_at.isoformat(),)
            case "run":
                return (_facts(run),)
            case "item" | "index" if path:
                return (path[-1],) if name == "index" else (self.item((loops[-1], path[:-1]), path[-1]),)
        return None

    def _chunk(self, payload_id: UUID) -> list[JsonValue]:
        if payload_id not in self._chunks:
            if len(self._chunks) >= CHUNKS_KNOWN:
                self._chunks.pop(next(iter(self._chunks)))
            kept = _value(Payload.objects.filter(pk=payload_id).first(), payload_id)
            self._chunks[payload_id] = kept if isinstance(kept, list) else []
        return self._chunks[payload_id]


@prepared
def _one(*, pk: UUID) -> QuerySet[Step]:
    return Step.objects.select_related("result").filter(pk=pk).order_by()


def _all(ids: list[UUID]) -> Iterator[Step]:
    for start in range(0, len(ids), READ_AT_ONCE):
        yield from Step.objects.select_related("result").filter(pk__in=ids[start : start + READ_AT_ONCE]).order_by()


def chunk_id(run_id: UUID, loop: Instance, number: int) -> UUID:
    """Under which id some items of a loop are kept."""
    node_id, path = loop
    return uuid5(run_id, f"{node_id}/{'.'.join(map(str, path))}/items/{number}")


def _facts(run: Run) -> dict[str, JsonValue]:
    return {
        "id": str(run.pk),
        "workflow": str(run.workflow_id) if run.workflow_id else None,
        "deployment": str(run.deployment_id) if run.deployment_id else None,
        "source": run.source,
        "created_at": run.created_at.isoformat(),
    }


def _value(payload: Payload | None, payload_id: UUID | None) -> JsonValue:
    if payload_id is None:
        return None
    if payload is None:
        raise ContentGone(f"What an earlier step gave is needed here. {no_longer_kept()}")
    value: JsonValue = load(payload)  # type: ignore[assignment]  # JSON is what is kept
    return value
