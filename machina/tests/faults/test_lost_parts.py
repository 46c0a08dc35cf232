"""Parts of a running Machina are killed, emptied or replaced under load: nothing is lost and nothing is done twice."""

from __future__ import annotations

import signal
import time

import pytest

from machina.bench.drawings import chain
from machina.tests.faults.factory import Factory, Json, letters, wait_for

pytestmark = pytest.mark.faults
RUNS = 15
READ: Json = {"type": "gmail.list_labels", "account_mode": "owner"}
LETTER: Json = {
    "type": "gmail.send_message",
    "account_mode": "owner",
    "parameters": {"to": ["bob@example.com"], "subject": "{{ trigger.name }}", "body": "Hi"},
}
PAUSE: Json = {"type": "flow.wait", "parameters": {"seconds": 1}}
END: Json = {"type": "flow.output", "parameters": {"value": "{{ trigger.name }}"}}
FLOW = chain(READ, LETTER, PAUSE, READ, END)


def test_runs_survive_a_broker_that_forgets_everything(factory: Factory) -> None:
    workflow = factory.drawn(FLOW)
    runs = [factory.start(workflow, name=f"emptied-{number}") for number in range(RUNS)]
    factory.end("valkey", signal.SIGKILL)

    ended = factory.ended(runs)

    assert [(each["state"], each["output"]) for each in ended] == [
        ("succeeded", f"emptied-{number}") for number in range(RUNS)
    ]
    assert letters(factory.vendor.received) == {f"emptied-{number}": 1 for number in range(RUNS)}


def test_every_process_is_replaced_under_load_without_a_lost_or_doubled_run(factory: Factory) -> None:
    workflow = factory.drawn(FLOW)
    with factory.asked_on(workflow, "replaced", callers=3, pause=0.2) as started:
        for part in ("worker", "web", "scheduler"):
            time.sleep(0.5)
            factory.end(part, signal.SIGTERM)
            factory.expect("GET", "/readyz")

    ended = factory.ended(list(started.values()))

    assert len(ended) >= 3 * 3
    assert {each["state"] for each in ended} == {"succeeded"}
    assert letters(factory.vendor.received) == dict.fromkeys(started, 1)
    listed = factory.expect("GET", f"/api/v1/runs/?workflow={workflow}&limit=200")["results"]
    assert {each["id"] for each in listed} == set(started.values())


def test_who_watches_a_web_process_die_misses_no_event(factory: Factory) -> None:
    workflow = factory.drawn(chain(*[READ] * 12, PAUSE, *[READ] * 12, END))
    run = factory.start(workflow, name="watched")
    wait_for(lambda: len(numbers(factory, run)) > 8, "the first events")

    factory.end("web", signal.SIGKILL)
    seen = numbers(factory, run)
    factory.ended([run])
    after = numbers(factory, run, since=seen[-1])

    assert [*seen, *after] == list(range(1, len(seen) + len(after) + 1))
    assert factory.run(run)["state"] == "succeeded"


def test_a_reader_finds_no_gap_while_fifty_items_write(factory: Factory) -> None:
    loop: Json = {"type": "flow.for_each", "parameters": {"items": [*range(60)], "concurrency": 50}}
    graph = chain(loop, READ)
    graph["edges"][1]["source_handle"] = "each"
    run = factory.start(factory.drawn(graph), name="read")
    found, over = list[int](), False
    while not over:
        over = factory.run(run)["finished_at"] is not None  # looked at first: what comes next is the end
        while more := numbers(factory, run, since=found[-1] if found else 0):
            found += more

    assert found == list(range(1, len(found) + 1))
    assert len(found) > 60
    assert factory.run(run)["state"] == "succeeded"


def numbers(factory: Factory, run: str, since: int = 0) -> list[int]:
    """The numbers of the events after one, by one page."""
    page = factory.expect("GET", f"/api/v1/runs/{run}/events?since={since}")
    return [each["number"] for each in page["results"]]
