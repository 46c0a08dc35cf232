"""How a workflow's run stands: what it has to know of its steps without reading them, kept in its own row.

Whoever changes a step holds the run's row, so that this always agrees with the rows of the steps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from workflows.engine.decisions import CLOSED, Instance, Join
from workflows.engine.plan import Plan
from workflows.models import Step

Halt = Literal["", "failed", "stopped", "cancelled"]


@dataclass
class Looping:
    """A loop whose items are on their way."""

    count: int
    at_once: int
    next: int = 0
    """Index of the first item that has not begun."""
    open: int = 0
    """How many items have begun and not ended."""
    is_closed: bool = False
    """Whether no more items begin, because something has failed."""

    @property
    def is_over(self) -> bool:
        return not self.open and (self.is_closed or self.next >= self.count)

    def begin_more(self) -> range:
        """The items that begin now, which then count as open."""
        room = 0 if self.is_closed else min(self.at_once - self.open, self.count - self.next)
        begun = range(self.next, self.next + max(0, room))
        self.next, self.open = begun.stop, self.open + len(begun)
        return begun


@dataclass
class Standing:
    """``counts`` holds how many steps are in which state; a failure that was handled counts as a success."""

    counts: Counter[str] = field(default_factory=Counter)
    joins: dict[Instance, Join] = field(default_factory=dict)
    loops: dict[Instance, Looping] = field(default_factory=dict)
    halt: Halt = ""
    """Why nothing new begins, though what has begun goes on."""
    is_answered: bool = False
    """Whether whoever called the workflow from outside has been told something."""
    reason: str = ""
    """What is to be said of the run at its end."""
    spent: dict[str, Decimal] = field(default_factory=dict)
    """What its steps have come to, by currency: of each the greater of what it costs and what is charged for it."""
    output: str | None = None
    """Id of the content that a node has made the run's output."""
    last: str | None = None
    """Id of the last output of any node outside loops."""

    @property
    def states(self) -> list[str]:
        return [state for state, count in self.counts.items() if count > 0]

    @property
    def is_open(self) -> bool:
        return any(self.counts[state] > 0 for state in Step.OPEN)

    @property
    def steps(self) -> int:
        """How many there have been so far."""
        return self.counts.total()

    def move(self, before: str, after: str, times: int = 1) -> None:
        """A step, or so many of them, has come from one state to another."""
        self.counts[before] -= times
        self.counts[after] += times

    def spend(self, usage: Mapping[str, Any] | None) -> None:
        """A call of the run was metered so."""
        if usage is None or not (amount := max(Decimal(usage.get(each) or 0) for each in ("cost", "price"))):
            return
        currency = str(usage["currency"])
        self.spent[currency] = self.spent.get(currency, Decimal(0)) + amount

    def keep(self, joins: Mapping[Instance, Join]) -> None:
        """Remember what has changed of the joins; one that nothing is left to arrive at is not needed any more."""
        for instance, join in joins.items():
            if join.waiting_for > 0 or join.failed:
                self.joins[instance] = join
            else:
                self.joins.pop(instance, None)

    def has_failed(self, plan: Plan, instance: Instance) -> bool:
        """Whether nothing new begins in the item that the instance stands in, or in one around it."""
        node_id, path = instance
        return any(
            self._failed(loop, path[: depth + 1]) or self._failed(loop, (*path[:depth], CLOSED))
            for depth, loop in enumerate(plan.loops_of(node_id))
        )

    def _failed(self, loop: str, path: tuple[int, ...]) -> bool:
        join = self.joins.get((loop, path))
        return join is not None and join.failed

    def forget_item(self, plan: Plan, loop: Instance, index: int) -> None:
        """Nothing of an item that is over is asked for again. Another loop's items have the same paths."""
        path = (*loop[1], index)
        for node_id, at in [each for each in self.joins if each[1][: len(path)] == path]:
            if node_id == loop[0] or loop[0] in plan.loops_of(node_id):
                del self.joins[node_id, at]

    def as_json(self) -> dict[str, object]:
        """Only what differs from a run that has nothing to remember."""
        told: dict[str, object] = {
            "counts": {state: count for state, count in self.counts.items() if count},
            "joins": {_name(each): [join.waiting_for, *join.arrived] for each, join in self.joins.items()},
            "failed": [_name(each) for each, join in self.joins.items() if join.failed],
            "loops": {
                _name(each): [loop.count, loop.at_once, loop.next, loop.open, loop.is_closed]
                for each, loop in self.loops.items()
            },
            "halt": self.halt,
            "is_answered": self.is_answered,
            "reason": self.reason,
            "spent": {currency: str(amount) for currency, amount in self.spent.items()},
            "output": self.output,
            "last": self.last,
        }
        return {name: value for name, value in told.items() if value}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Standing:
        failed = frozenset(told.get("failed", ()))
        return cls(
            counts=Counter(told.get("counts", {})),
            joins={
                _instance(name): Join(left, tuple(arrived), failed=name in failed)
                for name, (left, *arrived) in told.get("joins", {}).items()
            },
            loops={_instance(name): Looping(*loop) for name, loop in told.get("loops", {}).items()},
            halt=told.get("halt", ""),
            is_answered=told.get("is_answered", False),
            reason=told.get("reason", ""),
            spent={currency: Decimal(amount) for currency, amount in told.get("spent", {}).items()},
            output=told.get("output"),
            last=told.get("last"),
        )


def _name(instance: Instance) -> str:
    node_id, path = instance
    return f"{node_id}/{'.'.join(map(str, path))}"


def _instance(name: str) -> Instance:
    node_id, _, path = name.rpartition("/")
    return node_id, tuple(int(index) for index in path.split(".")) if path else ()
