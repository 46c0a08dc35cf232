"""A running Machina whose parts can be taken away, its runs, and the vendor that counts what has reached it."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import httpx
import psutil

from integrations.egress.tests.vendor import Received, Vendor
from machina.bench import vendor as google
from machina.bench.desk import Desk, opened
from machina.bench.memory import processes_of
from machina.testing.stack import HERE

T = TypeVar("T")
Json = dict[str, Any]  # as REST writes them
PATIENCE_S = 120.0
CALL_S = 0.03
LETTER = {"id": "m1", "threadId": "t1", "labelIds": ["SENT"]}


@contextmanager
def running_factory(**environment: str) -> Iterator[Factory]:
    """A Machina in a folder of its own, and its vendor."""
    vendor = Vendor()
    serve(vendor)
    # Directly under /tmp: the path of a unix socket may have 107 bytes only.
    with (
        TemporaryDirectory(prefix="machina-faults-", dir="/tmp", ignore_cleanup_errors=True) as folder,
        opened("faults", Path(folder), HERE, vendor.url, **environment) as desk,
    ):
        factory = Factory(desk, vendor)
        yield factory
        factory.rest.close()
    vendor.close()


def serve(vendor: Vendor, *, letters_wait: int = 0) -> None:
    """Let it sign everybody in at once, send letters and show labels, in the time a near vendor takes.

    With ``letters_wait`` it wants to be left alone for so many seconds by whoever sends a letter.
    """

    def reply(handler: Any, vendor: Vendor) -> None:  # the handler of the vendor's own server
        is_letter = handler.command == "POST" and "/messages/send" in handler.path
        if "/gmail/" in handler.path:
            time.sleep(CALL_S)
        if not is_letter:
            handler.wfile.write(google.answer(handler.path))
            return
        if letters_wait:
            head = f"HTTP/1.1 429 Too Many Requests\r\nRetry-After: {letters_wait}\r\nContent-Length: 0\r\n\r\n"
            handler.wfile.write(head.encode())
            return
        body = json.dumps(LETTER).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        handler.wfile.write(head.encode() + body)

    vendor.answers(reply)


def wait_for(look: Callable[[], T | None], what: str) -> T:
    """What it sees once it sees something. Fails the test after two minutes."""
    deadline = time.monotonic() + PATIENCE_S
    while not (seen := look()):
        assert time.monotonic() < deadline, what
        time.sleep(0.05)
    return seen


def letters(received: Sequence[Received]) -> Counter[str]:
    """How often each letter has come, by its subject."""
    sent = [each for each in received if each.method == "POST" and "/messages/send" in each.path]
    return Counter(message_from_bytes(urlsafe_b64decode(each.json()["raw"] + "==="))["subject"] for each in sent)


@dataclass
class Factory:
    """Starts runs and waits for them over REST; finds and ends the product's processes."""

    desk: Desk
    vendor: Vendor
    rest: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        headers = {"Authorization": f"Bearer {self.desk.key}"}
        self.rest = httpx.Client(base_url=self.desk.stack.url, headers=headers, timeout=30)

    def drawn(self, graph: Json) -> str:
        """The id of a new workflow with this drawing."""
        return str(self.expect("POST", "/api/v1/workflows/import", json={"name": "faults", "graph": graph})["id"])

    def start(self, workflow: str, *, key: str = "", **given: object) -> str:
        """The id of a run that has begun. The same key starts one run, however often it is asked for."""
        body = {"account_mode": "owner", "input": given, **({"idempotency_key": key} if key else {})}
        return str(self.expect("POST", f"/api/v1/workflows/{workflow}/run", json=body)["run"])

    @contextmanager
    def asked_on(self, workflow: str, name: str, *, callers: int, pause: float) -> Iterator[dict[str, str]]:
        """Programs start one run after another, as long as the block lasts; the ids of the runs by their names."""
        over, started = threading.Event(), dict[str, str]()

        def ask_on(caller: int) -> None:
            number = 0
            while not over.is_set():
                key = f"{name}-{caller}-{number}"
                started[key] = self.start(workflow, key=key, name=key)
                number += 1
                time.sleep(pause)

        with ThreadPoolExecutor(callers) as pool:
            asked = [pool.submit(ask_on, caller) for caller in range(callers)]
            try:
                yield started
            finally:
                over.set()
            for each in asked:
                each.result()

    def ended(self, runs: Sequence[str]) -> list[Json]:
        """The runs, once all are over. Fails the test after two minutes."""
        deadline, found = time.monotonic() + PATIENCE_S, list[Json]()
        for run in runs:
            while (shown := self.run(run))["finished_at"] is None:
                assert time.monotonic() < deadline, shown
                time.sleep(0.1)
            found.append(shown)
        return found

    def run(self, run: str) -> Json:
        return self.expect("GET", f"/api/v1/runs/{run}/")

    def expect(self, method: str, path: str, **request: Any) -> Json:
        """The answer's content; asked again while nobody answers, as a careful program does."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                answer = self.rest.request(method, path, **request)
            except httpx.TransportError:
                assert time.monotonic() < deadline, path
                time.sleep(0.1)
                continue
            if answer.status_code in (502, 503) and time.monotonic() < deadline:
                time.sleep(0.1)
                continue
            assert answer.is_success, answer.text
            return dict(answer.json())

    def end(self, name: str, how: signal.Signals) -> psutil.Process:
        """Send a signal to a process of the product, and wait until it is gone. Returns the one that took its place."""
        (before,) = [process for part, process in processes_of(self.desk.stack) if part == name]
        os.kill(before.pid, how)
        before.wait(60)
        return wait_for(lambda: self._part(name), f"another {name}")

    def _part(self, name: str) -> psutil.Process | None:
        return next((process for part, process in processes_of(self.desk.stack) if part == name), None)
