"""The usage ledger: lines written a second in batches, one call's part, and the report of a month from rollups.

`measure` starts this module as a process of its own, with a database of its own. There the rollups of a month with ten
million calls are made directly: a report reads as many rows for ten million calls as for ten.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from machina.bench.figures import Figure

if TYPE_CHECKING:  # Django is set up only in the process that measures
    from integrations.billing.ledger import Metered

BATCHES, BATCH = 20, 1000
SINGLE = 200
CUSTOMERS, DAYS = 1000, 30
CALLS_OF_A_MONTH = 10_000_000
LINES_PER_SECOND = 5000.0
REPORT_MS = 300.0
FIRST = date(2026, 11, 1)


def measure(environment: Mapping[str, str]) -> Iterator[Figure]:
    """Figures on the database that ``DATABASE_URL`` names; its tables are made, and left behind."""
    command = [sys.executable, "-m", __spec__.name]
    printed = subprocess.run(command, env=os.environ | environment, check=True, stdout=subprocess.PIPE, text=True)
    for line in printed.stdout.splitlines():
        yield Figure(**json.loads(line))


def _measured() -> Iterator[Figure]:
    from django.db import transaction

    from integrations.actors import SYSTEM
    from integrations.billing import ledger
    from integrations.billing.reports import usage_report

    customers = [uuid4() for _ in range(CUSTOMERS)]
    calls = [[_call(customers, each) for each in range(BATCH)] for _ in range(BATCHES)]
    seconds = _seconds(lambda: [ledger.record_calls(batch) for batch in calls])
    yield Figure("ledger, lines in batches", 2 * BATCHES * BATCH / seconds, "/s", at_least=LINES_PER_SECOND)
    with transaction.atomic():
        single = [_seconds(lambda: ledger.record_call(_call(customers, 0))) for _ in range(SINGLE)]
    yield Figure("ledger, part of one call, p50", median(single) * 1000, "ms")
    _roll_up(customers)
    last = FIRST + timedelta(days=DAYS - 1)
    report = [_seconds(lambda: usage_report(SYSTEM, from_=FIRST, to=last, group_by=("customer",))) for _ in range(5)]
    yield Figure("ledger, report of 10 M calls", median(report) * 1000, "ms", bar=REPORT_MS)


def _call(customers: list[UUID], number: int) -> Metered:
    from integrations.billing.ledger import Metered
    from integrations.billing.prices import Quote

    return Metered(
        call_id=uuid4(),
        customer_id=customers[number % CUSTOMERS],
        connection_id=None,
        run_id=None,
        node_id="",
        operation="gmail.send_message",
        quote=Quote(
            service="gmail",
            key="message_send",
            cost=Decimal("0.0001"),
            price=Decimal("0.001"),
            currency="USD",
            unit="call",
            version="shipped",
        ),
        requests=2,
        outcome="succeeded",
        origin="bench",
        at=datetime(2026, 10, 15, tzinfo=UTC),
    )


def _roll_up(customers: list[UUID]) -> None:
    """What came before is rolled up, and beside it the month of the report."""
    from integrations.billing import rollups
    from integrations.models import UsageRollup

    rollups.refresh()
    calls = CALLS_OF_A_MONTH // (CUSTOMERS * DAYS)
    rows = (
        UsageRollup(
            day=FIRST + timedelta(days=day),
            customer_id=customer,
            service="gmail",
            operation="gmail.send_message",
            meter=meter,
            currency="USD",
            calls=calls if meter == "call" else 0,
            quantity=calls,
            sold=calls if meter == "call" else 0,
            cost=calls * Decimal("0.0001") if meter == "request" else 0,
            price=calls * Decimal("0.001") if meter == "call" else 0,
        )
        for day in range(DAYS)
        for customer in customers
        for meter in ("call", "request")
    )
    UsageRollup.objects.bulk_create(rows, batch_size=BATCH)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> int:
    """Migrate the database, measure on it, and print each figure as a line of JSON."""
    from machina.testing.environment import prepare

    prepare()
    os.environ["DJANGO_SETTINGS_MODULE"] = "machina.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for figure in _measured():
        print(json.dumps(asdict(figure)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
