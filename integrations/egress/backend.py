"""The network under httpcore: dials only checked addresses, and gives up when the call's deadline says so."""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Callable, Iterable

import httpcore

from integrations.egress.exchange import current_exchange
from integrations.egress.guard import AddressRefused
from integrations.egress.public_addresses import is_public
from integrations.egress.resolver import NameNotFound

Resolve = Callable[[str, int, float], list[str]]
Dial = Callable[[str, int, float], socket.socket]

CONNECT_SECONDS = 10.0
# How soon a cancelled call notices it while it waits for the vendor.
_GLANCE_SECONDS = 0.2


class GuardedBackend(httpcore.NetworkBackend):
    """Resolves a name once, checks every address it has, and connects to one of exactly those."""

    def __init__(self, resolve: Resolve, dial: Dial) -> None:
        self._resolve = resolve
        self._dial = dial

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> GuardedStream:
        exchange = current_exchange()
        exchange.deadline.check()
        try:
            addresses = self._resolve(host, port, min(CONNECT_SECONDS, exchange.deadline.remaining()))
        except NameNotFound as error:
            raise httpcore.ConnectError(str(error)) from error
        if not exchange.may_be_private and not all(is_public(address) for address in addresses):
            raise AddressRefused(f"{host!r} does not lead to a public address.")
        return self._first_that_answers(addresses, port)

    def _first_that_answers(self, addresses: list[str], port: int) -> GuardedStream:
        deadline = current_exchange().deadline
        last_error: OSError | None = None
        for address in addresses:
            deadline.check()
            try:
                sock = self._dial(address, port, min(CONNECT_SECONDS, deadline.remaining()))
            except OSError as error:
                last_error = error
                continue
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return GuardedStream(sock)
        raise httpcore.ConnectError("no connection could be made") from last_error


class GuardedStream(httpcore.NetworkStream):
    """A socket that notes what has left on the current exchange and never waits past its deadline."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        exchange = current_exchange()
        exchange.begin()
        unsent = memoryview(buffer)
        exchange.was_cut_short = True
        while unsent:
            self._glance()
            try:
                unsent = unsent[self._sock.send(unsent) :]
            except TimeoutError:
                continue
            except OSError as error:
                raise httpcore.WriteError(str(error)) from error
        exchange.was_cut_short = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        current_exchange().awaits_answer = True
        while True:
            self._glance()
            try:
                return self._sock.recv(max_bytes)
            except TimeoutError:
                continue
            except OSError as error:
                raise httpcore.ReadError(str(error)) from error

    def close(self) -> None:
        self._sock.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> GuardedStream:
        try:
            return self._handshake(ssl_context, server_hostname)
        except BaseException:
            self.close()
            raise

    def _handshake(self, ssl_context: ssl.SSLContext, server_hostname: str | None) -> GuardedStream:
        deadline = current_exchange().deadline
        deadline.check()
        self._sock.settimeout(min(CONNECT_SECONDS, deadline.remaining()))
        try:
            return GuardedStream(ssl_context.wrap_socket(self._sock, server_hostname=server_hostname))
        except ssl.SSLCertVerificationError as error:
            raise httpcore.ConnectError(f"its certificate is not valid ({error.verify_message})") from error
        except OSError as error:
            raise httpcore.ConnectError("no secure connection could be made") from error

    def get_extra_info(self, info: str) -> bool | None:
        """Only whether the vendor has closed an idle connection is asked of it here."""
        if info != "is_readable":
            return None
        poll = select.poll()
        poll.register(self._sock, select.POLLIN)
        return bool(poll.poll(0))

    def _glance(self) -> None:
        deadline = current_exchange().deadline
        deadline.check()
        self._sock.settimeout(max(0.001, min(_GLANCE_SECONDS, deadline.remaining())))


def dial(address: str, port: int, seconds: float) -> socket.socket:
    """Connect to an IP address that has been checked."""
    return socket.create_connection((address, port), timeout=seconds)
