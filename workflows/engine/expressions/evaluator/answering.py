"""What an evaluator process answers, and what it loads while it still can."""

from __future__ import annotations

from typing import Any

from workflows.engine.expressions.cel import evaluated
from workflows.engine.expressions.faults import EvaluationFault, SyntaxFault, Unbound
from workflows.engine.expressions.formula import formula_of
from workflows.engine.expressions.functions import FUNCTIONS
from workflows.engine.expressions.functions.dates import zone_named
from workflows.engine.expressions.zones import known_zones


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """``{value}``, ``{unbound: name}`` or ``{fault: words}`` for ``{source, values}``."""
    try:
        return {"value": evaluated(formula_of(request["source"]), request["values"], with_functions=True)}
    except Unbound as unbound:
        return {"unbound": unbound.name}
    except (EvaluationFault, SyntaxFault) as fault:
        return {"fault": str(fault)}
    except (MemoryError, RecursionError):
        return {"fault": "The expression needs too much memory."}


def warm_up() -> None:
    """Read every zone, run every function once: what is loaded at its first use cannot be loaded later."""
    for name in known_zones():
        zone_named(name)
    for each in FUNCTIONS.values():
        answer({"source": each.example, "values": {"_0": None}})
    answer({"source": "[1].map(x, x + 1.5)", "values": {}})
