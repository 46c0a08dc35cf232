"""Fixtures for the tests of services."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from integrations.catalog.testing import FakeContext, fake_context


@pytest.fixture
def ctx() -> Iterator[FakeContext]:
    """A context over ``ctx.vendor``, whose declared answers must all be used."""
    with fake_context() as context:
        yield context
