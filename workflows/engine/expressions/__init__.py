"""Expressions: what stands between ``{{`` and ``}}`` in the parameters of a node. REFERENCE.md lists what they can do.

``compiled`` reads a JSON value once, ``resolve`` and ``condition`` give it its value on what a run knows. Pure Python.
The web process may read and check expressions; it evaluates none.
"""

from workflows.engine.expressions.check import check_graph
from workflows.engine.expressions.evaluator.pool import warm_up
from workflows.engine.expressions.faults import Fault
from workflows.engine.expressions.resolving import condition, resolve
from workflows.engine.expressions.templates import Template, compiled

__all__ = ["Fault", "Template", "check_graph", "compiled", "condition", "resolve", "warm_up"]
