"""An agent on a running Machina: it reads at once and asks before it sends, and a killed worker costs nothing."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from typing import Any

import httpx
import psutil
import pytest

from machina.bench.memory import processes_of
from machina.testing.person import Person
from machina.testing.stack import Stack

pytestmark = pytest.mark.browser
Json = dict[str, Any]  # as REST writes it
LETTER = '{"to": ["guest@globex.example"], "body": "At noon?"}'
PATIENCE_S = 60.0


def drawing() -> Json:
    """An agent that is told to search and then to send; its letter's text is fixed by the node."""
    nodes: Json = {
        "start": {"type": "trigger.manual"},
        "search": {"type": "gmail.search_messages", "account_mode": "owner"},
        "send": {"type": "gmail.send_message", "account_mode": "owner", "parameters": {"subject": "Fixed by the node"}},
        "bot": {
            "type": "agent.run",
            "parameters": {
                "model": {"name": "sandbox/rules"},
                "prompt": 'call gmail_search_messages {"query": "is:unread"}\ncall gmail_send_message ' + LETTER,
            },
        },
    }
    place = {"name": "", "position": {"x": 0, "y": 0}, "parameters": {}}
    edges = [("start", "main", "main"), ("search", "tool", "tools"), ("send", "tool", "tools")]
    return {
        "nodes": [{"id": name, "key": name, **place, **node, "name": name} for name, node in nodes.items()],
        "edges": [
            {"id": source, "source": source, "source_handle": handle, "target": "bot", "target_handle": into}
            for source, handle, into in edges
        ],
    }


def seen(look: Callable[[], Any], what: str) -> Any:  # whatever it looks for
    deadline = time.monotonic() + PATIENCE_S
    while not (found := look()):
        assert time.monotonic() < deadline, what
        time.sleep(0.1)
    return found


def test_a_person_is_asked_before_an_agent_sends_and_no_kill_sends_twice(stack: Stack) -> None:
    person = Person(stack)
    person.connect_owner("google", ["gmail"])
    key = stack.manage("api_key", "create", "agents").splitlines()[-1]
    with httpx.Client(base_url=stack.url, headers={"Authorization": f"Bearer {key}"}, timeout=30) as rest:
        made = rest.post("/api/v1/workflows/import", json={"name": "Lunch", "graph": drawing()}).json()
        begun = rest.post(f"/api/v1/workflows/{made['id']}/run", json={"account_mode": "owner"})
        assert begun.status_code == 202, begun.text
        run = begun.json()["run"]

        def approval() -> Json | None:
            found = rest.get("/api/v1/approvals/").json()["results"]
            return next((each for each in found if each["run"] == run), None)

        asked = seen(approval, "an approval")
        assert (asked["operation"], asked["state"], asked["node_id"]) == ("gmail.send_message", "open", "send")
        assert rest.get(f"/api/v1/runs/{run}/").json()["state"] == "waiting"

        worker = next(process for part, process in processes_of(stack) if part == "worker")
        worker.send_signal(signal.SIGKILL)
        psutil.wait_procs([worker], 10)
        answered = rest.post(f"/api/v1/approvals/{asked['id']}/answer", json={"decision": "approve"})
        assert answered.status_code == 200, answered.text
        again = rest.post(f"/api/v1/approvals/{asked['id']}/answer", json={"decision": "approve"})
        assert again.status_code == 409

        def ended() -> Json | None:
            shown: Json = rest.get(f"/api/v1/runs/{run}/").json()
            return shown if shown["finished_at"] else None

        shown = seen(ended, "the end of the run")
    person.close()
    assert shown["state"] == "succeeded", shown
    sent = httpx.get(f"{stack.sandbox_url}/sandbox/_control/requests").json()["counts"]
    assert sent["gmail.users.messages.send"] == 1
    steps = [(each["node"], each["state"]) for each in shown["steps"]]
    assert ("bot", "succeeded") in steps
    assert {state for _, state in steps} == {"succeeded"}
    assert {"search", "send"} <= {node for node, _ in steps}
