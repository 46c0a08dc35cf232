"""Our transport for Celery on a real Redis: what it asks of the server, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import redis
from celery import current_app
from kombu import Connection, Consumer, Producer, Queue


@pytest.fixture
def broker(redis_server: redis.Redis) -> Iterator[Connection]:
    with current_app.connection_for_write() as connection:
        yield connection


def received(broker: Connection, queue: Queue) -> Any:
    """A message that was sent through the queue and not acknowledged yet."""
    channel = broker.default_channel
    Producer(channel, routing_key=queue.name).publish({}, declare=[queue])
    messages: list[Any] = []
    with Consumer(channel, [queue], on_message=messages.append):
        broker.drain_events(timeout=5)
    return messages[0]


def times_asked(server: redis.Redis, command: str) -> int:
    asked: dict[str, dict[str, int]] = server.info("commandstats")
    return asked.get(f"cmdstat_{command}", {"calls": 0})["calls"]


def test_a_message_without_receipt_is_not_acknowledged_to_the_server(
    broker: Connection, redis_server: redis.Redis
) -> None:
    message = received(broker, Queue("told", no_ack=True))
    before = times_asked(redis_server, "hdel")
    message.ack()

    assert message.acknowledged
    assert times_asked(redis_server, "hdel") == before


def test_a_message_with_a_receipt_is_kept_until_it_is_acknowledged(
    broker: Connection, redis_server: redis.Redis
) -> None:
    message = received(broker, Queue("kept"))
    assert redis_server.hlen("unacked") == 1
    message.ack()
    assert redis_server.hlen("unacked") == 0


def test_a_message_that_is_not_acknowledged_comes_back(broker: Connection, redis_server: redis.Redis) -> None:
    received(broker, Queue("kept")).requeue()
    assert redis_server.llen("kept") == 1


def test_messages_are_sent_with_one_client_even_after_a_break(
    broker: Connection, redis_server: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    original = redis.Redis.__init__

    def counted(self: redis.Redis, *args: Any, **kwargs: Any) -> None:
        made.append(self)
        original(self, *args, **kwargs)

    producer = Producer(broker.default_channel, routing_key="many")
    producer.publish({}, declare=[Queue("many")])
    redis_server.client_kill_filter(_type="normal", skipme=True)
    monkeypatch.setattr(redis.Redis, "__init__", counted)
    for _ in range(5):
        producer.publish({}, retry=True)

    assert redis_server.llen("many") == 6
    assert len(made) <= 1
