"""Egress against a scripted vendor over real HTTP."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpcore
import pytest
from pytest_django import Settings

from integrations.egress import policy
from integrations.egress.client import Egress
from integrations.egress.deadline import Deadline
from integrations.egress.guard import Reach
from integrations.egress.permit import Permit
from integrations.egress.tests.vendor import Vendor

MakePermit = Callable[..., Permit]


@pytest.fixture
def vendor(settings: Settings) -> Iterator[Vendor]:
    """A vendor whose origin may be private, as MACHINA_ENDPOINTS allows."""
    vendor = Vendor()
    settings.MACHINA_ENDPOINTS = {"google": {"api_root": vendor.url}}
    yield vendor
    vendor.close()


@pytest.fixture(scope="session")
def tls() -> ssl.SSLContext:
    """Made once: it takes longer than most tests."""
    return httpcore.default_ssl_context()


@pytest.fixture
def egress(tls: ssl.SSLContext) -> Iterator[Egress]:
    egress = Egress(tls=tls)
    yield egress
    egress.close()


@pytest.fixture
def make_permit(vendor: Vendor) -> MakePermit:
    def make(**given: Any) -> Permit:
        return permit_for(vendor, **given)

    return make


def permit_for(origin: Vendor, /, **given: Any) -> Permit:
    """To look things up at this vendor, unless said otherwise."""
    reach = Reach.of_service(("vendor.example",), origin.url)
    defaults: dict[str, Any] = {"reach": reach, "effect": "read", "deadline": Deadline(10)}
    return Permit(**defaults | given)


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "_FIRST_WAIT", 0.001)


@dataclass
class StaticCredential:
    """A token that can be replaced once by another; its repr shows both, so that nobody's may be shown."""

    current: str
    renewed: str | None = None
    rejections: list[str] = field(default_factory=list)

    def token(self) -> str:
        return self.current

    def rejected(self, token: str) -> bool:
        self.rejections.append(token)
        if self.renewed is None:
            return False
        self.current, self.renewed = self.renewed, None
        return True


def in_use(egress: Egress) -> int:
    """How many connections are not free for the next request."""
    return sum("ACTIVE" in connection.info() for connection in egress._private.connections)
