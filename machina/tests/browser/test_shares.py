"""Attack: one customer's programs ask for all there is, on running processes; the next customer is served at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest

from machina.testing.consent import consent
from machina.testing.person import hidden
from machina.testing.stack import Stack

pytestmark = pytest.mark.browser
RUN = "/api/v1/operations/{}/run"
SLOW_MS, FLOOD = 4_000, 48
MakeProgram = Callable[[str], httpx.Client]


@pytest.fixture(scope="module")
def operator_program(stack: Stack) -> Iterator[httpx.Client]:
    key = stack.manage("api_key", "create", "operator's server").splitlines()[-1]
    with httpx.Client(base_url=stack.url, headers={"Authorization": f"Bearer {key}"}, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def make_program(stack: Stack, operator_program: httpx.Client) -> Iterator[MakeProgram]:
    """Holds a new key of a customer, whose account has been connected by a link."""
    clients: list[httpx.Client] = []

    def make(customer: str) -> httpx.Client:
        _connect(stack, operator_program, customer)
        key = stack.manage("api_key", "create", f"server of {customer}", "--customer", customer).splitlines()[-1]
        limits = httpx.Limits(max_connections=FLOOD)
        headers = {"Authorization": f"Bearer {key}"}
        clients.append(httpx.Client(base_url=stack.url, headers=headers, timeout=120, limits=limits))
        return clients[-1]

    yield make
    for each in clients:
        each.close()


def test_a_flood_of_slow_calls_holds_up_its_sender_alone(stack: Stack, make_program: MakeProgram) -> None:
    flooding, other = make_program("globex"), make_program("initech")
    rule = {"provider": "google", "method": "gmail.users.getProfile", "times": FLOOD, "delay_ms": SLOW_MS}
    httpx.post(f"{stack.sandbox_url}/sandbox/_control/rules", json=rule).raise_for_status()
    with ThreadPoolExecutor(FLOOD) as pool:
        body = {"customer": "globex", "params": {}}
        slow = [pool.submit(flooding.post, RUN.format("gmail.get_profile"), json=body) for _ in range(FLOOD)]
        _until_asked(stack, "gmail.users.getProfile")
        answer = other.post(RUN.format("gmail.list_labels"), json={"customer": "initech", "params": {}})
        assert len([each for each in slow if not each.done()]) >= FLOOD // 2
        answers = [each.result() for each in slow]
    assert answer.status_code == 200
    assert answer.elapsed.total_seconds() < SLOW_MS / 2_000
    assert {each.status_code for each in answers} <= {200, 202}


def test_a_flood_of_requests_is_refused_in_time_and_in_words(make_program: MakeProgram) -> None:
    flooding = make_program("acme-tools")
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: flooding.get("/api/v1/connections/"), range(300)))
    refused = [each for each in answers if each.status_code == 429]
    assert {each.status_code for each in answers} == {200, 429}
    assert {each.json()["code"] for each in refused} == {"rate_limited"}
    assert all(int(each.headers["Retry-After"]) == each.json()["retry_after"] >= 1 for each in refused)
    assert all(each.headers["RateLimit-Limit"] == "120" for each in answers)


def _connect(stack: Stack, operator: httpx.Client, customer: str) -> None:
    wanted = {"services": ["gmail"], "verification": "operator"}
    made = operator.post(f"/api/v1/customers/{customer}/links/", json=wanted).json()
    with httpx.Client(base_url=stack.url, timeout=30) as person:
        form = {"action": "start", **hidden(person.get(made["url"]).text)}
        page = urlsplit(person.post(made["url"], data=form, headers={"Referer": made["url"]}).headers["Location"]).path
        form = {"action": "connect", "provider": "google", **hidden(person.get(page).text)}
        leaving = person.post(page, data=form | {"provider": "google"}, headers={"Referer": f"{stack.url}{page}"})
        person.get(consent(stack.sandbox_url, leaving.headers["Location"]))
    (waiting,) = operator.get("/api/v1/connections/", params={"customer": customer}).json()["results"]
    operator.post(f"/api/v1/connections/{waiting['id']}/confirm").raise_for_status()


def _until_asked(stack: Stack, method: str) -> None:
    """Until the first answers have been given, and so as many others are under way."""
    for _ in range(400):
        counts = httpx.get(f"{stack.sandbox_url}/sandbox/_control/requests").json()["counts"]
        if counts.get(method):
            return
    raise AssertionError(f"{method} was never asked for")
