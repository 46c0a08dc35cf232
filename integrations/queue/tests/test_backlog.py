"""What waits for a place: in the broker, and in the workers' own memory."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest
import redis
from pytest_django import Settings

from integrations.models import Call
from integrations.queue import backlog as module
from integrations.queue import sweeper
from integrations.queue.backlog import backlog, report
from integrations.queue.clock import from_now
from integrations.queue.offers import tell
from integrations.queue.slots import Slots, Wish
from integrations.queue.sweeper import sweep
from integrations.queue.tests.conftest import MakeRow

pytestmark = pytest.mark.django_db


def bring(slots: Slots, count: int, *, share: str, work: Callable[[], None]) -> None:
    for number in range(count):
        threading.Thread(target=partial(slots.run, Wish(f"{share}{number}", "background", share, work))).start()


def test_what_a_worker_keeps_for_later_counts(make_row: MakeRow) -> None:
    may_end, working = threading.Event(), threading.Semaphore(0)

    def work() -> None:
        working.release()
        may_end.wait(10)

    slots = Slots(1)
    bring(slots, 1, share="a", work=work)
    assert working.acquire(timeout=10)
    for number in range(3):
        slots.run(Wish(f"b{number}", "background", "b", work))
    assert slots.kept() == {"interactive": 0, "background": 3}
    report("here:1", slots.kept())
    report("there:1", {"interactive": 2, "background": 4})
    tell([make_row()])
    assert (backlog("background"), backlog("interactive")) == (8, 2)
    may_end.set()


def test_rows_whose_wake_ups_workers_keep_are_not_offered_again(make_row: MakeRow, settings: Settings) -> None:
    """The messages were fetched, so the broker's own queue is empty although the workers are behind."""
    settings.WORKER_CONCURRENCY = 4
    for _ in range(20):
        make_row(offered_at=from_now(-sweeper.LATE_SECONDS - 1))
    report("here:1", {"background": 12, "interactive": 0})
    report("there:1", {"background": 8, "interactive": 0})
    assert sweep() == 0
    assert Call.objects.filter(offered_at__isnull=True).count() == 0
    report("here:1", {"background": 2, "interactive": 0})
    report("there:1", {"background": 1, "interactive": 0})
    assert sweep() == 20


def test_a_worker_that_has_gone_is_forgotten(redis_server: redis.Redis) -> None:
    report("here:1", {"background": 12})
    assert 0 < redis_server.ttl("machina:workers:here:1:kept") <= module.LAPSES_AFTER_SECONDS
    redis_server.delete("machina:workers:here:1:kept")
    assert backlog("background") == 0
    assert redis_server.smembers("machina:workers") == set()


def test_without_redis_lapsed_rows_are_taken_up_all_the_same(
    make_row: MakeRow, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    row = make_row(state="running", lease_until=from_now(-1), claim_token="0" * 32)
    make_row(offered_at=from_now(-sweeper.LATE_SECONDS - 1))
    taken: list[object] = []
    monkeypatch.setattr(sweeper, "import_string", lambda path: taken.append)
    settings.REDIS_URL = settings.REDIS_BROKER_URL = "redis://127.0.0.1:1/0"
    assert sweep() == 1
    assert taken == [row.pk]
    assert [each.message for each in caplog.records] == ["queue.backlog_unknown"]
