"""Whether work is to blame for the end of its worker."""

from __future__ import annotations

import os
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from integrations.models import Call
from integrations.queue import claims
from integrations.queue.deaths import is_to_blame
from integrations.queue.tests.conftest import MakeRow

pytestmark = pytest.mark.django_db


def held_by_dead(make_row: MakeRow, mark: bytes, *, attempt: int = 1, ends_in: float = -1.0) -> Call:
    return make_row(
        state="running",
        claim_token=UUID(bytes=mark + os.urandom(8)),
        lease_until=timezone.now() + timedelta(seconds=ends_in),
        attempt=attempt,
    )


def test_claims_of_one_process_tell_that_they_are() -> None:
    tokens = [claims.claimed()["claim_token"] for _ in range(2)]
    first, second = (each.bytes for each in tokens if isinstance(each, UUID))
    assert first[:8] == second[:8]
    assert first[8:] != second[8:]


def test_who_died_alone_is_to_blame(make_row: MakeRow) -> None:
    held_by_dead(make_row, os.urandom(8))
    assert is_to_blame(held_by_dead(make_row, os.urandom(8)))


def test_nobody_is_to_blame_of_many_that_died_together(make_row: MakeRow) -> None:
    mark = os.urandom(8)
    rows = [held_by_dead(make_row, mark, attempt=1 + number, ends_in=4.0 * number) for number in range(3)]
    found = []
    for row in rows:
        found.append(is_to_blame(row))
        Call.objects.filter(pk=row.pk).update(state="queued", claim_token=None, lease_until=None)
    assert found == [False, False, False]


def test_who_was_there_each_time_is_to_blame(make_row: MakeRow) -> None:
    mark = os.urandom(8)
    poison = held_by_dead(make_row, mark, attempt=5)
    others = [held_by_dead(make_row, mark, attempt=each) for each in (1, 2)]
    assert [is_to_blame(each) for each in (*others, poison)] == [False, False, True]


def test_what_a_living_worker_still_does_excuses_nothing(make_row: MakeRow) -> None:
    mark = os.urandom(8)
    held_by_dead(make_row, mark, ends_in=18.0)
    assert is_to_blame(held_by_dead(make_row, mark))
