"""Evaluator processes: what they can reach, when they are ended, and that whoever waits for one stays free."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from integrations.errors import ExpressionError
from workflows.engine.expressions import compiled, resolve
from workflows.engine.expressions.cel import evaluated
from workflows.engine.expressions.evaluator import pool as pools
from workflows.engine.expressions.evaluator.pool import Ended, Evaluator, Pool, Silent, evaluated_elsewhere
from workflows.engine.expressions.faults import EvaluationFault
from workflows.engine.expressions.formula import formula_of

ROOT = Path(__file__).resolve().parents[4]
ENDLESS = {"source": "a.map(x, b.sort().first())", "values": {"_0": [*range(9_000)], "_1": [*range(3_000)]}}


@pytest.fixture(scope="module")
def evaluator() -> Iterator[Evaluator]:
    made = Evaluator()
    made.ask({"source": "1 + 1", "values": {}})
    yield made
    made.end()


@pytest.fixture
def one() -> Iterator[Pool]:
    made = Pool(1)
    yield made
    made.close()


def test_it_answers(evaluator: Evaluator) -> None:
    answer = evaluator.ask({"source": "a.map(x, x * 1.5)", "values": {"_0": [1, 2]}})
    assert answer == {"value": [1.5, 3.0], "retire": False}
    assert evaluator.ask({"source": "a + b", "values": {"_0": 1}})["unbound"] == "_1"
    assert evaluator.ask({"source": "a +", "values": {}})["fault"] == "Something is missing at its end."


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_has_no_environment_and_can_open_nothing(evaluator: Evaluator) -> None:
    process = Path("/proc", str(evaluator.pid))
    limits = process.joinpath("limits").read_text()
    assert process.joinpath("environ").read_bytes() == b""
    assert _limit(limits, "Max open files") == ("0", "0")
    assert _limit(limits, "Max file size") == ("0", "0")
    assert _limit(limits, "Max core file size") == ("0", "0")
    assert _limit(limits, "Max address space")[1] != "unlimited"
    opened = {each.name: str(each.readlink()).partition(":")[0] for each in process.joinpath("fd").iterdir()}
    assert opened == {"0": "pipe", "1": "pipe", "2": "/dev/null", "3": f"{process}/statm"}


def test_it_loads_neither_django_nor_settings_nor_a_client() -> None:
    words = (
        "import sys; sys.path.insert(0, sys.argv[1]); import workflows.engine.expressions.evaluator.answering; "
        "print(*sorted({each.partition('.')[0] for each in sys.modules}))"
    )
    shown = subprocess.run(
        [sys.executable, "-I", "-c", words, ROOT], capture_output=True, text=True, env={}, check=True
    )
    loaded = set(shown.stdout.split())
    assert not loaded & {"django", "machina", "celery", "redis", "httpx", "ssl", "asyncio", "pydantic", "sqlite3"}
    assert "workflows" in loaded


def test_one_that_takes_too_long_is_ended_and_replaced(one: Pool) -> None:
    one.ask({"source": "1", "values": {}})
    before = one.idle[0]
    spent = time.process_time()
    with pytest.raises(EvaluationFault, match="took longer than 250 ms"):
        one.ask(ENDLESS)
    assert time.process_time() - spent < 0.05, "who waits must leave the processor, and so the lock, to others"
    assert before.has_ended
    assert one.idle[0] is not before
    assert one.ask({"source": "1 + 1", "values": {}})["value"] == 2


def test_one_that_its_limits_have_ended_is_replaced(one: Pool) -> None:
    one.ask({"source": "1", "values": {}})
    os.kill(one.idle[0].pid, signal.SIGKILL)
    with pytest.raises(EvaluationFault, match="too much memory or time"):
        one.ask({"source": "1", "values": {}})
    assert one.ask({"source": "2", "values": {}})["value"] == 2


def test_a_large_answer_is_refused(one: Pool) -> None:
    text = "x" * 1_000_000
    assert "larger than 2 MB" in one.ask({"source": "[a, a, a]", "values": {"_0": text}})["fault"]


def test_nobody_waits_for_ever(one: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "QUEUE_LIMIT", 0.01)
    with one.place(), pytest.raises(EvaluationFault, match="Too many expressions wait"):
        one.ask({"source": "1", "values": {}})


def test_one_that_is_worn_is_replaced(one: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Evaluator, "ask", lambda self, request: {"value": 1, "retire": True})
    first = Evaluator()
    one.idle.append(first)
    assert one.ask({})["value"] == 1
    assert first.has_ended


@pytest.mark.parametrize(
    "source",
    [
        "l.all(x, x >= 0)",
        "l.map(x, x + 1)",
        "l.filter(x, l.size() > 1)",
        "l.exists(x, sum(l) > 1)",
    ],
)
def test_a_macro_over_a_million_items_ends_in_an_error(source: str) -> None:
    template = compiled(f"{{{{ {source} }}}}")
    spent = time.process_time()
    with pytest.raises(ExpressionError, match=r"'l' is too large to calculate with: 2 MB is the limit"):
        resolve(template, {"l": [0] * 1_000_000})
    assert time.process_time() - spent < 0.05


def test_a_macro_goes_through_as_many_items_as_it_says(value: Any) -> None:
    known: dict[str, Any] = {"l": [1] * 9_999, "m": [1] * 10_000}
    assert resolve(compiled("{{ l.all(x, x == 1) }}"), known) is True
    with pytest.raises(ExpressionError, match="at most 9,999 items"):
        resolve(compiled("{{ m.all(x, x == 1) }}"), known)


def test_what_is_small_and_simple_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "workflows.engine.expressions.resolving.evaluated_elsewhere", lambda formula, values: "elsewhere"
    )
    known: dict[str, Any] = {"a": "x" * 65_000, "b": "x" * 66_000, "c": "x" * 33_000, "n": 2, "f": 1.5}
    made = [
        resolve(compiled(f"{{{{ {each} }}}}"), known)
        for each in ("a + 'y' == ''", "n * 2", "n > f", "b.c == 1 || true")
    ]
    assert made == [False, 4, True, True]
    sources = ("b == ''", "[n].map(x, x)", "n * f", "text(n) + 'a'", "c.matches('a')", "[c, c]")
    elsewhere = [resolve(compiled(f"{{{{ {each} }}}}"), known) for each in sources]
    assert elsewhere == ["elsewhere"] * 6


def test_one_is_as_good_as_another(value: Any) -> None:
    """In this process or in another, the same expression has the same value, key order included."""
    formula = formula_of("[a, {'z': 1, 'b': a.x}]")
    values = {"_0": {"y": 1, "x": [1.0, None, "é"]}, "_1": [1.0, None, "é"]}
    assert repr(evaluated(formula, values)) == repr(evaluated_elsewhere(formula, values))


def test_silence_and_an_end_are_told_apart() -> None:
    assert not issubclass(Silent, Ended)
    assert not issubclass(Ended, Silent)


def _limit(limits: str, name: str) -> tuple[str, str]:
    line = next(each for each in limits.splitlines() if each.startswith(name))
    soft, hard = line.removeprefix(name).split()[:2]
    return soft, hard
