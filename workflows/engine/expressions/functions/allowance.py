"""How much the functions of one evaluation may make: what grows is counted before it is made."""

from __future__ import annotations

import threading

from workflows.engine.expressions.faults import EvaluationFault

MOST = 4 * 1024 * 1024


class _Left(threading.local):
    amount = MOST


_left = _Left()


def allow(amount: int) -> None:
    """What the evaluation that begins on this thread may make, in characters and bytes."""
    _left.amount = amount


def spend(amount: int) -> None:
    """Take from it before making so much. Raises EvaluationFault when less is left."""
    _left.amount -= amount
    if _left.amount < 0:
        raise EvaluationFault("The expression makes more than 4 MB. Do it in a data node, or on a part.")
