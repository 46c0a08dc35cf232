"""A stack that works against the bench's vendor, with an operator at its socket and programs with a key."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from machina.bench.figures import percentile
from machina.bench.vendor import endpoints
from machina.testing.person import Person
from machina.testing.stack import Checkout, Stack, start

OPERATION = "gmail.list_labels"
PATH = "/gmail/v1/users/me/labels"
CLIENT = ("bench", "bench-secret")


@dataclass(frozen=True)
class Desk:
    """One checkout at work; ``name`` is what the table calls it."""

    name: str
    stack: Stack
    person: Person
    key: str = field(repr=False)

    def press_run(self) -> None:
        """One click on Run, until the reply is there."""
        reply = self.person.ask(
            "execute_node", node_id="bench", node_type=OPERATION, parameters={}, account_mode="owner"
        )
        if not reply["success"]:
            raise RuntimeError(f"{self.name}: {OPERATION} failed: {reply['error']}")

    def call(self, client: httpx.Client) -> None:
        """One call of a program, until the answer is there."""
        answer = client.post(
            f"{self.stack.url}/api/v1/operations/{OPERATION}/run",
            json={"account_mode": "owner", "params": {}},
            headers={"Authorization": f"Bearer {self.key}"},
        )
        if answer.status_code != 200:
            raise RuntimeError(f"{self.name}: {OPERATION} answered {answer.status_code}: {answer.text[:300]}")


@contextmanager
def opened(
    name: str, folder: Path, checkout: Checkout, vendor: str, *, service: str = "gmail", **environment: str
) -> Iterator[Desk]:
    """Start the checkout in the folder, connect the owner's account at the vendor, and make a key."""
    folder.mkdir(exist_ok=True)
    settings = {"MACHINA_SANDBOX": "false", "MACHINA_ENDPOINTS": endpoints(vendor), **environment}
    with start(folder, checkout=checkout, **settings) as stack:
        client_id, secret = CLIENT
        stack.manage("oauth_app", "set", "google", "--client-id", client_id, "--client-secret", secret)
        person = Person(stack)
        _connect(person, service)
        key = stack.manage("api_key", "create", "bench").splitlines()[-1]
        try:
            yield Desk(name, stack, person, key)
        finally:
            person.close()


def milliseconds(work: Callable[[], object]) -> float:
    """How long the work takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def median(work: Callable[[], object], *, rounds: int, warm_up: int = 0) -> float:
    """Of so many times that the work takes, in milliseconds."""
    return percentile([milliseconds(work) for _ in range(warm_up + rounds)][warm_up:], 0.5)


def at_once(callers: int, each: int, work: Callable[[httpx.Client], object]) -> tuple[float, list[float]]:
    """How often a second so many callers do the work, one time after another, and how long each time takes.

    They have done it all once before.
    """
    taken: list[float] = []
    seconds = 0.0

    def do_often() -> None:
        with httpx.Client(timeout=60) as client:
            taken.extend(milliseconds(lambda: work(client)) for _ in range(each))

    with ThreadPoolExecutor(callers) as pool:
        for _ in range(2):
            taken.clear()
            began = time.perf_counter()
            for caller in [pool.submit(do_often) for _ in range(callers)]:
                caller.result()
            seconds = time.perf_counter() - began
    return callers * each / seconds, taken


def _connect(person: Person, service: str) -> None:
    """The vendor asks nobody: its first page leads straight back to the callback."""
    login = person.ask("google_oauth_login", services=[service])
    if not login["success"]:
        raise RuntimeError(f"login was refused: {login['error']}")
    page = person.http.get(login["url"]).headers["Location"]
    callback = person.http.get(httpx.get(page).headers["Location"])
    if callback.status_code != 200:
        raise RuntimeError(f"the callback answered {callback.status_code}: {callback.text[:500]}")
