"""Webhook intake: deliveries a second that two web processes acknowledge, each kept before, beside bare inserts.

`measure` starts this module as a process of its own to deploy a workflow and to insert bare rows, and calls the
workflow's address from many kept connections. The workflow is a webhook alone, so that nothing but intake is at work.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import httpx

from machina.bench.figures import Figure, percentile
from machina.testing.stack import HERE, Stack, free_port

CONNECTIONS = 24
CALLS = 4_000
WARM_UP = 200
BARE = 2_000
PER_SECOND = 500.0
READY_SECONDS = 30.0
BODY = json.dumps({"order": 7, "lines": [{"sku": f"A-{n}", "quantity": n} for n in range(8)]}).encode()


@dataclass(frozen=True)
class Hook:
    """Where to call, and by what right."""

    path: str
    secret: str


def measure(stack: Stack) -> Iterator[Figure]:
    """On the stack's database; the rows are left behind."""
    hook = Hook(**_asked(stack.environment, "deploy"))
    bare = float(_asked(stack.environment, "bare")["per_second"])
    with _second_web_process(stack) as port:
        ports = (int(stack.url.rpartition(":")[2]), port)
        asyncio.run(_call_often(hook, ports, WARM_UP))
        began = time.perf_counter()
        times = asyncio.run(_call_often(hook, ports, CALLS))
        seconds = time.perf_counter() - began
    kept = int(_asked(stack.environment, "count")["events"])
    if kept != CALLS + WARM_UP:
        raise RuntimeError(f"{CALLS + WARM_UP} deliveries were acknowledged, and {kept} are kept")
    yield Figure("webhook intake, two web processes", CALLS / seconds, "/s", at_least=PER_SECOND, raw=bare)
    yield Figure(f"  one of {CONNECTIONS} at once, p50", percentile(times, 0.5) * 1000, "ms")
    yield Figure(f"  one of {CONNECTIONS} at once, p99", percentile(times, 0.99) * 1000, "ms")


async def _call_often(hook: Hook, ports: tuple[int, ...], calls: int) -> list[float]:
    """Seconds of each call, over so many connections that are kept open."""
    each = [_caller(hook, ports[n % len(ports)], calls // CONNECTIONS) for n in range(CONNECTIONS)]
    each.append(_caller(hook, ports[0], calls - calls // CONNECTIONS * CONNECTIONS))
    return [seconds for times in await asyncio.gather(*each) for seconds in times]


async def _caller(hook: Hook, port: int, calls: int) -> list[float]:
    """A client that costs little, since it shares the processors with what is measured."""
    if not calls:
        return []
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    times = []
    for _ in range(calls):
        head = (
            f"POST {hook.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
            f"Machina-Secret: {hook.secret}\r\nWebhook-Id: {uuid4()}\r\nContent-Length: {len(BODY)}\r\n\r\n"
        )
        began = time.perf_counter()
        writer.write(head.encode() + BODY)
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        if b" 200 " not in answer.split(b"\r\n", 1)[0] or b"machina-run:" not in answer:
            raise RuntimeError(f"the webhook answered {answer[:300]!r}")
        length = answer.partition(b"content-length:")[2].split(b"\r\n", 1)[0]
        await reader.readexactly(int(length))
        times.append(time.perf_counter() - began)
    writer.close()
    return times


@contextmanager
def _second_web_process(stack: Stack) -> Iterator[int]:
    port = free_port()
    command = [stack.checkout.python, "-m", "machina.server", "--port", str(port)]
    process = subprocess.Popen(command, cwd=stack.checkout.root, env=dict(stack.environment))
    try:
        deadline = time.monotonic() + READY_SECONDS
        while not _is_ready(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the second web process was not ready")
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(60)


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def _asked(environment: Mapping[str, str], what: str) -> dict[str, str]:
    """The answer of this module in a process that knows the stack's database."""
    command = [sys.executable, "-m", "machina.bench.intake", what]
    printed = subprocess.run(
        command, cwd=HERE.root, env=dict(environment), check=True, stdout=subprocess.PIPE, text=True, timeout=120
    )
    answer: dict[str, str] = json.loads(printed.stdout.splitlines()[-1])
    return answer


def _deploy() -> dict[str, str]:
    from integrations.actors import SYSTEM
    from workflows.models import Deployment, Version
    from workflows.revisions import create_workflow, current_revision
    from workflows.triggers.registration import sync

    node = {"id": "hook", "type": "trigger.webhook", "name": "", "position": {"x": 0, "y": 0}, "account_mode": "owner"}
    workflow = create_workflow(SYSTEM, name="Intake", graph={"nodes": [node], "edges": []})
    version = Version.objects.create(workflow=workflow, number=1, revision=current_revision(workflow))
    registered = sync(Deployment.objects.create(workflow=workflow, version=version))
    [trigger] = registered.triggers
    return {"path": f"/hooks/{trigger.public_id}/", "secret": registered.secrets[trigger.pk]}


def _bare() -> dict[str, str]:
    """One transaction for each delivery with the row alone, as one process can write them."""
    from django.db import transaction
    from django.utils import timezone

    from integrations.prepared.inserts import insert
    from workflows.models import InboxEvent, Trigger

    trigger, now = Trigger.objects.first(), timezone.now()
    began = time.perf_counter()
    for number in range(BARE):
        with transaction.atomic():
            event = InboxEvent(trigger=trigger, source="bare", delivery_id=str(number), run_id=uuid4(), received_at=now)
            insert([event])
    seconds = time.perf_counter() - began
    InboxEvent.objects.filter(source="bare").delete()
    return {"per_second": str(BARE / seconds)}


def _count() -> dict[str, str]:
    from workflows.models import InboxEvent

    return {"events": str(InboxEvent.objects.count())}


def main() -> int:
    """Do one of it, and print the answer as a line of JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "machina.settings"
    import django

    django.setup()
    answers = {"deploy": _deploy, "bare": _bare, "count": _count}
    print(json.dumps(answers[sys.argv[1]]()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
