"""Taking a row, and proving that it is still ours."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from integrations.models import Call
from integrations.queue import claims
from integrations.queue.clock import from_now
from integrations.queue.tests.conftest import MakeRow
from machina.testing.moments import just_over

pytestmark = pytest.mark.django_db


def now_of(row: Call) -> Call:
    return Call.objects.get(pk=row.pk)


def test_a_claim_writes_token_attempt_and_lease_in_one_update(make_row: MakeRow) -> None:
    row = make_row(state="waiting", not_before=just_over())
    assert claims.claim(row, node_id="n")
    found = now_of(row)
    assert (found.state, found.attempt, found.node_id, found.not_before) == ("running", 1, "n", None)
    assert (row.state, row.attempt, row.node_id, row.claim_token) == ("running", 1, "n", found.claim_token)
    assert found.lease_until is not None
    assert timedelta(seconds=15) < found.lease_until - timezone.now() <= timedelta(seconds=20)


def test_of_two_who_saw_the_same_offer_one_gets_it(make_row: MakeRow) -> None:
    row = make_row()
    first, second = now_of(row), now_of(row)
    assert claims.claim(first)
    assert not claims.claim(second)
    assert (second.state, second.claim_token, now_of(row).claim_token) == ("queued", None, first.claim_token)


def test_an_offer_seen_before_an_attempt_that_is_over_is_not_taken(make_row: MakeRow) -> None:
    row = make_row()
    stale = now_of(row)
    assert claims.claim(row)
    assert claims.put_back(row, seconds=-1)
    assert not claims.claim(stale)


def test_an_offer_is_taken_in_the_state_in_which_it_was_seen(make_row: MakeRow) -> None:
    stale = make_row(state="waiting", not_before=just_over())
    Call.objects.filter(pk=stale.pk).update(state="queued", not_before=None)
    assert not claims.claim(stale)
    assert claims.claim(now_of(stale))


@pytest.mark.parametrize(
    "columns", [{"state": "succeeded"}, {"state": "cancelled"}, {"not_before": timezone.now() + timedelta(hours=1)}]
)
def test_what_is_over_or_not_due_is_not_taken(make_row: MakeRow, columns: dict[str, Any]) -> None:
    row = make_row(**columns)
    assert not claims.claim(row)
    assert now_of(row).attempt == 0


def test_a_row_is_held_until_another_has_it(make_row: MakeRow) -> None:
    row = make_row()
    assert claims.claim(row)
    assert claims.held(row).exists()
    Call.objects.update(claim_token=row.pk)
    assert not claims.held(row).exists()


def test_what_is_put_back_waits_and_is_nobodys(make_row: MakeRow) -> None:
    row = make_row(offered_at=timezone.now())
    assert claims.claim(row)
    assert claims.put_back(row, seconds=60)
    found = now_of(row)
    assert (found.state, found.claim_token, found.lease_until, found.offered_at) == ("waiting", None, None, None)
    assert found.not_before is not None
    assert timedelta(seconds=50) < found.not_before - timezone.now() <= timedelta(seconds=60)
    assert not claims.put_back(row, seconds=1)


def test_what_is_to_be_cancelled_is_not_put_back_to_wait(make_row: MakeRow) -> None:
    row = make_row(cancel_requested_at=timezone.now())
    assert claims.claim(row)
    assert not claims.may_go_on(row).exists()
    assert not claims.put_back(row, seconds=1)
    assert now_of(row).state == "running"
    assert claims.put_back(row, seconds=1, even_cancelled=True)


def test_only_a_lapsed_lease_is_offered_again(make_row: MakeRow) -> None:
    row = make_row()
    assert claims.claim(row)
    assert not claims.offer_lapsed(row)
    Call.objects.update(lease_until=from_now(-1))
    assert claims.offer_lapsed(row)
    found = now_of(row)
    assert (found.state, found.claim_token, found.lease_until, found.attempt) == ("queued", None, None, 1)
    assert not claims.offer_lapsed(row)
