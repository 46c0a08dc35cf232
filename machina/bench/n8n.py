"""n8n as it comes, for comparison: its drawings of the flows that are measured, and one that runs."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from machina.testing.stack import free_port

Json = dict[str, Any]
READY_SECONDS = 120.0
SET: Json = {
    "type": "n8n-nodes-base.set",
    "typeVersion": 3.4,
    "parameters": {
        "assignments": {"assignments": [{"id": "a", "name": "labels", "type": "array", "value": "={{ $json.labels }}"}]}
    },
}
RESPOND: Json = {
    "type": "n8n-nodes-base.respondToWebhook",
    "typeVersion": 1.4,
    "parameters": {"respondWith": "json", "responseBody": "={{ $json.labels[0] }}"},
}
ITEMS: Json = {
    "type": "n8n-nodes-base.set",
    "typeVersion": 3.4,
    "parameters": {"mode": "raw", "jsonOutput": json.dumps({"items": [{"n": number} for number in range(100)]})},
}
SPLIT: Json = {"type": "n8n-nodes-base.splitOut", "typeVersion": 1, "parameters": {"fieldToSplitOut": "items"}}


def drawings(fast: str, slow: str) -> dict[str, Json]:
    """The flows by their names, each behind a webhook of that name, calling these two addresses."""
    call, slow_call = _call(fast), _call(slow)
    ten = [call, SET, call, SET, call, SET, call, SET]
    return {
        "short": _chain("short", [call, SET, RESPOND], respond="responseNode"),
        "ten": _chain("ten", [*ten, RESPOND], respond="responseNode"),
        "fan-out": _fan_out("fan-out", [slow_call] * 100),
        "for-each": _chain("for-each", [ITEMS, SPLIT, slow_call], respond="lastNode"),
    }


@contextmanager
def running(program: Path, folder: Path, flows: Mapping[str, Json]) -> Iterator[Mapping[str, str]]:
    """Start n8n with these flows on, and everything else as it comes; the addresses of their webhooks.

    Raises RuntimeError when it does not become ready, and CalledProcessError when it refuses a flow.
    """
    port = free_port()
    environment = os.environ | {"N8N_USER_FOLDER": str(folder), "N8N_PORT": str(port)}
    environment |= {"N8N_DIAGNOSTICS_ENABLED": "false", "N8N_VERSION_NOTIFICATIONS_ENABLED": "false"}  # no network
    for name, flow in flows.items():
        path = folder / f"{name}.json"
        path.write_text(json.dumps(flow))
        for command in (("import:workflow", f"--input={path}"), ("publish:workflow", f"--id={name}")):
            subprocess.run([program, *command], env=environment, check=True, capture_output=True)
    process = subprocess.Popen([program, "start"], env=environment, stdout=subprocess.DEVNULL)
    addresses = {name: f"http://127.0.0.1:{port}/webhook/{name}" for name in flows}
    try:
        _wait_until_ready(process, addresses["short"])
        yield addresses
    finally:
        process.terminate()
        process.wait(60)


def _wait_until_ready(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.post(address, timeout=10).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise RuntimeError("n8n was not ready.")


def _call(address: str) -> Json:
    return {"type": "n8n-nodes-base.httpRequest", "typeVersion": 4.2, "parameters": {"url": address}}


def _chain(name: str, nodes: Sequence[Json], *, respond: str) -> Json:
    listed = [_hook(name, respond), *nodes]
    return _flow(name, listed, {f"n{at}": [f"n{at + 1}"] for at in range(len(nodes))})


def _fan_out(name: str, nodes: Sequence[Json]) -> Json:
    return _flow(name, [_hook(name, "lastNode"), *nodes], {"n0": [f"n{at}" for at in range(1, len(nodes) + 1)]})


def _hook(name: str, respond: str) -> Json:
    given = {"path": name, "httpMethod": "POST", "responseMode": respond}
    return {"type": "n8n-nodes-base.webhook", "typeVersion": 2, "webhookId": name, "parameters": given}


def _flow(name: str, nodes: Sequence[Json], edges: Mapping[str, Sequence[str]]) -> Json:
    ends = {
        source: {"main": [[{"node": target, "type": "main", "index": 0} for target in targets]]}
        for source, targets in edges.items()
    }
    placed = [{"id": f"n{at}", "name": f"n{at}", "position": [200 * at, 0], **node} for at, node in enumerate(nodes)]
    return {"id": name, "name": name, "nodes": placed, "connections": ends, "settings": {}, "active": False}
