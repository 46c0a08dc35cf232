"""The page about expressions says what the code does."""

from __future__ import annotations

from typing import Any

import pytest

from workflows.engine.expressions import compiled, resolve
from workflows.engine.expressions.reference import EXAMPLES, KNOWN, PAGE, page


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text() == page(), "Run python -m workflows.engine.expressions.reference"


@pytest.mark.parametrize(("written", "made"), [each for group in EXAMPLES.values() for each in group])
def test_its_examples_are_true(written: str, made: Any) -> None:
    value = resolve(compiled(written), KNOWN)
    assert value == made
    assert type(value) is type(made)
