"""Who works in a process at once, and who comes next."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from integrations.queue import slots as module
from integrations.queue.slots import Slots, Wish


class Shop:
    """A process of eight places whose work ends when it is told to; ``begun`` is in the order of the beginnings."""

    def __init__(self, places: int = 8) -> None:
        self.slots = Slots(places)
        self.begun: list[str] = []
        self._changed = threading.Condition()
        self._may_end: set[str] = set()
        self._threads = ThreadPoolExecutor(64)

    def bring(self, key: str, lane: str = "background", share: str | None = None) -> None:
        """Bring a wish and wait until its thread has begun to work or has left it."""
        brought = threading.Event()

        def work() -> None:
            with self._changed:
                self.begun.append(key)
                self._changed.notify_all()
            brought.set()
            with self._changed:
                assert self._changed.wait_for(lambda: key in self._may_end, 10)

        def run() -> None:
            self.slots.run(Wish(key, lane, share, work))
            brought.set()

        self._threads.submit(run)
        assert brought.wait(10)

    def end(self, key: str, *, then: int) -> list[str]:
        """Let one end; returns what has begun once so many have."""
        with self._changed:
            self._may_end.add(key)
            self._changed.notify_all()
            assert self._changed.wait_for(lambda: len(self.begun) >= then, 10)
            return list(self.begun)

    def close(self) -> None:
        with self._changed:
            self._may_end.update(f"{letter}{number}" for letter in "abcdi" for number in range(40))
            self._changed.notify_all()
        self._threads.shutdown()


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


def test_a_quarter_is_kept_free_of_background_work(shop: Shop) -> None:
    for number in range(4):
        shop.bring(f"a{number}", share="a")
        shop.bring(f"b{number}", share="b")
    assert len(shop.begun) == 6
    shop.bring("i0", "interactive", "c")
    shop.bring("i1", "interactive", "d")
    assert shop.begun[6:] == ["i0", "i1"]


def test_no_share_takes_the_last_quarter(shop: Shop) -> None:
    for number in range(8):
        shop.bring(f"a{number}", "interactive", "a")
    assert len(shop.begun) == 6
    shop.bring("b0", "interactive", "b")
    assert shop.begun[6:] == ["b0"]


def test_a_place_that_gets_free_goes_to_the_share_with_the_least(shop: Shop) -> None:
    for number in range(10):
        shop.bring(f"a{number}", share="a")
    shop.bring("b0", share="b")
    shop.bring("b1", share="b")
    assert shop.begun == ["a0", "a1", "a2", "a3", "a4", "b0"]
    assert shop.end("a0", then=7)[6:] == ["b1"]
    assert shop.end("a1", then=8)[7:] == ["a5"]


def test_interactive_work_does_not_starve_the_background(shop: Shop) -> None:
    for number in range(6):
        shop.bring(f"i{number}", "interactive", "c")
    for number in range(4):
        shop.bring(f"d{number}", "interactive", "d")
    shop.bring("a0", share="a")
    assert shop.begun[6:] == ["d0", "d1"]
    assert shop.end("i0", then=9)[8:] == ["a0"]


def test_a_wish_that_comes_twice_is_kept_once(shop: Shop) -> None:
    for number in range(5):
        shop.bring(f"a{number}", share="a")
    shop.bring("c0", share="c")
    shop.bring("b0", share="b")
    shop.bring("b0", share="b")
    shop.bring("b1", share="b")
    shop.end("a0", then=7)
    assert shop.end("a1", then=8)[6:] == ["b0", "b1"]


def test_work_that_fails_gives_its_place_back(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []
    slots = Slots(1)
    slots.run(Wish("bad", "background", None, lambda: [][0]))
    slots.run(Wish("good", "background", None, lambda: done.append(1)))
    assert done == [1]
    assert [each.message for each in caplog.records] == ["queue.work_failed"]


def test_what_is_too_much_to_keep_is_dropped(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        shop.bring(f"a{number}", share="a")
    monkeypatch.setattr(module, "MOST_KEPT", 1)
    shop.bring("a6", share="a")
    shop.bring("a7", share="a")
    monkeypatch.undo()
    shop.bring("a8", share="a")
    shop.end("a0", then=6)
    assert shop.end("a1", then=7)[5:] == ["a6", "a8"]
