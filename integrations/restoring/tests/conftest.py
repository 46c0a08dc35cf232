"""A data folder of the test's own, and a gate that is open again afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from integrations import gate


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, settings: Settings, redis_server: object) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    yield
    gate.unlock()
    gate.doubt(None)
