"""Running an operation as its caller would: from JSON to JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from integrations.catalog.testing import FakeContext
from integrations.errors import InputError
from integrations.execution.params import checked, parsed
from integrations.services.data.service import service

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(ctx: FakeContext) -> Run:
    """Runs an operation on JSON and gives its result as JSON."""

    def run_it(name: str, **params: Any) -> dict[str, Any]:
        operation = service.operations[name]
        data = parsed(operation.input_model, checked(params, at_most=1 << 28), place=operation.key)
        return operation.function(ctx, data).model_dump(mode="json", by_alias=True)

    return run_it


@pytest.fixture
def refused(run: Run) -> Callable[..., dict[str, str]]:
    """What is wrong with an input, by field."""

    def refused_with(name: str, **params: Any) -> dict[str, str]:
        with pytest.raises(InputError) as caught:
            run(name, **params)
        return {each.field: each.message for each in caught.value.errors}

    return refused_with
