"""The sandbox by real HTTP, and short pauses between attempts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from integrations.egress import policy
from integrations.egress.tests.vendor import Vendor


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "_FIRST_WAIT", 0.01)


@pytest.fixture
def web(sandbox: str, redis_server: object) -> str:
    """The sandbox is there; its origin."""
    return sandbox


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    """A server on this machine that follows a script."""
    vendor = Vendor()
    yield vendor
    vendor.close()
