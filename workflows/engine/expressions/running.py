"""The evaluation that a thread is in, for the functions that it calls."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from workflows.engine.expressions.conversion import KeyOrder
from workflows.engine.expressions.faults import EvaluationFault


@dataclass(slots=True)
class Evaluation:
    """One evaluation: the order of keys that it restores, and the faults of the functions in it."""

    order: KeyOrder
    faults: list[EvaluationFault] = field(default_factory=list)


class _Current(threading.local):
    evaluation: Evaluation | None = None


_current = _Current()


@contextmanager
def running(order: KeyOrder) -> Iterator[Evaluation]:
    """The thread is in this evaluation."""
    _current.evaluation = Evaluation(order)
    try:
        yield _current.evaluation
    finally:
        _current.evaluation = None


def current() -> Evaluation:
    """The evaluation that this thread is in; one of its own for a call outside any."""
    return _current.evaluation or Evaluation(KeyOrder(()))
