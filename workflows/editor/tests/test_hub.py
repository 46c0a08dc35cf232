"""Sending to sockets from any thread: in order, never waiting, whatever Redis does."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Mapping

import pytest

from workflows.editor import hub


class Layer:
    """A channel layer that keeps what it is sent; the first ``failures`` sends fail."""

    def __init__(self, *, failures: int = 0, expected: int = 1) -> None:
        self.sent: list[tuple[str, object]] = []
        self.sizes: list[int] = []
        self.complete = threading.Event()
        self._failures = failures
        self._expected = expected

    async def group_send(self, group: str, message: Mapping[str, object]) -> None:
        if self._failures:
            self._failures -= 1
            raise ConnectionError("Redis is away")
        messages = message["messages"] if message.get("type") == hub.MANY else [message]
        assert isinstance(messages, list)
        self.sent += [(group, each["number"]) for each in messages]
        self.sizes.append(len(messages))
        if len(self.sent) == self._expected:
            self.complete.set()


class StuckLayer:
    """A channel layer whose Redis does not answer."""

    async def group_send(self, group: str, message: Mapping[str, object]) -> None:
        await asyncio.Event().wait()


def test_messages_of_one_process_arrive_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    layer = Layer(expected=100)
    monkeypatch.setattr(hub, "get_channel_layer", lambda: layer)
    sender = hub.Hub()
    for number in range(100):
        sender.send("g", {"number": number})
    assert layer.complete.wait(10)
    assert layer.sent == [("g", number) for number in range(100)]


def test_what_waits_for_one_group_is_sent_together(monkeypatch: pytest.MonkeyPatch) -> None:
    layer = Layer(expected=30)
    monkeypatch.setattr(hub, "get_channel_layer", lambda: layer)
    sender = hub.Hub()
    sender._loop.call_soon_threadsafe(time.sleep, 0.2)
    for number in range(30):
        sender.send("g", {"number": number})
    assert layer.complete.wait(10)
    assert layer.sent == [("g", number) for number in range(30)]
    assert max(layer.sizes) == hub.MOST_TOGETHER


def test_a_failed_send_is_logged_and_the_next_one_goes_out(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    layer = Layer(failures=1)
    monkeypatch.setattr(hub, "get_channel_layer", lambda: layer)
    sender = hub.Hub()
    sender.send("f", {"number": 1})
    sender.send("g", {"number": 2})
    assert layer.complete.wait(10)
    assert layer.sent == [("g", 2)]
    assert [record.message for record in caplog.records if record.name == hub.__name__] == ["hub.send_failed"]


def test_a_sender_never_waits_and_what_is_too_much_is_dropped(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hub, "get_channel_layer", StuckLayer)
    monkeypatch.setattr(hub, "MAX_WAITING", 2)
    sender = hub.Hub()
    began = time.monotonic()
    for number in range(10):
        sender.send("g", {"number": number})
    assert time.monotonic() - began < 1
    dropped = threading.Event()
    monkeypatch.setattr(hub.logger, "warning", lambda *args, **kwargs: dropped.set())
    sender.send("g", {"number": 10})
    assert dropped.wait(10)
