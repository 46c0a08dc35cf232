"""Declared answers of a vendor over real HTTP: egress makes of them what it would make of the vendor's own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.conf import settings
from django.test import override_settings

from integrations.catalog.declare import Effect, Service
from integrations.catalog.testing.context import FakeContext
from integrations.catalog.testing.vendor import Vendor
from integrations.egress.client import shared_egress
from integrations.egress.deadline import Deadline
from integrations.egress.guard import Reach, parse_target
from integrations.egress.http import ServiceHttp
from integrations.egress.permit import Permit
from integrations.egress.web import GuardedWeb
from integrations.providers.registry import all_providers

SECONDS = 20.0


@dataclass(frozen=True)
class Bearer:
    """A credential that cannot be renewed."""

    access: str

    def token(self) -> str:
        return self.access

    def rejected(self, token: str) -> bool:
        return False


@dataclass(kw_only=True)
class ServedContext(FakeContext):
    """A `Ctx` whose ``http`` is the product's own, pointed at this process instead of at the vendor."""

    service: Service
    origin: str
    effect: Effect = "read"

    @property
    def http(self) -> ServiceHttp:  # type: ignore[override]  # the real one instead of the fake one
        return ServiceHttp(shared_egress(), self._permit, self.origin, self.files)

    @property
    def web(self) -> GuardedWeb:
        """Whatever the address, it is this process that is asked."""
        permit = replace(self._permit, vendor="", reach=Reach(below=(self.origin,)))
        return GuardedWeb(shared_egress(), permit, self.files, place=lambda url: self.origin + parse_target(url).path)

    @property
    def _permit(self) -> Permit:
        declared = all_providers().get(self.service.provider)  # a service may be written before its provider
        return Permit(
            reach=Reach.of_service(self.service.hosts, self.origin),
            effect=self.effect,
            deadline=Deadline(SECONDS),
            credential=Bearer("access-of-a-test"),
            vendor=self.service.name,
            refusals=self.service.refusals.over(declared.refusals) if declared else self.service.refusals,
        )


@contextmanager
def served_context(service: Service, *, effect: Effect = "read") -> Iterator[ServedContext]:
    """A context for one test of a service with plain HTTP; at the end every declared answer must have been used.

    A read that is answered with 429 or 503 is asked again, unless the answer says ``Retry-After`` above 20 seconds.
    """
    vendor = Vendor(is_remote=True)
    faults: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(vendor, faults))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)  # noqa: TID251  # queries nothing
    thread.start()
    origin = f"http://127.0.0.1:{server.server_port}"
    endpoints = {**settings.MACHINA_ENDPOINTS, service.provider: {"api_root": origin}}
    try:
        with override_settings(MACHINA_ENDPOINTS=endpoints):
            yield ServedContext(vendor=vendor, service=service, origin=origin, effect=effect)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert not faults, faults[0]
    vendor.assert_all_used()


def _handler(vendor: Vendor, faults: list[str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            try:
                answer = vendor.answer(self.command, self.path, headers=dict(self.headers), body=body)
            except AssertionError as undeclared:
                faults.append(str(undeclared))
                self._send(501, {}, b"")
                return
            self._send(answer.status, {"content-type": "application/json", **answer.headers}, answer.body)

        def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's own name
            """Tests are quiet."""

    return Handler
