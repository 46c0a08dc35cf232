"""Loops: their items are kept in chunks, begun a few at a time, and put together at the end in their order."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from pydantic import JsonValue

from integrations.errors import MachinaError, PayloadTooLarge
from integrations.payloads.contents import Payload, load, unsaved
from workflows.engine.control.branching import RESULT, ForEachParams
from workflows.engine.control.evaluation import read
from workflows.engine.control.expressions import as_templates
from workflows.engine.control.handles import FOR_EACH
from workflows.engine.decisions import Instance, ItemEnd
from workflows.engine.expressions import compiled, resolve
from workflows.engine.graph import MAIN
from workflows.engine.plan import Plan, PlanNode
from workflows.models import LoopItem, Step
from workflows.runs.control import resolved
from workflows.runs.done import Done, failed
from workflows.runs.identity import step_id
from workflows.runs.scope import CHUNK, Scope, chunk_id
from workflows.runs.standing import Looping
from workflows.runs.turn import Turn

MOST_ERRORS = 1_000
"""Errors that are listed in a loop's output."""
READ_AT_ONCE = 1_000
LARGEST_RESULT = 64 * 1024 * 1024
"""Bytes of JSON of all results together."""


Item = JsonValue


@dataclass(frozen=True)
class _Given:
    content: Payload | None = None
    is_new: bool = False
    error: MachinaError | None = None


class Loops:
    """The loops of one run, as whoever goes on with it needs them."""

    def __init__(self, scope: Scope, plan: Plan) -> None:
        self._scope = scope
        self._plan = plan
        self._given: dict[tuple[Instance, int], _Given] = {}

    def failed(self, turn: Turn, instance: Instance, done: Done) -> None:
        """An item fails with the error of a node in it."""
        node_id, path = instance
        loop = (self._scope.plan.loops_of(node_id)[-1], path[:-1])
        self._add(turn, loop, path[-1], error=done.error)

    def give(self, turn: Turn, item: ItemEnd) -> None:
        """What an item has given that is over."""
        key = (item.loop, item.index)
        if key not in self._given:
            self._given[key] = self._result(item.loop, item.index)
        given = self._given[key]
        if given.is_new and given.content is not None:
            turn.contents.append(given.content)
        told = given.error.as_dict() if given.error else None
        self._add(turn, item.loop, item.index, result=given.content, error=told)
        loop = turn.standing.loops[item.loop]
        if given.error is not None and not self._scope.plan.node(item.loop[0]).collects:
            loop.is_closed = True

    def resume(self, turn: Turn, loop: Instance, takes: Callable[[], bool]) -> None:
        """All items are over: a worker puts together what the loop has given."""
        step = Step.objects.get(pk=step_id(turn.run.pk, loop))
        if step.state == Step.State.WAITING:
            turn.resume(step, is_ours=takes())

    def _add(
        self,
        turn: Turn,
        loop: Instance,
        index: int,
        *,
        result: Payload | None = None,
        error: dict[str, object] | None = None,
    ) -> None:
        result_id = result.pk if result else None
        turn.items.append(LoopItem(step_id=step_id(turn.run.pk, loop), index=index, result_id=result_id, error=error))

    def _result(self, loop: Instance, index: int) -> _Given:
        scope, node = self._scope, self._scope.plan.node(loop[0])
        wanted = as_templates(node.type, node.parameters).get(RESULT)
        if wanted is None:
            return _Given(self._last_of(loop, index))
        template = compiled({RESULT: wanted})
        try:
            value = resolve(template, scope.item_context(loop, index, template.names), node=node.key)
        except MachinaError as error:
            return _Given(error=error)
        return _Given(unsaved(cast(dict[str, Item], value)[RESULT], customer_id=scope.run.customer_id), is_new=True)

    def _last_of(self, loop: Instance, index: int) -> Payload | None:
        """The output of the last node of the body that has run."""
        scope, path = self._scope, (*loop[1], index)
        plan, body = self._plan, {*self._plan.body_of(loop[0])}
        ends = [
            (each, path)
            for each in reversed(plan.order)
            if each in body and not any(edge.target in body for edge in plan.out(each))
        ]
        scope.read(ends)
        for instance in ends:
            if instance in scope.contents:
                return scope.contents[instance]
        return None


def keep_items(scope: Scope, turn: Turn, loop: Instance, items: list[Item], at_once: int) -> None:
    """Keep the items in chunks; whoever follows the edges begins the first of them."""
    for number in range(math.ceil(len(items) / CHUNK)):
        chunk = unsaved(items[number * CHUNK : (number + 1) * CHUNK], customer_id=scope.run.customer_id)
        chunk.id = chunk_id(scope.run.pk, loop, number)
        turn.contents.append(chunk)
    scope.items[loop] = items
    turn.standing.loops[loop] = Looping(count=len(items), at_once=at_once)


def params_of(scope: Scope, node: PlanNode, loop: Instance) -> ForEachParams:
    """The loop's parameters, but for the result of its items. Raises ExpressionError, InputError."""
    return read(ForEachParams, resolved(scope, node, loop, without=[RESULT]), FOR_EACH)


def without_body(scope: Scope, node: PlanNode, loop: Instance, items: list[Item]) -> Done:
    """A loop in which nothing is to be done for an item but to compute its result."""
    wanted = as_templates(node.type, node.parameters).get(RESULT)
    results: list[Item] = items
    if wanted is not None:
        template = compiled({RESULT: wanted})
        seen = scope.context(loop, template.names - {"item", "index"})
        made = [resolve(template, seen | {"item": item, "index": n}, node=node.key) for n, item in enumerate(items)]
        results = [cast(dict[str, Item], each)[RESULT] for each in made]
    return Done(Step.State.SUCCEEDED, frozenset({MAIN}), value=_output(results, len(items), []))


def put_together(scope: Scope, node: PlanNode, step: Step, looping: Looping) -> Done:
    """How the loop has ended: what its items have given, in their order; or the error of the first that has failed."""
    first = LoopItem.objects.filter(step=step, error__isnull=False).order_by("index").first()
    if first is not None and not node.collects:
        told = first.error or {}
        return failed(node, {**told, "detail": f"Item {first.index}: {told.get('detail', 'it failed.')}"})
    if looping.next < looping.count or looping.is_closed:
        return Done(Step.State.SKIPPED)
    results: list[JsonValue] = [None] * looping.count
    errors: list[JsonValue] = []
    size = 0
    for item, payload in _items(step):
        if item.error is not None:
            told = item.error
            errors.append({"index": item.index, "code": told.get("code"), "detail": told.get("detail")})
        elif payload is not None:
            size += payload.size
            if size > LARGEST_RESULT:
                raise PayloadTooLarge("The results have more than 64 MB together. Let `result` give less of each item.")
            results[item.index] = cast(Item, load(payload))
    return Done(Step.State.SUCCEEDED, frozenset({MAIN}), value=_output(results, looping.count, errors[:MOST_ERRORS]))


def _output(results: list[JsonValue], count: int, errors: list[JsonValue]) -> JsonValue:
    return {"results": results, "count": count, "errors": errors}


def _items(step: Step) -> Iterator[tuple[LoopItem, Payload | None]]:
    """In flat memory but for what comes of it."""
    after = -1
    while True:
        found = LoopItem.objects.filter(step=step, index__gt=after).select_related("result").order_by("index")
        batch = list(found[:READ_AT_ONCE])
        yield from ((item, item.result) for item in batch)
        if len(batch) < READ_AT_ONCE:
            return
        after = batch[-1].index
