"""Which rows workers are told of, and whose turn it is."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from integrations.models import Call
from integrations.queue import claims
from integrations.queue.dispatcher import dispatch
from integrations.queue.tests.conftest import MakeRow
from machina.testing.moments import just_over

pytestmark = pytest.mark.django_db

A, B = uuid4(), uuid4()


@pytest.fixture(autouse=True)
def _two_places(settings: Settings) -> None:
    settings.WORKER_CONCURRENCY = 2


def test_nothing_waits_and_nobody_is_told(told: list[UUID], make_row: MakeRow) -> None:
    make_row(state="succeeded", finished_at=timezone.now())
    make_row(not_before=timezone.now() + timedelta(hours=1))
    assert dispatch() == 0
    assert told == []


def test_a_row_is_told_of_once(told: list[UUID], make_row: MakeRow) -> None:
    row = make_row()
    assert (dispatch(), dispatch()) == (1, 0)
    assert told == [row.pk]
    assert Call.objects.get().offered_at is not None


def test_at_most_twice_the_places_are_told_of(told: list[UUID], make_row: MakeRow) -> None:
    rows = [make_row(share) for _ in range(3) for share in (A, B)]
    assert dispatch() == 4
    assert told == [row.pk for row in rows[:4]]
    assert dispatch() == 0
    assert claims.claim(rows[0])
    assert dispatch() == 0
    Call.objects.filter(pk=rows[0].pk).update(state="succeeded")
    assert dispatch() == 1


def test_a_flood_does_not_delay_anothers_first(told: list[UUID], make_row: MakeRow) -> None:
    flood = [make_row(A) for _ in range(50)]
    small = make_row(B)
    dispatch()
    assert told == [flood[0].pk, small.pk, flood[1].pk, flood[2].pk]


def test_who_comes_after_a_flood_is_told_of_at_once(told: list[UUID], make_row: MakeRow) -> None:
    for _ in range(50):
        make_row(A)
    assert dispatch() == 3
    late = make_row(B)
    assert dispatch() == 1
    assert told[3:] == [late.pk]


def test_what_a_share_has_under_way_counts(told: list[UUID], make_row: MakeRow) -> None:
    for _ in range(2):
        assert claims.claim(make_row(A, offered_at=timezone.now()))
    make_row(A)
    small = [make_row(B), make_row(B)]
    dispatch()
    assert told == [row.pk for row in small]


def test_interactive_work_that_waited_is_told_of_whatever_the_background_has(
    told: list[UUID], make_row: MakeRow
) -> None:
    for _ in range(4):
        make_row(A, offered_at=timezone.now())
    make_row(A)
    back = make_row(A, lane="interactive", state="waiting", not_before=just_over())
    dispatch()
    assert told == [back.pk]


def test_many_shares_get_a_turn_each_longest_waiting_first(told: list[UUID], make_row: MakeRow) -> None:
    rows = [make_row(uuid4()) for _ in range(6)]
    dispatch()
    assert told == [row.pk for row in rows[:4]]
