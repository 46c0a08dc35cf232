"""What an expression costs: a plain path, CEL in this process, and a function or a macro in an evaluator process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from cel_expr_python import cel

from machina.bench.figures import Figure
from workflows.engine.expressions import compiled, resolve
from workflows.engine.expressions.evaluator.pool import Pool

ROUNDS = 5
SECONDS_BEFORE = 5.0
"""As long as between two heartbeats of a worker, at which it gets one ready."""
KNOWN: dict[str, Any] = {
    "gmail": {"messages": [{"id": f"m{n}", "subject": f"Invoice {n}", "size": n * 1.5} for n in range(25)]},
    "trigger": {"body": {"name": "Ada", "count": 3, "tags": ["new", "paid"]}},
}


def measure() -> Iterator[Figure]:
    """Microseconds each, the best of five rounds, beside the same done without Machina."""
    path = "{{ gmail.messages[3].subject }}"
    yield Figure("expression: plain path", _cost(path), "µs", raw=_best(_raw_path, 20_000))
    condition = "trigger.body.count > 2 && trigger.body.name == 'Ada'"
    yield Figure("expression: CEL", _cost(f"{{{{ {condition} }}}}", 2_000), "µs", raw=_raw_cel(condition, "trigger"))
    yield Figure("expression: function", _cost("{{ trigger.body.name.upper() }}", 300), "µs")
    macro = "gmail.messages.filter(m, m.size > 10.0)"
    yield Figure("expression: macro", _cost(f"{{{{ {macro} }}}}", 300), "µs", raw=_raw_cel(macro, "gmail", 300))
    yield Figure("expression: read and check", _reading(), "µs")
    yield Figure("expression: the first function, evaluator made for it", _first(is_warm=False), "ms")
    yield Figure("expression: the first function, evaluator made before", _first(is_warm=True), "ms")


def _cost(text: str, count: int = 20_000) -> float:
    template = compiled(text)
    resolve(template, KNOWN)
    return _best(lambda: resolve(template, KNOWN), count)


def _raw_path() -> object:
    return KNOWN["gmail"]["messages"][3]["subject"]


def _raw_cel(source: str, root: str, count: int = 2_000) -> float:
    program = cel.NewEnv(variables={root: cel.Type.DYN}).compile(source)
    data = {root: KNOWN[root]}
    return _best(lambda: program.eval(data=data).plain_value(), count)


def _reading() -> float:
    """One expression that nobody has read before."""
    numbers = iter(range(100_000))
    return _best(lambda: compiled(f"{{{{ trigger.body.count + {next(numbers)} > 2 }}}}"), 200)


def _first(*, is_warm: bool) -> float:
    """Milliseconds that who asks first waits."""
    evaluators = Pool()
    if is_warm:
        evaluators.warm()
        time.sleep(SECONDS_BEFORE)
    began = time.perf_counter()
    evaluators.ask({"source": "_0.upper()", "values": {"_0": "ada"}})
    waited = time.perf_counter() - began
    evaluators.close()
    return waited * 1000


def _best(act: Callable[[], object], count: int) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(count):
            act()
        best = min(best, (time.perf_counter() - began) / count)
    return best * 1e6
