"""Agents: what they add to their models' answers, what the protocol adds to a call, and what those hold that wait."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import httpx

from machina.bench.desk import OPERATION, PATH, Desk, median
from machina.bench.drawings import Json, chain
from machina.bench.figures import Figure
from machina.bench.flows import Flows
from machina.bench.memory import processes_of

MODEL = "sandbox/rules"
MORE_AGENTS, ROUNDS, WARM_UP = 8, 20, 3
WAITING, PAGE = 100, 50
TURN_MS, PROTOCOL_MS, THREADS = 15.0, 20.0, 0.2
SETTLED_SECONDS = 60.0
_p50 = partial(median, rounds=ROUNDS, warm_up=WARM_UP)


def settings(vendor: str) -> Mapping[str, str]:
    """Of the desk: the sandbox is there for its model, and any request may be made to the vendor."""
    return {"MACHINA_SANDBOX": "true", "MACHINA_ALLOW_PRIVATE": vendor}


def measure(desk: Desk, vendor: str) -> Iterator[Figure]:
    """At a desk that was opened with the settings."""
    with httpx.Client(base_url=desk.stack.url, timeout=60) as client:
        yield _turn(desk, client)
        yield _protocol(desk, client, vendor)
        yield from _waiting(desk, client)


def _turn(desk: Desk, client: httpx.Client) -> Figure:
    """An agent that answers at once, over its model's answer: by flows with many of them and with one."""
    flows, asked = Flows(desk), {"model": MODEL, "messages": [{"role": "user", "content": "Hello"}], "stream": True}
    raw = _p50(lambda: client.post("/sandbox/llm/v1/chat/completions", json=asked).raise_for_status())
    medians = []
    for count in (1, 1 + MORE_AGENTS):
        workflow = flows.make(client, chain(*[_agent("Hello")] * count))
        medians.append(_p50(lambda workflow=workflow: flows.run(client, workflow)))  # type: ignore[misc]
    turn = (medians[1] - medians[0]) / MORE_AGENTS
    return Figure("an agent's turn, p50", turn, "ms", bar=raw + TURN_MS, raw=raw)


def _protocol(desk: Desk, client: httpx.Client, vendor: str) -> Figure:
    """A tool called by the Model Context Protocol, over the request that it makes."""
    key = desk.stack.manage("api_key", "create", "programs", "--tools", "destructive", "--approve").splitlines()[-1]
    headers = {"Authorization": f"Bearer {key}"}
    made = client.post("/api/v1/customers/", json={"key": "bench", "name": "Bench"}, headers=headers)
    made.raise_for_status()
    headers |= {"Machina-Customer": "bench", "Accept": "application/json, text/event-stream"}
    params = {"name": "http_request", "arguments": {"url": f"{vendor}{PATH}"}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}

    def call() -> None:
        answer = client.post("/mcp/", json=message, headers=headers)
        if answer.status_code != 200 or answer.json().get("result", {}).get("isError"):
            raise RuntimeError(f"{desk.name}: {answer.status_code}: {answer.text[:500]}")

    with httpx.Client(base_url=vendor) as bare:
        raw = _p50(lambda: bare.get(PATH).raise_for_status())
    return Figure("a tool by MCP, p50", _p50(call), "ms", bar=raw + PROTOCOL_MS, raw=raw)


def _waiting(desk: Desk, client: httpx.Client) -> Iterator[Figure]:
    """Agents that wait for a person: threads that there are more for each, and runs that a worker holds.

    Pools of threads fill up while there is something to do, so the first half makes them busy, and the second counts.
    """
    headers = {"Authorization": f"Bearer {desk.key}"}
    first = _begun(desk, client, headers)
    before = _threads(desk)
    second = _begun(desk, client, headers)
    waiting = sum(_count(client, headers, each, "waiting") for each in first + second)
    held = sum(_count(client, headers, each, "running") for each in first + second)
    yield Figure("agents that wait for a person", waiting, "", at_least=2 * WAITING)
    yield Figure("  threads for each of the second half", (_threads(desk) - before) / WAITING, "x", bar=THREADS)
    yield Figure("  runs that a worker holds", held, "", bar=0)
    yield Figure("  a call of a program meanwhile, p50", _p50(lambda: desk.call(client)), "ms")


def _begun(desk: Desk, client: httpx.Client, headers: dict[str, str]) -> list[str]:
    """Their workflows, of which each has a page of runs, once all have come to where they wait."""
    workflows = [Flows(desk).make(client, _asking()) for _ in range(WAITING // PAGE)]
    for number in range(WAITING):
        address = f"/api/v1/workflows/{workflows[number % len(workflows)]}/run"
        client.post(address, json={"account_mode": "owner", "wait": 0}, headers=headers).raise_for_status()
    until = time.monotonic() + SETTLED_SECONDS
    while any(_count(client, headers, each, "waiting") < PAGE for each in workflows) and time.monotonic() < until:
        time.sleep(1)
    return workflows


def _agent(prompt: str, **parameters: Any) -> Json:
    return {"type": "agent.run", "parameters": {"model": {"name": MODEL}, "prompt": prompt, **parameters}}


def _asking() -> Json:
    """An agent whose model wants a call that a person has to let pass."""
    tool = OPERATION.replace(".", "_")
    graph = chain(_agent(f"call {tool} {{}}", approval="always"))
    lent = {"id": "lent", "key": "lent", "name": "lent", "position": {"x": 0, "y": 0}, "parameters": {}}
    edge = {"id": "lends", "source": "lent", "source_handle": "tool", "target": "n1", "target_handle": "tools"}
    nodes = [*graph["nodes"], {**lent, "type": OPERATION, "account_mode": "owner"}]
    return {"nodes": nodes, "edges": [*graph["edges"], edge]}


def _count(client: httpx.Client, headers: dict[str, str], workflow: str, state: str) -> int:
    """How many of its runs are in a state."""
    wanted: dict[str, str | int] = {"workflow": workflow, "state": state, "page_size": PAGE}
    found = client.get("/api/v1/runs/", params=wanted, headers=headers).raise_for_status().json()
    return len(found["results"])


def _threads(desk: Desk) -> int:
    return sum(process.num_threads() for _, process in processes_of(desk.stack))
