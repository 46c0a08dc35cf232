"""Sealing while transactions commit in whatever order they like, and by several processes at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from integrations import audit
from integrations.actors import SYSTEM
from integrations.billing.chain import heads
from integrations.billing.chain.content import LEDGERS
from integrations.billing.chain.sealing import seal
from integrations.billing.chain.verification import problems
from integrations.billing.tests.conftest import metered, record
from integrations.billing.tests.test_watermark import ON_POSTGRESQL, another_writer
from integrations.models import AuditEvent, ChainEntry, Customer, UsageLine

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 3
CALLS_EACH = 25


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@ON_POSTGRESQL
def test_nothing_is_sealed_above_a_line_that_may_still_be_committed() -> None:
    with another_writer(meter="request", price="1") as end:
        record(metered(requests=0))
        assert [seal(), seal()] == [0, 0]
        end(True)
        assert seal() == 3
    assert list(problems()) == []
    assert [entry.rows for entry in ChainEntry.objects.all()] == [3]


@ON_POSTGRESQL
def test_a_writer_that_gives_up_leaves_a_gap_and_no_finding() -> None:
    with another_writer(price="1") as end:
        record(metered(requests=0))
        assert seal() == 0
        end(False)
    assert seal() == 1
    assert list(problems()) == []


def test_nothing_is_written_while_nothing_is_new() -> None:
    record(metered())
    seal()
    with CaptureQueriesContext(connection) as queries:
        assert seal() == 0
    assert [each["sql"] for each in queries if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_several_processes_seal_each_row_once_while_others_write() -> None:
    customer = Customer.objects.create(key="globex", name="Globex")
    events = AuditEvent.objects.count()

    def write() -> None:
        try:
            for _ in range(CALLS_EACH):
                with transaction.atomic():
                    record(metered())
                    audit.record(SYSTEM, "test.done", customer)
        finally:
            connections.close_all()

    def seal_on() -> int:
        try:
            return sum(seal() for _ in range(CALLS_EACH))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS + 2) as pool:
        tasks = [pool.submit(write) for _ in range(WRITERS)]
        sealers = [pool.submit(seal_on) for _ in range(2)]
        for task in tasks:
            task.result()
        for each in sealers:
            each.result()
    seal()
    seal()
    rows = [sum(entry.rows for entry in ChainEntry.objects.filter(ledger=ledger.name)) for ledger in LEDGERS]
    assert rows == [UsageLine.objects.count(), AuditEvent.objects.count()]
    assert rows == [2 * WRITERS * CALLS_EACH, events + WRITERS * CALLS_EACH]
    assert list(problems()) == []
    outside, _ = heads.read(heads.folder())
    kept = [[head.number for head in outside[ledger.name]] for ledger in LEDGERS]
    assert kept == [
        list(ChainEntry.objects.filter(ledger=ledger.name).order_by("number").values_list("number", flat=True))
        for ledger in LEDGERS
    ]
