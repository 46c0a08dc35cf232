"""Fixtures for the tests of services."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from integrations.catalog.testing import FakeContext, fake_context


def pytest_configure(config: pytest.Config) -> None:
    """The mark that the quality ladder reads."""
    config.addinivalue_line("markers", "shows(rule, *subjects): this test shows that the service meets the rule")


@pytest.fixture
def ctx() -> Iterator[FakeContext]:
    """A context over ``ctx.vendor``, whose declared answers must all be used."""
    with fake_context() as context:
        yield context
