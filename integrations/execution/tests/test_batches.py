"""A batch at the vendor is one HTTP request, and costs what its parts cost."""

from __future__ import annotations

import pytest

from integrations.catalog.registry import discover, using
from integrations.egress.tests.vendor import Vendor, ok
from integrations.execution.tests.conftest import Execute, MakeConnection
from integrations.models import Call, Customer, UsageLine
from integrations.providers.google.tests.test_batch import parts
from integrations.services.gmail.service import MODIFY

pytestmark = pytest.mark.django_db
FOUND = [{"id": f"t{number}", "threadId": f"t{number}"} for number in range(15)]


def test_a_search_that_reads_fifteen_in_a_batch_asked_the_vendor_sixteen_times(
    vendor: Vendor, acme: Customer, make_connection: MakeConnection, execute: Execute
) -> None:
    make_connection(acme, scopes=[MODIFY], services=["gmail"], is_default=True)
    vendor.answers(ok({"threads": FOUND}), parts((200, '{"id": "t1", "messages": []}')))
    with using(discover()):
        outcome = execute("gmail.search_threads", {"max_results": 15})
    assert (outcome.state, outcome.error) == ("succeeded", None)
    assert len(vendor.received) == 2
    assert Call.objects.get().requests == UsageLine.objects.costs().get().quantity == 16
    assert outcome.usage is not None
    assert (outcome.usage["quantity"], outcome.usage["unit"]) == ("1", "call")
