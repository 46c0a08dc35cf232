"""Real processes that all want a token of the same expired accounts, at a provider that ends a family on reuse.

`make bench` lets the same storm blow for 200 and for 1,000 expiries.
"""

from __future__ import annotations

import pytest

from machina.testing.storm import blown
from machina.testing.worker import process_environment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]


@pytest.mark.usefixtures("redis_server")
def test_while_all_live_each_expiry_is_one_exchange() -> None:
    weather = blown(process_environment(), 4, "--processes", "4", "--threads", "8", "--accounts", "4")

    assert weather["expiries"] == weather["exchanges"] == 16
    assert (weather["asked"], weather["refused"], weather["lost"]) == (128, 0, 0)


@pytest.mark.usefixtures("redis_server")
@pytest.mark.parametrize("overlap", [False, True])
def test_a_struck_process_costs_at_most_one_more_exchange_and_no_grant_in_silence(overlap: bool) -> None:
    """A provider that takes the token before the newest as well loses no grant at all."""
    size = ("--processes", "4", "--threads", "8", "--accounts", "4", "--strike", "killed", "stopped")
    weather = blown(process_environment(), 4, *size, *(["--overlap"] if overlap else []))

    assert (weather["strikes"], weather["expiries"]) == (4, 16)
    assert weather["most_exchanges"] <= 2
    assert weather["lost_in_silence"] == 0
    assert weather["lost"] == 0 or not overlap
