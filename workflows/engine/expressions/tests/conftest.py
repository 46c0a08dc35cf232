"""What a run knows in these tests, and how a text is given its value on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from integrations.errors import ExpressionError
from workflows.engine.expressions import compiled, resolve
from workflows.engine.expressions.evaluator.pool import pool

KNOWN: dict[str, Any] = {
    "gmail": {"messages": [{"subject": "Invoice 7", "size": 2.5}, {"subject": "Hello", "size": 3}], "huge": 2**70},
    "trigger": {"body": {"name": "Ada", "tags": ["x", "y"], "nothing": None, "a b": {"c": 1}}, "count": 2},
    "vars": {"price": 1.5, "name": "Ada"},
    "now": "2026-12-01T09:30:00Z",
}


@pytest.fixture(scope="session", autouse=True)
def _no_evaluator_is_left() -> Iterator[None]:
    yield
    pool().close()


@pytest.fixture
def value() -> Callable[[Any], Any]:
    """The value of a JSON value with templates in it."""
    return lambda written: resolve(compiled(written), KNOWN, node="note", wait_url=lambda key: f"https://wait/{key}")


@pytest.fixture
def mistakes() -> Callable[[Any], list[tuple[str, str]]]:
    """What is wrong with it: field and message of each mistake."""

    def found(written: Any) -> list[tuple[str, str]]:
        with pytest.raises(ExpressionError) as caught:
            resolve(compiled(written), KNOWN, node="note")
        assert all(each.node == "note" for each in caught.value.errors)
        return [(each.field, each.message) for each in caught.value.errors]

    return found
