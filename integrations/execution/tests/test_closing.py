"""What happened at the vendor is kept, whatever the database does in that moment."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from integrations.billing import ledger
from integrations.egress.tests.vendor import Vendor
from integrations.execution import closing
from integrations.execution.endings import Ending
from integrations.execution.tests.conftest import LETTER, Execute, content
from integrations.models import Call, Connection, Payload, UsageLine
from integrations.payloads.contents import load, unsaved


@pytest.mark.django_db
def test_an_answer_is_kept_although_the_database_fails_a_moment(
    vendor: Vendor, connection: Connection, execute: Execute, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "PAUSES", (0.0, 0.0, 0.0))
    record_call, failures = ledger.record_call, [OperationalError("gone"), OperationalError("gone")]

    def flaky(metered: ledger.Metered) -> ledger.Usage:
        if failures:
            raise failures.pop()
        return record_call(metered)

    monkeypatch.setattr(ledger, "record_call", flaky)
    assert execute("post.send_letter").state == "succeeded"
    assert len(vendor.received) == UsageLine.objects.sales().count() == 1


@pytest.mark.django_db
def test_the_end_is_told_before_the_transaction_that_writes_it_down(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    seen: list[tuple[str, object, bool]] = []

    def foresee(ending: Ending) -> list[Payload]:
        assert ending.content is not None
        seen.append((ending.state.value, load(ending.content), Call.objects.filter(finished_at=None).exists()))
        raise RuntimeError("whatever comes of it")

    outcome = execute("post.send_letter", foresee=foresee)
    assert seen == [("succeeded", LETTER, True)]
    assert (outcome.state, content(Call.objects.get().result)) == ("succeeded", LETTER)


@pytest.mark.django_db
def test_contents_that_were_foreseen_are_stored_with_the_call(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    more = unsaved({"made": "of it"}, customer_id=None)
    assert execute("post.send_letter", foresee=lambda ending: [more]).state == "succeeded"
    assert content(Payload.objects.get(pk=more.pk)) == {"made": "of it"}
