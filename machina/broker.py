"""Redis as a broker of hints: a message that a worker has taken is remembered by nobody else.

Kombu keeps each taken message in Redis until it is acknowledged, to hand it out again, which costs a transaction when
it is taken and another one when it is done. Our rows are the truth and are offered again by themselves, so a hint that
dies with its worker is no loss. This also ends the repetition of messages that waited longer than a time-out.
"""

from __future__ import annotations

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, virtual
from kombu.transport import redis as over_redis

ALIAS = "hints"


class HintQoS(over_redis.QoS):
    """Counts what this worker holds, so that it takes no more than it can do, and stores none of it."""

    restore_at_shutdown = False

    def append(self, message: Any, delivery_tag: str) -> None:  # kombu ships no types
        virtual.QoS.append(self, message, delivery_tag)  # type: ignore[no-untyped-call]

    def ack(self, delivery_tag: str) -> None:
        virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]

    def restore_unacked(self, client: object = None) -> None:
        self._delivered.clear()

    def restore_visible(self, start: int = 0, num: int = 10, interval: int = 10) -> None:
        """Nothing waits to be restored."""


class HintChannel(over_redis.Channel):
    """Kombu's own, without the second memory."""

    QoS = HintQoS


class Transport(over_redis.Transport):
    """What an address such as ``hints://localhost:6379/0`` leads to."""

    Channel = HintChannel


TRANSPORT_ALIASES[ALIAS] = f"{__name__}:Transport"


def hints_url(broker_url: str) -> str:
    """The same broker by this transport; encrypted ones (``rediss``) keep kombu's own, which knows them by name."""
    return (
        broker_url.replace("redis", ALIAS, 1) if broker_url.startswith(("redis://", "redis+socket://")) else broker_url
    )
