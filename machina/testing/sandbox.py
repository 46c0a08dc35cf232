"""The sandbox over real HTTP, served by pytest-django's live server."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.test import RequestFactory
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer


@pytest.fixture
def sandbox(live_server: LiveServer, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """The origin of a running Machina whose sandbox providers are reached there; test clients ask for that host."""
    origin: str = live_server.url
    settings.SANDBOX_ORIGIN = settings.PUBLIC_URL = origin
    settings.CSRF_TRUSTED_ORIGINS = [origin]
    address = urlsplit(origin)
    base_environ: Callable[..., dict[str, object]] = vars(RequestFactory)["_base_environ"]

    def on_live_server(self: RequestFactory, **request: object) -> dict[str, object]:
        server: dict[str, object] = {"SERVER_NAME": address.hostname, "SERVER_PORT": str(address.port)}
        # Django fills in port 80 with each request.
        return base_environ(self, **(request | server))

    monkeypatch.setattr(RequestFactory, "_base_environ", on_live_server)
    return origin
