"""A server of tools that the operator allows, and short pauses between attempts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from integrations.egress import policy
from integrations.egress.tests.vendor import Vendor
from integrations.services.mcp.tests.server import ToolServer


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "_FIRST_WAIT", 0.01)


@pytest.fixture(params=[{}, {"as_json": True}, {"as_json": True, "is_stateless": True}], ids=["events", "json", "bare"])
def server(request: pytest.FixtureRequest, settings: Settings, redis_server: object, db: None) -> Iterator[ToolServer]:
    given: dict[str, Any] = request.param
    server = ToolServer(**given)
    settings.MACHINA_ALLOW_PRIVATE = frozenset({server.origin})
    yield server
    server.close()


@pytest.fixture
def vendor(settings: Settings, redis_server: object, db: None) -> Iterator[Vendor]:
    """A server on this machine that follows a script."""
    vendor = Vendor()
    settings.MACHINA_ALLOW_PRIVATE = frozenset({vendor.url})
    yield vendor
    vendor.close()
