"""What one call may do on the network: where to, as whom, until when, and how often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from integrations.catalog.declare import Effect
from integrations.catalog.refusals import Refusals
from integrations.egress.credential import Credential
from integrations.egress.deadline import Deadline
from integrations.egress.exchanged import Exchanged
from integrations.egress.guard import Reach
from integrations.egress.placing import Place, bearer
from integrations.errors import About, MachinaError, RateLimited, RemoteUnavailable

LONGEST_SLEEP = 1.0
"""Seconds that a worker rather waits itself for a limit than lets the call come back later."""


class ComeBack(Exception):
    """The vendor wants to be left alone for ``seconds``, and the whole call is begun anew then.

    No error of the tree: an operation that makes do without a part must not take it for one.
    """

    def __init__(self, seconds: float, error: MachinaError) -> None:
        super().__init__(str(error))
        self.seconds = seconds
        self.error = error


class OnLongWait(Protocol):
    """Told before attempt ``number`` at a request waits for so many seconds, as the vendor has asked by ``error``.

    ``may_repeat`` says whether the request only looks, or may be carried out twice. What it raises ends the request.
    """

    def __call__(self, number: int, seconds: float, error: MachinaError, *, may_repeat: bool) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Permit:
    """Shared by all requests of one call.

    ``on_sent`` is called just before the first byte of every request leaves, redirects and retries included, with the
    number of requests that the vendor counts for it: ``parts``, which is more than one for a batch. Before it
    ``on_writing`` is called if the request may change something; what they raise keeps the request from leaving.
    ``on_written`` is called when a request that is not a GET has succeeded: from then on the call has had an effect,
    whatever comes after. ``on_rate_limited`` is told for how many seconds the vendor wants to be left alone, and by
    whom; ``on_slowed`` that it has refused because of a limit, and ``on_counted`` how many more requests it takes for
    how many seconds; ``on_token_refused`` of a token that the vendor refuses although it has just been renewed.
    ``on_retry`` is told the number of the next attempt at a request, the seconds until then and what the last one ended
    with; once more, with 0 seconds, when it begins. ``on_long_wait`` may have the call come back instead of waiting for
    a limit. ``on_exchanged`` is told of every request once it is answered or
    given up, for the log. ``place`` puts what the credential opens on a request. ``vendor`` is what messages call the
    other side; without it they name the host.
    ``refusals`` say how it refuses.
    """

    reach: Reach
    effect: Effect
    deadline: Deadline
    credential: Credential | None = field(default=None, repr=False)
    place: Place = bearer
    on_writing: Callable[[], None] | None = None
    on_sent: Callable[[int], None] | None = None
    on_written: Callable[[], None] | None = None
    on_rate_limited: Callable[[float, About], None] | None = None
    on_slowed: Callable[[About], None] | None = None
    on_counted: Callable[[int, float, About], None] | None = None
    on_retry: Callable[[int, float, Exception], None] | None = None
    on_long_wait: OnLongWait | None = None
    on_exchanged: Callable[[Exchanged], None] | None = None
    on_token_refused: Callable[[str], None] | None = None
    parts: int = 1
    vendor: str = ""
    refusals: Refusals = field(default_factory=Refusals, repr=False)

    def __post_init__(self) -> None:
        if self.credential is not None and self.reach.anywhere:
            raise ValueError("A credential goes to named hosts only; leave it out, or name them in reach.")

    @property
    def is_repeatable(self) -> bool:
        """Whether any request of this call may be sent again although it may have arrived."""
        return self.effect in ("read", "idempotent_write")

    def hold(self, seconds: float, about: About) -> None:
        """The vendor wants to be left alone for so long."""
        if self.on_rate_limited is not None:
            self.on_rate_limited(seconds, about)

    def slow_down(self, seconds: float, about: About) -> None:
        """The vendor has refused because of a limit, and wants to be left alone for so long."""
        if self.on_slowed is not None:
            self.on_slowed(about)
        self.hold(seconds, about)

    def wait_to_retry(self, number: int, seconds: float, error: Exception, *, may_repeat: bool) -> None:
        """Let the time pass until the next attempt. Raises Cancelled, DeadlineExceeded, and as ``on_long_wait``."""
        if (
            self.on_long_wait is not None
            and isinstance(error, RateLimited | RemoteUnavailable)
            and error.retry_after is not None
            and seconds > LONGEST_SLEEP
        ):
            self.on_long_wait(number, seconds, error, may_repeat=may_repeat)
        if self.on_retry is not None:
            self.on_retry(number, seconds, error)
        self.deadline.wait(seconds)
        if self.on_retry is not None:
            self.on_retry(number, 0.0, error)

    def heard_by_nobody(self) -> Permit:
        """The same for an address whose limits say nothing of anybody else's requests."""
        return replace(self, on_rate_limited=None, on_slowed=None, on_counted=None)

    def exchanged(self, exchanged: Exchanged) -> None:
        """A request has been answered, or got no answer."""
        if self.on_exchanged is not None:
            self.on_exchanged(exchanged)

    def token_refused(self, token: str) -> None:
        """Renewing it has not helped: the vendor lets this account in no more."""
        if self.on_token_refused is not None:
            self.on_token_refused(token)

    def leaving(self, *, is_safe: bool) -> None:
        """A request is about to leave; ``is_safe`` if it only looks."""
        if self.on_writing is not None and not is_safe:
            self.on_writing()
        if self.on_sent is not None:
            self.on_sent(self.parts)
