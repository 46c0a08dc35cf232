"""What follows from a node that has ended: who is ready, who is skipped, which items of loops are over. Pure.

An *instance* is a node and its path, the indexes of the loops around it, outermost first. Each runs at most once: when
all its incoming edges are resolved, and at least one of them alive. With none alive it is skipped, and so are all its
outputs. The node of a loop is an instance of the path around it; it stays open until its items are over.

Between two calls the caller keeps the joins, and nothing else: how many edges an instance still waits for, and how
many instances of an item are open. Nothing here depends on the order in which instances end, apart from a merge that
waits for any.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from workflows.engine.control.handles import EACH, STOP
from workflows.engine.graph import ERROR, MAIN
from workflows.engine.plan import Plan, PlanEdge, PlanNode

Path = tuple[int, ...]
Instance = tuple[str, Path]
Outcome = Literal["succeeded", "failed", "skipped", "cancelled", "outcome_unknown"]
CLOSED = -1
"""In place of an item's index: the loop begins nothing new, because an item has failed."""


@dataclass(frozen=True, slots=True)
class Ended:
    """An instance that has ended."""

    node_id: str
    path: Path
    outcome: Outcome
    handles: frozenset[str] = frozenset()
    """The outputs that fire where it succeeded; what an error fires is known from the node's settings."""


@dataclass(frozen=True, slots=True)
class Join:
    """What is kept of an instance with several incoming edges, and of an item with several open instances."""

    waiting_for: int
    """Edges of the instance that are not resolved, or instances of the item that are open."""
    arrived: tuple[str, ...] = ()
    """Ids of the edges that are alive, in the order of their arrival."""
    failed: bool = False
    """Of an item: nothing new begins in it."""


@dataclass(frozen=True, slots=True)
class ItemEnd:
    """An item of a loop is over: all of its instances have ended or been skipped."""

    loop: Instance
    """The instance of the for_each."""
    index: int
    failed: bool
    closing: bool
    """Something around it has failed: the loop begins no further item."""


@dataclass(slots=True)
class Following:
    """What the caller stores and starts."""

    ready: list[Instance] = field(default_factory=list)
    arrived: dict[Instance, tuple[str, ...]] = field(default_factory=dict)
    """Of each that is ready: ids of the edges that came to it alive."""
    skipped: list[Instance] = field(default_factory=list)
    joins: dict[Instance, Join] = field(default_factory=dict)
    """Those that have changed."""
    items: list[ItemEnd] = field(default_factory=list)
    stops: bool = False
    """Nothing new starts in the run; what runs ends."""


def begin(plan: Plan) -> Following:
    """Where a run of the plan starts."""
    starts: list[Instance] = [(node_id, ()) for node_id in plan.starts]
    return Following(ready=starts, arrived=dict.fromkeys(starts, ()))


def begin_items(plan: Plan, loop: Instance, indexes: Iterable[int]) -> Following:
    """The first instances of some items of a loop; an item whose body is empty is over at once."""
    step = _Step(plan, {})
    for index in indexes:
        path = (*loop[1], index)
        step.arrive([(edge, True) for edge in plan.out(loop[0], EACH)], path)
        step.count_item(loop[0], path, ended=0, open_before=0)
    return step.found


def follow(plan: Plan, ended: Ended, joins: Mapping[Instance, Join], *, stopping: bool = False) -> Following:
    """What follows from an ended instance. ``joins`` are read by ``get`` alone, so they may be loaded when asked for.

    Needed are those of the instance's own path, and of the items and loops around it. In a run that is ``stopping``
    nothing follows, but the items that are open are still counted, so that their loops end.
    """
    step = _Step(plan, joins)
    node, loops = plan.node(ended.node_id), plan.loops_of(ended.node_id)
    handles = fired(node, ended)
    step.found.stops = stopping or ended.outcome == "cancelled" or (node.type == STOP and not node.disabled)
    if handles is None:
        step.fail(loops, ended.path)
    if handles is not None and not step.found.stops and not step.is_closed(loops, ended.path):
        step.arrive([(edge, edge.source_handle in handles) for edge in _spreading(plan, node)], ended.path)
    if loops:
        step.count_item(loops[-1], ended.path, ended=1, open_before=1)
    return step.found


def fired(node: PlanNode, ended: Ended) -> frozenset[str] | None:
    """The outputs that fire; None where the end is one that nothing follows.

    An error fires ``error`` or ``main`` where the node's settings say so, also one whose outcome is unknown.
    """
    match ended.outcome:
        case "succeeded":
            return ended.handles
        case "skipped":
            return frozenset()
        case "failed" | "outcome_unknown" if node.settings.on_error == "branch" and node.type != STOP:
            return frozenset({ERROR})
        case "failed" | "outcome_unknown" if node.settings.on_error == "continue" and node.type != STOP:
            return frozenset({MAIN})
    return None


def _spreading(plan: Plan, node: PlanNode) -> Iterable[PlanEdge]:
    """The edges that an end of the node resolves: the body of a loop is begun item by item, or not at all."""
    return (edge for edge in plan.out(node.id) if not (node.is_loop and edge.source_handle == EACH))


class _Step:
    """One call: the joins as they were, and what has changed since."""

    def __init__(self, plan: Plan, joins: Mapping[Instance, Join]) -> None:
        self.plan = plan
        self.found = Following()
        self._joins = joins
        self._opened: Counter[Path] = Counter()

    def arrive(self, edges: Iterable[tuple[PlanEdge, bool]], path: Path) -> None:
        """Resolve edges, alive or dead, and all that is dead behind them."""
        pending = deque(edges)
        while pending:
            edge, is_alive = pending.popleft()
            instance = (edge.target, path)
            match self._resolved(instance, edge, is_alive=is_alive):
                case "ready":
                    self._opened[path] += 1
                case "skipped":
                    self.found.skipped.append(instance)
                    pending.extend((each, False) for each in _spreading(self.plan, self.plan.node(edge.target)))

    def _resolved(self, instance: Instance, edge: PlanEdge, *, is_alive: bool) -> Literal["ready", "skipped", "waits"]:
        incoming = self.plan.incoming(edge.target)
        if len(incoming) == 1:
            return self._ready(instance, (edge.id,)) if is_alive else "skipped"
        join = self._join(instance) or Join(len(incoming))
        is_any = self.plan.node(edge.target).waits_for_any
        is_late = is_any and bool(join.arrived)
        arrived = (*join.arrived, edge.id) if is_alive and not is_late else join.arrived
        join = self.found.joins[instance] = replace(join, waiting_for=join.waiting_for - 1, arrived=arrived)
        if is_late or (join.waiting_for and not (is_any and arrived)):
            return "waits"
        if not arrived:
            return "skipped"
        return self._ready(instance, tuple(each.id for each in incoming if each.id in {*arrived}))

    def _ready(self, instance: Instance, arrived: tuple[str, ...]) -> Literal["ready"]:
        self.found.ready.append(instance)
        self.found.arrived[instance] = arrived
        return "ready"

    def fail(self, loops: tuple[str, ...], path: Path) -> None:
        """Close what a failure closes: its item; the loop too, unless it collects; and so on outwards, up to the run.

        A loop that has a way on for its own errors keeps them from what is around it.
        """
        for depth in range(len(loops) - 1, -1, -1):
            loop = self.plan.node(loops[depth])
            item = (loop.id, path[: depth + 1])
            self.found.joins[item] = replace(self._join(item) or Join(1), failed=True)
            if loop.collects:
                return
            self.found.joins[loop.id, (*path[:depth], CLOSED)] = Join(0, failed=True)
            if loop.settings.on_error != "stop":
                return
        self.found.stops = True

    def is_closed(self, loops: tuple[str, ...], path: Path) -> bool:
        """Whether the item, a loop, or an item around it has failed."""
        return any(
            self._has_failed((loop, path[: depth + 1])) or self._has_failed((loop, (*path[:depth], CLOSED)))
            for depth, loop in enumerate(loops)
        )

    def count_item(self, loop_id: str, path: Path, *, ended: int, open_before: int) -> None:
        """An item is over when none of its instances is open. One open instance is what goes without saying."""
        key = (loop_id, path)
        kept = self._join(key)
        join = kept or Join(open_before)
        join = replace(join, waiting_for=join.waiting_for - ended + self._opened.pop(path, 0))
        if join.waiting_for == 0:
            loops = (*self.plan.loops_of(loop_id), loop_id)
            self.found.items.append(ItemEnd((loop_id, path[:-1]), path[-1], join.failed, self._is_closing(loops, path)))
        if kept is not None or join.waiting_for > 1:
            self.found.joins[key] = join

    def _is_closing(self, loops: tuple[str, ...], path: Path) -> bool:
        return (
            self.found.stops
            or self.is_closed(loops[:-1], path[:-1])
            or self._has_failed((loops[-1], (*path[:-1], CLOSED)))
        )

    def _has_failed(self, key: Instance) -> bool:
        join = self._join(key)
        return join is not None and join.failed

    def _join(self, key: Instance) -> Join | None:
        return self.found.joins.get(key) or self._joins.get(key)
