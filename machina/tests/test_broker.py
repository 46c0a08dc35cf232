"""Hints through a real Valkey: taken once, remembered by nobody, and no more at once than a worker can hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import redis
from django.conf import settings
from kombu.connection import Connection
from kombu.entity import Queue
from kombu.messaging import Consumer

from machina.broker import HintChannel, hints_url
from machina.env import celery_broker_url

QUEUE = Queue("hints-of-the-test")  # type: ignore[no-untyped-call]  # kombu ships no types


def connected() -> Any:  # the same
    return Connection(settings.CELERY_BROKER_URL)  # type: ignore[no-untyped-call]


def consuming(connection: Any, take: Callable[[dict[str, int], Any], None], at_once: int) -> Any:
    return Consumer(connection, [QUEUE], callbacks=[take], prefetch_count=at_once)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("redis_url", "broker"),
    [
        ("unix:///var/lib/valkey.sock?db=1", "hints+socket:///var/lib/valkey.sock?virtual_host=1"),
        ("redis://valkey:6379/0", "hints://valkey:6379/0"),
        ("rediss://valkey:6379/0", "rediss://valkey:6379/0"),
    ],
)
def test_each_form_of_address_has_its_hints(redis_url: str, broker: str) -> None:
    assert hints_url(celery_broker_url(redis_url)) == broker


def test_the_product_speaks_by_it(redis_server: redis.Redis) -> None:
    with connected() as connection:
        assert isinstance(connection.default_channel, HintChannel)


def test_a_hint_that_was_taken_is_remembered_by_nobody(redis_server: redis.Redis) -> None:
    with connected() as connection:
        connection.default_channel.queue_declare(QUEUE.name)
        for number in range(3):
            connection.Producer().publish({"number": number}, routing_key=QUEUE.name, declare=[QUEUE])
        assert redis_server.llen(QUEUE.name) == 3
        taken: list[dict[str, int]] = []

        def take(body: dict[str, int], message: Any) -> None:
            taken.append(body)

        with consuming(connection, take, 2):
            for _ in range(2):
                connection.drain_events(timeout=5)
            with pytest.raises(TimeoutError):
                connection.drain_events(timeout=1)
    assert [each["number"] for each in taken] == [0, 1]
    assert redis_server.llen(QUEUE.name) == 1, "the third one is left for whoever has room"
    assert not list(redis_server.scan_iter("unacked*"))


def test_what_dies_with_its_worker_does_not_come_back(redis_server: redis.Redis) -> None:
    with connected() as connection:
        connection.Producer().publish({}, routing_key=QUEUE.name, declare=[QUEUE])
        with consuming(connection, lambda body, message: None, 1):
            connection.drain_events(timeout=5)
    assert redis_server.llen(QUEUE.name) == 0


def test_a_hint_that_was_acknowledged_makes_room_for_the_next(redis_server: redis.Redis) -> None:
    with connected() as connection:
        for number in range(3):
            connection.Producer().publish({"number": number}, routing_key=QUEUE.name, declare=[QUEUE])
        taken: list[int] = []

        def take(body: dict[str, int], message: Any) -> None:
            taken.append(body["number"])
            message.ack()

        with consuming(connection, take, 1):
            for _ in range(3):
                connection.drain_events(timeout=5)
    assert taken == [0, 1, 2]
