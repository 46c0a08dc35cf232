"""The worker of a running Machina is killed again and again: every run ends, and no write leaves twice.

Nothing is helped along: leases lapse, the supervisor starts the next worker, the sweeper finds what was left behind.
`MACHINA_STORM` says how many runs; each twentieth of them costs a worker.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter

import pytest

from machina.bench.drawings import chain
from machina.tests.faults.factory import Factory, Json, letters, wait_for
from machina.tests.faults.test_lost_parts import END, READ

pytestmark = pytest.mark.faults
RUNS = int(os.environ.get("MACHINA_STORM", "40"))
KILLS, CALLS = RUNS // 20, 8
NAMED: Json = {"type": "flow.set", "parameters": {"fields": {"name": "{{ trigger.name }}"}}}
LETTERS = 3


def letter(number: int) -> Json:
    """A run goes on after one of which nobody knows whether it left."""
    parameters = {"to": ["bob@example.com"], "subject": f"{{{{ trigger.name }}}} {number}", "body": "Hi"}
    return {
        "type": "gmail.send_message",
        "account_mode": "owner",
        "parameters": parameters,
        "settings": {"on_error": "continue"},
    }


FLOW = chain(READ, letter(1), NAMED, READ, letter(2), NAMED, READ, letter(3), END)


def await_calls(factory: Factory) -> None:
    """Until a worker is at it: to kill one that has not begun would prove nothing."""
    before = len(factory.vendor.received)
    wait_for(lambda: len(factory.vendor.received) > before + CALLS, "calls of the worker")


def test_every_run_ends_and_no_letter_leaves_twice(factory: Factory) -> None:
    workflow, dice = factory.drawn(FLOW), random.Random(7)
    runs = [factory.start(workflow, name=f"killed-{number}") for number in range(RUNS)]
    for _ in range(KILLS):
        await_calls(factory)
        time.sleep(dice.uniform(0, 0.5))
        factory.end("worker", signal.SIGKILL)

    ended = factory.ended(runs)

    assert [(each["state"], each["output"]) for each in ended] == [
        ("succeeded", f"killed-{number}") for number in range(RUNS)
    ]
    states = Counter((step["type"], step["state"]) for each in ended for step in each["steps"])
    assert states[READ["type"], "succeeded"] == 3 * RUNS
    known, doubtful = (states["gmail.send_message", state] for state in ("succeeded", "outcome_unknown"))
    assert known + doubtful == LETTERS * RUNS
    sent = letters(factory.vendor.received)
    assert set(sent.values()) == {1}
    assert known <= len(sent) <= known + doubtful
