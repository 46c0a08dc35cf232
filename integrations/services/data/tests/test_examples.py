"""Every example is run, and gives its sample."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.services.data.service import service
from integrations.services.data.tests.conftest import Run


@pytest.mark.parametrize("name", list(service.operations))
def test_the_sample_is_what_the_example_gives(run: Run, name: str) -> None:
    operation = service.operations[name]
    example: dict[str, Any] = dict(operation.example)

    assert without_size(run(name, **example)) == without_size(dict(operation.sample))


def without_size(result: dict[str, Any]) -> dict[str, Any]:
    """A workbook says when it was written, so that a byte more or less is no difference."""
    return {**result, "file": {**result["file"], "size": 0}} if result.get("file") else result
