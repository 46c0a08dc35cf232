"""An answer whose headers are there and whose body is still on the wire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain

import httpcore

from integrations.egress.deadline import Cancelled, DeadlineExceeded
from integrations.egress.decoding import UnreadableEncoding, decoded
from integrations.egress.exchange import Exchange, working_on
from integrations.egress.placing import Placed
from integrations.egress.policy import AttemptFailed
from integrations.egress.request import MEGABYTE
from integrations.egress.response import EgressResponse, headers_from_wire
from integrations.errors import InputError, PayloadTooLarge, RemoteUnavailable

_ON_THE_WIRE = (
    Cancelled,
    DeadlineExceeded,
    PayloadTooLarge,
    UnreadableEncoding,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
)


class OpenAnswer:
    """Read it once, by ``chunks`` or by ``read``, and close it.

    ``token`` is the secret the request was sent with and ``placed`` how it carried it: vendors echo it in refusals,
    from where it is removed.
    """

    def __init__(
        self,
        raw: httpcore.Response,
        exchange: Exchange,
        *,
        host: str,
        max_bytes: int,
        token: str | None,
        placed: Placed,
    ) -> None:
        self.status = raw.status
        self.headers = headers_from_wire(raw.headers)
        self.host = host
        self._raw = raw
        self._exchange = exchange
        self._max_bytes = max_bytes
        self.token = token
        self.placed = placed
        self._begun: list[bytes] = []
        self._plain = decoded(self._from_wire(), self.headers.get("content-encoding", ""))

    def chunks(self) -> Iterator[bytes]:
        """The decompressed body. Raises AttemptFailed."""
        size = 0
        with reported(self._exchange, self.host):
            for chunk in chain(self._begun, self._plain):
                size += len(chunk)
                self._check_size(size)
                yield chunk

    def if_short(self, at_most: int) -> EgressResponse | None:
        """The whole answer if it has no more bytes; else None, and ``chunks`` begins at its beginning all the same.

        Raises AttemptFailed.
        """
        with reported(self._exchange, self.host):
            while sum(map(len, self._begun)) <= at_most:
                chunk = next(self._plain, None)
                if chunk is None:
                    return self.read()
                self._begun.append(chunk)
        return None

    def read(self) -> EgressResponse:
        """The whole answer. Raises AttemptFailed."""
        return self._with(b"".join(self.chunks()))

    def beginning(self) -> EgressResponse:
        """As much of it as has been read: enough of one that is too long to say what is wrong."""
        return self._with(b"".join(self._begun))

    def _with(self, content: bytes) -> EgressResponse:
        may_be_refusal = self.status >= 300 or "json" in self.headers.get("content-type", "")
        if may_be_refusal:
            content = self.placed.taken_out(content)
        reason = self._raw.extensions.get("reason_phrase", b"").decode("latin-1")
        return EgressResponse(self.status, self.shown_headers, content, self.host, reason)

    @property
    def shown_headers(self) -> Mapping[str, str]:
        """Without the secret the request was sent with."""
        return self.placed.taken_out_of(self.headers)

    def close(self) -> None:
        self._raw.close()

    def _from_wire(self) -> Iterator[bytes]:
        size = 0
        wire = self._raw.iter_stream()
        while True:
            with working_on(self._exchange):
                chunk = next(wire, None)
            if chunk is None:
                return
            size += len(chunk)
            self._check_size(size)
            yield chunk

    def _check_size(self, size: int) -> None:
        if size > self._max_bytes:
            raise PayloadTooLarge(
                f"The answer of {self.host} is larger than {self._max_bytes / MEGABYTE:g} MB. "
                "Ask for fewer or smaller items."
            )


@contextmanager
def reported(exchange: Exchange, host: str) -> Iterator[None]:
    """Turn what goes wrong on the wire into AttemptFailed with what is known about the request."""
    try:
        yield
    except _ON_THE_WIRE as cause:
        error, is_passing = _meaning(cause, host)
        # The text of this one quotes header values, so it is kept out of tracebacks.
        shown = None if isinstance(cause, httpcore.LocalProtocolError) else cause
        raise AttemptFailed(error, may_have_arrived=exchange.may_have_arrived, is_passing=is_passing) from shown


def _meaning(cause: Exception, host: str) -> tuple[Exception, bool]:
    """The error for the caller, and whether another attempt may go better."""
    match cause:
        case Cancelled() | DeadlineExceeded() | PayloadTooLarge():
            return cause, False
        case httpcore.LocalProtocolError():
            return InputError(f"The request to {host} could not be written as HTTP."), False
        case httpcore.PoolTimeout():
            return RemoteUnavailable(f"All connections to {host} are busy. Try again later."), True
        case httpcore.ConnectError():
            return RemoteUnavailable(f"{host} could not be reached: {cause}. Try again later."), True
        case UnreadableEncoding():
            return RemoteUnavailable(f"The answer of {host} cannot be read: {cause}."), True
        case _:
            return RemoteUnavailable(f"The connection to {host} broke before the answer was complete."), True
