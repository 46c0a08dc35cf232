"""What dead workers and lost messages leave behind."""

from __future__ import annotations

from uuid import UUID

import pytest
from celery import current_app
from django.utils import timezone
from pytest_django import Settings

from integrations.models import Call
from integrations.queue import claims, sweeper
from integrations.queue.clock import from_now
from integrations.queue.dispatcher import dispatch
from integrations.queue.offers import tell, waiting_messages
from integrations.queue.sweeper import sweep
from integrations.queue.tests.conftest import MakeRow
from integrations.shared_store import store

pytestmark = pytest.mark.django_db


def taken_up(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    ids: list[UUID] = []
    monkeypatch.setattr(sweeper, "import_string", lambda path: ids.append)
    return ids


def test_the_owner_of_the_table_is_told_of_lapsed_rows_alone(
    make_row: MakeRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    lapsed, living = make_row(), make_row()
    make_row()
    assert claims.claim(lapsed)
    assert claims.claim(living)
    Call.objects.filter(pk=lapsed.pk).update(lease_until=from_now(-1))
    ids = taken_up(monkeypatch)
    assert sweep() == 1
    assert ids == [lapsed.pk]


def test_one_row_that_cannot_be_taken_up_does_not_keep_the_others(
    make_row: MakeRow, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rows = [make_row(), make_row()]
    for row in rows:
        assert claims.claim(row)
    Call.objects.update(lease_until=from_now(-1))
    seen: list[UUID] = []

    def fail(row_id: UUID) -> None:
        seen.append(row_id)
        raise ValueError(row_id)

    monkeypatch.setattr(sweeper, "import_string", lambda path: fail)
    assert sweep() == 2
    assert set(seen) == {row.pk for row in rows}
    assert [each.message for each in caplog.records] == ["queue.not_taken_up"] * 2


def test_an_offer_nobody_claimed_is_made_again_after_a_while(make_row: MakeRow, told: list[UUID]) -> None:
    row = make_row(offered_at=timezone.now())
    assert (sweep(), dispatch()) == (0, 0)
    Call.objects.update(offered_at=from_now(-sweeper.LATE_SECONDS - 1))
    assert (sweep(), dispatch(), sweep(), dispatch()) == (1, 1, 0, 0)
    assert told == [row.pk]


def test_nothing_is_offered_again_while_its_message_still_waits_for_a_worker(
    make_row: MakeRow, settings: Settings
) -> None:
    settings.WORKER_CONCURRENCY = 2
    tell([make_row(), make_row()])
    assert waiting_messages("background") == 2
    Call.objects.update(offered_at=from_now(-sweeper.LATE_SECONDS - 1))
    assert sweep() == 0
    store().delete("background")
    assert sweep() == 2


def test_a_wake_up_names_row_lane_and_share(make_row: MakeRow) -> None:
    share = UUID(int=7)
    row = make_row(share, lane="interactive")
    tell([row])
    with current_app.connection_for_read() as connection:
        message = connection.SimpleQueue("interactive").get(block=False)
    assert message.headers["task"] == "integrations.execution.run_call"
    assert message.payload[0] == [str(row.pk), "interactive", str(share)]
