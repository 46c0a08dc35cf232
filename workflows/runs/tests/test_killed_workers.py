"""Real workers, killed again and again while workflows run: every run ends, and no write is sent twice.

``python -m machina.testing.killing`` does the same with 200 runs and a kill every second.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import time
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes

import pytest
from django.conf import settings
from django.db.models.functions import Now

from integrations.actors import SYSTEM
from integrations.egress.tests.vendor import Vendor, ok
from integrations.models import Call, Connection
from integrations.queue.dispatcher import dispatch
from integrations.queue.sweeper import sweep
from integrations.shared_store import store_at
from workflows.editor.tests.conftest import mailbox as mailbox  # fixtures
from workflows.editor.tests.conftest import vendor as vendor
from workflows.engine.graph import graph_hash
from workflows.models import Revision, Run, Step
from workflows.runs.start import RunStart, start_run
from workflows.runs.tests.drawing import Json, drawn

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

StartWorker = Callable[[], "subprocess.Popen[bytes]"]
RUNS = int(os.environ.get("MACHINA_KILLED_RUNS", "6"))
KILLS = max(2, RUNS // 4)
PATIENCE = 60.0 + 3 * RUNS
READ: Json = {"type": "gmail.list_labels", "account_mode": "owner"}


def write(number: int) -> Json:
    subject = f"{{{{ trigger.run }}}}-{number}"
    given = {"to": ["bob@example.com"], "subject": subject, "body": "Hi"}
    return {"type": "gmail.send_message", "account_mode": "owner", "settings": {"on_error": "continue"}, **given}


GRAPH = drawn(
    {
        "start": {"type": "trigger.manual"},
        "read1": READ,
        "write1": write(1),
        "named": {"type": "flow.set", "fields": {"run": "{{ trigger.run }}"}},
        "read2": READ,
        "chosen": {"type": "flow.if", "condition": "{{ size(named.run) > 0 }}"},
        "write2": write(2),
        "read3": READ,
        "write3": write(3),
        "end": {"type": "flow.output", "value": "{{ named.run }}"},
    },
    "start -> read1",
    "read1 -> write1",
    "write1 -> named",
    "named -> read2",
    "read2 -> chosen",
    "chosen:true -> write2",
    "write2 -> read3",
    "read3 -> write3",
    "write3 -> end",
)


def posted(vendor: Vendor) -> Counter[str]:
    """How often each letter has come to the vendor, by its subject."""
    letters = [each.json()["raw"] for each in vendor.received if each.method == "POST"]
    return Counter(message_from_bytes(urlsafe_b64decode(raw + "==="))["subject"] for raw in letters)


def start_runs() -> None:
    revision = Revision.objects.create(graph=GRAPH.as_dict(), graph_hash=graph_hash(GRAPH))
    for number in range(RUNS):
        given: Json = {"run": f"run{number}"}
        start_run(SYSTEM, RunStart(revision=revision, customer=None, source="manual", input=given))


def test_every_run_ends_and_no_write_is_sent_twice(
    vendor: Vendor, mailbox: Connection, start_worker: StartWorker
) -> None:
    vendor.answers(slow_labels)
    dice = random.Random(7)
    start_runs()
    worker, kills = start_worker(), 0
    deadline = time.monotonic() + PATIENCE
    while Run.objects.filter(state__in=Run.OPEN).exists():
        assert time.monotonic() < deadline, list(Step.objects.filter(state__in=Step.OPEN).values("state", "node_id"))
        until = time.monotonic() + dice.uniform(0.5, 1.0)
        while time.monotonic() < until:
            dispatch()
            time.sleep(0.1)
        if kills < KILLS:
            worker.kill()
            worker.wait(10)
            kills += 1
            if kills == 1:
                store_at(settings.REDIS_BROKER_URL).flushdb()  # the messages are lost as well
            Step.objects.filter(state="running").update(lease_until=Now())
            Step.objects.filter(state__in=Step.IDLE).update(offered_at=None)
            sweep()
            worker = start_worker()
    assert kills == KILLS
    sent = posted(vendor)
    assert set(sent.values()) <= {1}
    assert list(Run.objects.exclude(state="succeeded").values_list("state", "reason")) == []
    assert not Step.objects.filter(node_type=READ["type"]).exclude(state="succeeded").exists()
    writes = Step.objects.filter(node_type="gmail.send_message")
    assert writes.count() == 3 * RUNS
    known = writes.filter(state="succeeded").count()
    doubtful = writes.filter(state="outcome_unknown").count()
    assert known + doubtful == 3 * RUNS
    assert known <= len(sent) <= known + doubtful
    assert Call.objects.filter(state="outcome_unknown").count() == doubtful


def slow_labels(handler: object, vendor: Vendor) -> None:
    """Labels to whoever reads, the letter's id to whoever writes, after as long as a vendor takes."""
    time.sleep(0.03)
    body = {"id": "m1", "threadId": "t1", "labelIds": ["SENT"], "labels": [], "sendAs": [], "resultSizeEstimate": 0}
    ok(json.loads(json.dumps(body)))(handler, vendor)  # type: ignore[arg-type]  # the handler it is given
