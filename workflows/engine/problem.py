"""One thing that keeps a drawing from being run."""

from __future__ import annotations

from dataclasses import dataclass

EDGES = "edges"
"""In place of a field: the edges at the node."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend before the drawing can be run."""

    node: str
    """Id of the node; empty for what is wrong with the drawing as a whole."""
    field: str
    """Path below its parameters, or ``type``, ``key``, ``edges``, ``settings.…`` or ``customer_id`` of the node."""
    message: str
