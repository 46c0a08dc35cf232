"""Runs a plan in a random order of completion, and says beside it what ought to run: two ways to one answer."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from workflows.engine.decisions import Ended, Following, Instance, Join, Path, begin, begin_items, follow
from workflows.engine.loops import Loop
from workflows.engine.plan import Plan
from workflows.engine.tests.drawing import HANDLES, Drawn

Fates = dict[str, Any]


def chance(seed: int, *what: object) -> int:
    """The same number for the same question, whoever asks, and whenever."""
    return hashlib.blake2b(repr((seed, what)).encode(), digest_size=2).digest()[0]


def items_of(seed: int, node_id: str, path: Path) -> int:
    return chance(seed, "items", node_id, path) % 4


def end_of(seed: int, plan: Plan, instance: Instance, failed_loop: bool = False) -> Ended:
    """How an instance ends: by its own fate, as a person's data would decide it."""
    node_id, path = instance
    made = plan.node(node_id)
    if made.disabled:
        return Ended(node_id, path, "succeeded", frozenset([made.passes_to] if made.passes_to else []))
    if failed_loop or (not made.is_loop and chance(seed, "fails", node_id, path) % 5 == 0):
        return Ended(node_id, path, "failed")
    outputs = HANDLES.get(made.type, ("main",))
    return Ended(node_id, path, "succeeded", frozenset([outputs[chance(seed, "fires", node_id, path) % len(outputs)]]))


@dataclass
class Ran:
    """What came of a run."""

    ran: set[Instance] = field(default_factory=set)
    skipped: set[Instance] = field(default_factory=set)
    arrived: dict[Instance, tuple[str, ...]] = field(default_factory=dict)
    stopped: bool = False


class Running:
    """Ends one open instance after the other, and checks at each what must always hold."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan, self.seed, self.random = plan, seed, Random(seed)
        self.result = Ran()
        self.open: list[Instance] = []
        self.ended: dict[Instance, Ended] = {}
        self.joins: dict[Instance, Join] = {}
        self.loops: dict[Instance, Loop] = {}

    def to_the_end(self) -> Ran:
        self.take(begin(self.plan))
        while self.open:
            self.end(self.open.pop(self.random.randrange(len(self.open))))
        assert all(loop.is_over for loop in self.loops.values())
        return self.result

    def end(self, instance: Instance) -> None:
        made = self.plan.node(instance[0])
        if made.is_loop:
            count = items_of(self.seed, *instance)
            self.loops[instance] = Loop(count, concurrency=self.random.randint(1, 3))
            self.next_items(instance)
        else:
            self.close(end_of(self.seed, self.plan, instance))

    def close(self, ended: Ended) -> None:
        instance = (ended.node_id, ended.path)
        assert instance not in self.ended
        self.ended[instance] = ended
        self.take(follow(self.plan, ended, self.joins, stopping=self.result.stopped))

    def next_items(self, loop: Instance) -> None:
        self.loops[loop] = replace(self.loops[loop], closing=self.loops[loop].closing or self.result.stopped)
        self.loops[loop], indexes = self.loops[loop].beginning()
        self.take(begin_items(self.plan, loop, indexes))
        if self.loops[loop].is_over and loop not in self.ended:
            self.close(end_of(self.seed, self.plan, loop, failed_loop=self.loops[loop].outcome == "failed"))

    def take(self, found: Following) -> None:
        self.joins |= found.joins
        for skipped in found.skipped:
            assert skipped not in self.result.ran | self.result.skipped
            self.result.skipped.add(skipped)
        for ready in found.ready:
            self.check_inputs(ready, found.arrived[ready])
            assert ready not in self.result.ran | self.result.skipped
            assert not self.result.stopped
            self.result.ran.add(ready)
            self.result.arrived[ready] = found.arrived[ready]
            self.open.append(ready)
        self.result.stopped |= found.stops
        for item in found.items:
            assert not [each for each in self.open if self.is_inside(each, item.loop, item.index)]
            self.loops[item.loop] = self.loops[item.loop].after(item)
            self.next_items(item.loop)

    def check_inputs(self, ready: Instance, arrived: tuple[str, ...]) -> None:
        """Everything it waits for has been resolved, and what is said to be alive has fired."""
        incoming = self.plan.incoming(ready[0])
        alive = []
        for each in incoming:
            source = self.plan.node(each.source)
            if source.is_loop and each.source_handle == "each":
                alive.append(each.id)
                continue
            assert (source.id, ready[1]) in self.ended.keys() | self.result.skipped
            end = self.ended.get((source.id, ready[1]))
            if end is not None and each.source_handle in fires(self.plan, end):
                alive.append(each.id)
        assert tuple(alive) == arrived
        assert bool(arrived) == bool(incoming)

    def is_inside(self, instance: Instance, loop: Instance, index: int) -> bool:
        around = self.plan.loops_of(instance[0])
        path = (*loop[1], index)
        return loop[0] in around and instance[1][: len(path)] == path


def fires(plan: Plan, ended: Ended) -> frozenset[str]:
    """Written anew, so that the reference does not lean on what it checks."""
    if ended.outcome == "succeeded":
        return ended.handles
    return {"branch": frozenset(["error"]), "continue": frozenset(["main"])}.get(
        plan.node(ended.node_id).settings.on_error, frozenset()
    )


def reference(drawn: Drawn, plan: Plan, seed: int) -> Ran:
    """What runs, node by node in an order that is known to be right, item by item. For graphs whose errors go on."""
    result = Ran()
    incoming: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for each in drawn.graph.edges:
        incoming[each.target].append((each.source, each.source_handle, each.id))

    def scope(loop: str, path: Path) -> None:
        fired: dict[str, frozenset[str]] = {loop: frozenset(["each"])} if loop else {}
        for node_id in drawn.bodies[loop]:
            alive = tuple(edge for source, handle, edge in incoming[node_id] if handle in fired.get(source, ()))
            if incoming[node_id] and not alive:
                result.skipped.add((node_id, path))
                continue
            result.ran.add((node_id, path))
            result.arrived[node_id, path] = alive
            if plan.node(node_id).is_loop:
                for index in range(items_of(seed, node_id, path)):
                    scope(node_id, (*path, index))
            fired[node_id] = fires(plan, end_of(seed, plan, (node_id, path)))

    scope("", ())
    return result
