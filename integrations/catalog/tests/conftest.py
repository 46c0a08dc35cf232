"""A service of the tests' own."""

from __future__ import annotations

from pathlib import Path

import pytest

from integrations.catalog.declare import Service
from integrations.catalog.tests.post import post_service


@pytest.fixture
def post(tmp_path: Path) -> Service:
    return post_service(tmp_path)
