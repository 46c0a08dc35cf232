"""The egress client: one pool of connections for the whole process, one way to send a request.

httpcore, the connection layer of httpx, is used by itself: httpx's client would keep cookies of all customers in one
jar, follow redirects by rules of its own and unfold compressed answers without a limit.
"""

from __future__ import annotations

import atexit
import os
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

import httpcore

from integrations.egress.answer import OpenAnswer, reported
from integrations.egress.backend import Dial, GuardedBackend, Resolve, dial
from integrations.egress.exchange import Exchange, working_on
from integrations.egress.exchanged import Exchanged, problem_of, route_of
from integrations.egress.headers import check_header, on_the_wire
from integrations.egress.hop import Hop
from integrations.egress.placing import Placed
from integrations.egress.policy import MAX_ATTEMPTS, AttemptFailed, refusal_of, with_retries
from integrations.egress.request import MAX_ANSWER, SAFE_METHODS, EgressRequest, exactly
from integrations.egress.resolver import resolve
from integrations.egress.response import EgressResponse, StreamedAnswer
from integrations.errors import MachinaError, ReconnectRequired, RemoteRejected

MAX_CONNECTIONS = 200
# Shorter than vendors keep an idle connection, so that no request is written into one that is just being closed.
IDLE_SECONDS = 15.0
# A longer document under a success status is what was asked for.
LONGEST_REFUSAL = 64 * 1024
_POOL_SECONDS = 10.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


ValueT = TypeVar("ValueT")


@dataclass(frozen=True)
class _Taken(Generic[ValueT]):
    """What was made of an answer."""

    headers: Mapping[str, str]
    value: ValueT


class Egress:
    """Sends requests. Safe to share between threads; one per process is enough, see ``shared_egress``."""

    def __init__(self, *, resolve: Resolve = resolve, dial: Dial = dial, tls: ssl.SSLContext | None = None) -> None:
        # Takes 40 ms, which is one reason to share a client. Trusts what SSL_CERT_FILE names, too.
        context = tls or httpcore.default_ssl_context()
        backend = GuardedBackend(resolve, dial)
        # Two pools: a connection to a private origin is never lent to a request that may not go there.
        self._public, self._private = (
            httpcore.ConnectionPool(
                ssl_context=context,
                max_connections=MAX_CONNECTIONS,
                max_keepalive_connections=MAX_CONNECTIONS,
                keepalive_expiry=IDLE_SECONDS,
                network_backend=backend,
            )
            for _ in range(2)
        )

    def send(self, request: EgressRequest, *, attempts: int = MAX_ATTEMPTS) -> EgressResponse:
        """Send, retry as the effect allows, and return the last answer, whatever its status.

        Raises AddressRefused, RemoteUnavailable, OutcomeUnknown, PayloadTooLarge, DeadlineExceeded, Cancelled, and
        what the credential raises. For what an answer means see ``policy.refusal_of``.
        """
        return self._settled(request, attempts)[0]

    def call(self, request: EgressRequest, *, attempts: int = MAX_ATTEMPTS) -> EgressResponse:
        """Like ``send``, but a refusal is raised."""
        response, refused = self._settled(request, attempts)
        if refused is not None:
            raise refused
        return response

    @contextmanager
    def stream(self, request: EgressRequest) -> Iterator[StreamedAnswer]:
        """Like ``call`` for a large answer, which is handed on while it is still on the wire."""

        def attempt(number: int) -> OpenAnswer | EgressResponse:
            answer = self._open(request, number)
            with ExitStack() as unless_handed_on:
                unless_handed_on.callback(answer.close)
                whole = self._if_refusal(request, answer)
                if whole is None and answer.status >= 300 and not request.permit.refusals.accepts(answer.status):
                    return answer.beginning()
                if whole is None:
                    unless_handed_on.pop_all()
                    return answer
                return whole

        def refusal(result: OpenAnswer | EgressResponse) -> MachinaError | None:
            return None if isinstance(result, OpenAnswer) else self._refusal(request, result)

        result = with_retries(attempt, refusal, request.permit, may_repeat=request.may_repeat)
        refused = refusal(result)
        if refused is not None:
            raise refused
        self._note_written(request)
        if isinstance(result, EgressResponse):
            yield StreamedAnswer(result.status, result.headers, iter([result.content]))
            return
        with closing(result):
            try:
                yield StreamedAnswer(result.status, result.shown_headers, result.chunks(), result.placed)
            except AttemptFailed as failure:
                raise failure.ending(may_repeat=request.may_repeat) from failure

    def take(
        self,
        request: EgressRequest,
        read: Callable[[StreamedAnswer], ValueT],
        *,
        attempts: int = MAX_ATTEMPTS,
    ) -> ValueT:
        """What ``read`` makes of a large answer while it is still on the wire; raises refusals as ``call`` does.

        Where the answer breaks off, it is asked for and read again as the effect allows.
        """

        def attempt(number: int) -> _Taken[ValueT] | EgressResponse:
            with closing(self._open(request, number)) as answer:
                whole = self._if_refusal(request, answer)
                if whole is None and not request.permit.refusals.accepts(answer.status):
                    return answer.beginning()
                if whole is not None and self._refusal(request, whole) is not None:
                    return whole
                self._note_written(request)
                chunks = answer.chunks() if whole is None else iter([whole.content])
                return _Taken(
                    answer.headers, read(StreamedAnswer(answer.status, answer.shown_headers, chunks, answer.placed))
                )

        def refusal(result: _Taken[ValueT] | EgressResponse) -> MachinaError | None:
            return None if isinstance(result, _Taken) else self._refusal(request, result)

        result = with_retries(attempt, refusal, request.permit, may_repeat=request.may_repeat, attempts=attempts)
        if isinstance(result, _Taken):
            return result.value
        raise self._refusal(request, result) or RemoteRejected(f"{result.host} answered {result.status}.")

    def close(self) -> None:
        """Close all connections; a later request opens new ones."""
        self._public.close()
        self._private.close()

    def _settled(self, request: EgressRequest, attempts: int) -> tuple[EgressResponse, MachinaError | None]:
        """The last answer and what it means. What is no refusal has been carried out."""
        refused: MachinaError | None = None

        def attempt(number: int) -> EgressResponse:
            with closing(self._open(request, number)) as answer:
                return answer.read()

        def refusal(response: EgressResponse) -> MachinaError | None:
            nonlocal refused
            refused = self._refusal(request, response)
            return refused

        response = with_retries(attempt, refusal, request.permit, may_repeat=request.may_repeat, attempts=attempts)
        if refused is None:
            self._note_written(request)
        return response, refused

    def _refusal(self, request: EgressRequest, response: EgressResponse) -> MachinaError | None:
        return refusal_of(response, request.permit, may_repeat=request.may_repeat)

    def _note_written(self, request: EgressRequest) -> None:
        if not request.is_safe and request.permit.on_written is not None:
            request.permit.on_written()

    def _open(self, request: EgressRequest, number: int) -> OpenAnswer:
        """An answer to a token that the vendor takes: one that it refuses, by 401 or in words, is renewed once."""
        credential = request.permit.credential
        if credential is None:
            return self._follow(request, None, number)
        token = credential.token()
        answer = self._follow(request, token, number)
        with ExitStack() as unless_final:
            unless_final.callback(answer.close)
            if not self._refuses_token(request, answer):
                unless_final.pop_all()
                return answer
            if not credential.rejected(token):
                request.permit.token_refused(token)
                unless_final.pop_all()
                return answer
        renewed = credential.token()
        answer = self._follow(request, renewed, number)
        with ExitStack() as unless_final:
            unless_final.callback(answer.close)
            if self._refuses_token(request, answer):
                request.permit.token_refused(renewed)
            unless_final.pop_all()
        return answer

    def _refuses_token(self, request: EgressRequest, answer: OpenAnswer) -> bool:
        if answer.token is None or answer.status == 401:
            return answer.status == 401 and not request.permit.refusals.accepts(401)
        whole = self._if_refusal(request, answer)
        return whole is not None and isinstance(self._refusal(request, whole), ReconnectRequired)

    def _if_refusal(self, request: EgressRequest, answer: OpenAnswer) -> EgressResponse | None:
        """The whole answer where it is a refusal, or short enough to be one that looks like success."""
        if answer.status >= 300:
            return answer.if_short(min(request.max_answer, MAX_ANSWER))
        is_json = "json" in answer.headers.get("content-type", "")
        if is_json and request.permit.refusals.is_refusal is not None:
            return answer.if_short(LONGEST_REFUSAL)
        return None

    def _follow(self, request: EgressRequest, token: str | None, number: int) -> OpenAnswer:
        """The answer after redirects; the token stays behind as soon as one leads to another origin."""
        placed = Placed() if token is None else request.permit.place(token)
        hop = Hop(request.target, request.may_be_private)
        for _ in range(request.max_redirects + 1):
            with hop.blame_for_its_address():
                answer = (
                    self._exchange(request, hop, None, Placed(), number)
                    if hop.is_stranger
                    else self._exchange(request, hop, token, placed, number)
                )
            location = answer.headers.get("location")
            is_redirect = request.method in SAFE_METHODS and answer.status in _REDIRECTS
            if not location or not is_redirect or request.max_redirects == 0:
                return answer
            answer.close()
            hop = hop.next(location, request.permit.reach)
            if hop.is_stranger and placed.is_in(location):
                raise RemoteRejected(
                    f"{answer.host} redirected to {hop.target.host} with the credential in the address."
                )
        raise RemoteRejected(f"{request.target.host} redirected more than {request.max_redirects} times.")

    def _exchange(self, request: EgressRequest, hop: Hop, token: str | None, placed: Placed, number: int) -> OpenAnswer:
        permit, target, body = request.permit, hop.target, request.source
        exchange = Exchange(permit.deadline, hop.may_be_private, partial(permit.leaving, is_safe=request.is_safe))
        for name, value in placed.headers.items():
            check_header(name, value)
        wire_request = httpcore.Request(
            request.method,
            httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=placed.on_path(target.path)),
            headers=on_the_wire(
                request.headers,
                host=target.origin.partition("://")[2],
                credential=placed.headers,
                length=body.length if body.length or request.method not in SAFE_METHODS else None,
                is_stranger=hop.is_stranger,
            ),
            content=exactly(body),
            extensions={"timeout": {"pool": min(_POOL_SECONDS, permit.deadline.remaining())}},
        )
        pool = self._private if hop.may_be_private else self._public
        with _told(request, hop, body.length, number) as said, reported(exchange, target.host), working_on(exchange):
            raw = pool.handle_request(wire_request)
            said.append(raw.status)
        return OpenAnswer(raw, exchange, host=target.host, max_bytes=request.max_answer, token=token, placed=placed)


@contextmanager
def _told(request: EgressRequest, hop: Hop, sent_bytes: int, number: int) -> Iterator[list[int]]:
    """Tell the permit of an exchange once it has an answer, whose status is put in the list, or has none."""
    begun, statuses, problem = time.monotonic(), list[int](), ""
    try:
        yield statuses
    except AttemptFailed as failure:
        problem = problem_of(failure.error)
        raise
    except MachinaError as error:
        problem = error.code
        raise
    finally:
        is_first = hop.target is request.target
        request.permit.exchanged(
            Exchanged(
                method=request.method,
                host=hop.target.host,
                route=route_of(request.route) if is_first else "",
                status=next(iter(statuses), None),
                problem=problem,
                milliseconds=round((time.monotonic() - begun) * 1000),
                attempt=number,
                sent_bytes=sent_bytes,
                count=request.permit.parts,
            )
        )


_lock = threading.Lock()
_shared: Egress | None = None


def shared_egress() -> Egress:
    """The client of this process, made when it is first asked for."""
    global _shared
    with _lock:
        if _shared is None:
            _shared = Egress()
            atexit.register(_shared.close)
        return _shared


def _forget_shared() -> None:
    """A forked child must not write into its parent's connections."""
    global _shared, _lock
    _lock, _shared = threading.Lock(), None


os.register_at_fork(after_in_child=_forget_shared)
