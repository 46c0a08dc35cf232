"""One running Machina for all tests of faults that can share one; each of them leaves it in order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from machina.tests.faults.factory import Factory, running_factory


@pytest.fixture(scope="session")
def shared_factory() -> Iterator[Factory]:
    with running_factory() as factory:
        yield factory


@pytest.fixture
def factory(shared_factory: Factory) -> Factory:
    """With nothing sent yet."""
    shared_factory.vendor.received.clear()
    return shared_factory
