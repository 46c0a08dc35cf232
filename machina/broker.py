"""Celery's transport over Redis, without the work it does for nothing on every message."""

from __future__ import annotations

from typing import Any

from kombu.transport import TRANSPORT_ALIASES
from kombu.transport import redis as kombu_redis


class QoS(kombu_redis.QoS):
    """Acknowledges what waits for it.

    Kombu's own also acknowledges messages of queues without receipts: a transaction that finds nothing, and a count
    of unacknowledged messages that sinks below none.
    """

    def ack(self, delivery_tag: str) -> None:
        if delivery_tag in self._delivered:
            super().ack(delivery_tag)


class Channel(kombu_redis.Channel):
    """Keeps the client that Kombu makes anew for every command; it takes its connections from the pool either way."""

    QoS = QoS
    _kept: Any = None  # redis.Redis, or what Kombu puts around it

    def _create_client(self, asynchronous: bool = False) -> Any:
        if asynchronous:
            return super()._create_client(asynchronous=True)
        if self._kept is None or self._kept.connection_pool is not self.pool:
            self._kept = super()._create_client()
        return self._kept


class Transport(kombu_redis.Transport):
    """What ``redis://`` means to Celery here."""

    Channel = Channel


def install() -> None:
    """Stand in for Kombu's transport, under the names by which addresses call it."""
    TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), f"{__name__}:Transport"))
