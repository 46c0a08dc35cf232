"""One attempt on the wire: until when it may last, what it may dial, and how much of it has left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from integrations.egress.deadline import Deadline


@dataclass
class Exchange:
    """Followed by the network backend, which knows only sockets otherwise.

    The vendor can have acted on the request only when all of it left: a request whose last byte never left is
    incomplete, and HTTP forbids to act on an incomplete one (RFC 9112, section 8).
    """

    deadline: Deadline
    may_be_private: bool
    on_sent: Callable[[], None] | None = None
    has_begun: bool = False
    was_cut_short: bool = False
    awaits_answer: bool = False

    @property
    def may_have_arrived(self) -> bool:
        """Whether the whole request has left, so that the vendor may have acted on it."""
        return self.awaits_answer and not self.was_cut_short

    def begin(self) -> None:
        """Called before the first byte leaves; what ``on_sent`` raises keeps it from leaving."""
        if not self.has_begun:
            self.deadline.check()
            if self.on_sent is not None:
                self.on_sent()
            self.has_begun = True


_current: ContextVar[Exchange] = ContextVar("egress_exchange")


def current_exchange() -> Exchange:
    """The exchange that this thread is working on."""
    return _current.get()


@contextmanager
def working_on(exchange: Exchange) -> Iterator[None]:
    token = _current.set(exchange)
    try:
        yield
    finally:
        _current.reset(token)
