"""A worker that is stopped beyond its lease writes nothing when it goes on: somebody else has decided."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable

import pytest
from django.db.models.functions import Now

from integrations.actors import SYSTEM
from integrations.egress.tests.vendor import Vendor, ok
from integrations.models import Call, Connection, UsageLine
from integrations.queue.dispatcher import dispatch
from integrations.queue.sweeper import sweep
from workflows.editor.tests.conftest import mailbox as mailbox  # fixtures
from workflows.editor.tests.conftest import vendor as vendor
from workflows.engine.graph import graph_hash
from workflows.models import Revision, Run, Step
from workflows.runs.history import history
from workflows.runs.start import RunStart, start_run
from workflows.runs.tests.drawing import drawn

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

StartWorker = Callable[[], "subprocess.Popen[bytes]"]
READ = {"type": "gmail.list_labels", "account_mode": "owner"}
GRAPH = drawn(
    {"first": READ, "made": {"type": "flow.set", "fields": {"is": 1}}, "second": READ},
    "first -> made",
    "made -> second",
)


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 40
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_run_goes_on_elsewhere_and_what_the_frozen_worker_knows_is_void(
    vendor: Vendor, mailbox: Connection, start_worker: StartWorker
) -> None:
    frozen: list[int] = []

    def freeze_the_first(handler: object, of_vendor: Vendor) -> None:
        if not frozen:
            frozen.append(worker.pid)
            os.kill(worker.pid, signal.SIGSTOP)
        ok({"labels": []})(handler, of_vendor)  # type: ignore[arg-type]  # the handler it is given

    vendor.answers(freeze_the_first)
    worker = start_worker()
    revision = Revision.objects.create(graph=GRAPH.as_dict(), graph_hash=graph_hash(GRAPH))
    start = RunStart(revision=revision, customer=None, source="manual", lane="interactive")
    run = start_run(SYSTEM, start)
    until(lambda: bool(frozen))
    start_worker()
    Step.objects.filter(state="running").update(lease_until=Now())
    sweep()
    dispatch()
    until(lambda: not Run.objects.filter(state__in=Run.OPEN).exists())
    os.kill(worker.pid, signal.SIGCONT)
    time.sleep(1.5)  # what it still does, it does now
    run.refresh_from_db()
    assert run.state == "succeeded"
    assert sorted(run.steps.values_list("node_id", "state")) == [
        ("first", "succeeded"),
        ("made", "succeeded"),
        ("second", "succeeded"),
    ]
    assert [each.number for each in history(run)] == list(range(1, run.events + 1))
    assert (Call.objects.count(), UsageLine.objects.sales().count(), len(vendor.received)) == (2, 2, 3)
