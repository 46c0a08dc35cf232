"""The edge of the running web process: large bodies, secrets in its log, and a stop under load."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import httpx
import psutil
import pytest
from websockets.exceptions import ConnectionClosed

from machina.server.limits import MEGABYTE
from machina.testing.person import Person
from machina.testing.stack import Stack, running

pytestmark = pytest.mark.browser
RUN = "/api/v1/operations/gmail.list_labels/run"


@pytest.fixture(scope="module")
def own_stack(stack: Stack) -> Iterator[Stack]:
    """Its web process is stopped here; the other tests' one, which goes on, is its vendor."""
    with running(MACHINA_SANDBOX=stack.url) as started:
        yield started


def web_process(stack: Stack) -> psutil.Process:
    children = psutil.Process(stack.supervisor.pid).children(recursive=True)
    (web,) = [each for each in children if "machina.server" in each.cmdline()]
    return web


@pytest.mark.parametrize("path", ["/accounts/login/", "/hooks/none/", "/connect/none/"])
@pytest.mark.parametrize("is_announced", [True, False])
def test_240_mb_before_anybody_has_signed_in(own_stack: Stack, path: str, is_announced: bool) -> None:
    part = b"x" * MEGABYTE
    headers = {"Content-Length": str(240 * MEGABYTE)} if is_announced else {}
    httpx.get(own_stack.url + "/accounts/login/")
    web = web_process(own_stack)
    before = web.memory_info().rss
    answer = httpx.post(own_stack.url + path, content=(part for _ in range(240)), headers=headers, timeout=60)
    assert answer.status_code == 413
    assert web.memory_info().rss < before + 40 * MEGABYTE


def test_no_log_of_any_process_holds_a_link_or_a_key(own_stack: Stack) -> None:
    key = own_stack.manage("api_key", "create", "canary").splitlines()[-1]
    with httpx.Client(base_url=own_stack.url, headers={"Authorization": f"Bearer {key}"}) as program:
        link = program.post("/api/v1/customers/globex/links/", json={"services": ["gmail"]}).json()
        token = urlsplit(link["url"]).path.split("/")[2]
        program.post(f"/api/v1/links/{link['id']}/resend")
        program.post(f"/api/v1/links/{link['id']}/revoke")
    person = Person(own_stack)
    start = urlsplit(person.ask("google_oauth_login", services=["gmail"])["url"]).path.split("/")[3]
    person.close()
    secrets = [token, start, key.removeprefix("mk_")]
    with httpx.Client(base_url=own_stack.url) as stranger:
        for path in _mistyped(token, start, key):
            for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"):
                headers = {"Referer": own_stack.url + path, "X-Forwarded-Host": key, "Cookie": f"sessionid={token}"}
                answer = stranger.request(method, path, headers=headers)
                assert answer.headers.get("Referrer-Policy") == "no-referrer" or answer.status_code < 400
                if not urlsplit(path).path.startswith("/connect/"):
                    assert [each for each in secrets if each in answer.text] == []
        stranger.get("/", headers={"Host": key})
        stranger.get("/", headers={"Authorization": f"Basic {token}"})
    log = own_stack.log.read_text().lower()
    assert "not found: /connect/[hidden]" in log
    assert "mk_[hidden]" in log
    assert [each for each in secrets if each.lower() in log] == []


def _mistyped(token: str, start: str, key: str) -> Iterator[str]:
    yield f"/connect/{token}/"
    yield f"/connect/{token}"
    yield f"/connect/{token}/below/"
    yield f"/Connect/{token}/"
    yield f"/CONNECT/{token.upper()}/"
    yield f"/connect//{token}/"
    yield f"/connect/%2F{token}/"
    yield f"/x/{token}/?link={token}"
    yield f"/connect/start/{start}/x"
    yield f"/Connect/Start/{start}/"
    yield f"/api/v1/customers/{key}/"
    yield f"/api/v2/{key}/"
    yield f"/api/google/callback?state={start}&code={token}"
    yield f"/accounts/password/reset/key/1-{token}/"
    yield f"/hooks/{token}/"


def test_a_stop_under_load_loses_no_request_and_no_answer(own_stack: Stack) -> None:
    person = Person(own_stack)
    person.connect_owner("google", ["gmail"])
    key = own_stack.manage("api_key", "create", "load").splitlines()[-1]
    slow = {"provider": "google", "method": "gmail.users.labels.list", "times": 7, "delay_ms": 2500}
    httpx.post(f"{own_stack.sandbox_url}/sandbox/_control/rules", json=slow).raise_for_status()
    answers: list[httpx.Response] = []

    def run() -> None:
        headers = {"Authorization": f"Bearer {key}"}
        answers.append(httpx.post(own_stack.url + RUN, json={"account_mode": "owner"}, headers=headers, timeout=60))

    programs = [threading.Thread(target=run) for _ in range(6)]
    for each in programs:
        each.start()
    execute = {"node_id": "n", "node_type": "gmail.list_labels", "parameters": {}, "account_mode": "owner"}
    person.socket.send(json.dumps({"type": "execute_node", "request_id": "slow", **execute}))
    assert person.ask("ping")["success"]  # what was sent before is being worked on
    _until_called(person, 6)
    web = web_process(own_stack)
    web.terminate()
    for each in programs:
        each.join(60)
    assert [(answer.status_code, answer.headers["Connection"]) for answer in answers] == [(200, "close")] * 6
    assert [answer.json()["success"] for answer in answers] == [True] * 6
    frames = []
    with suppress(ConnectionClosed):
        while True:
            frames.append(json.loads(person.socket.recv(timeout=60)))
    (reply,) = [each for each in frames if each.get("request_id") == "slow"]
    assert reply["success"] is True
    assert (person.socket.close_code, person.socket.close_reason) == (1012, "Machina restarts. Connect again.")
    web.wait(60)
    person.http.close()


def _until_called(person: Person, times: int) -> None:
    """Until so many calls are open."""
    count, deadline = 0, time.monotonic() + 60
    while count < times:
        assert time.monotonic() < deadline, f"only {count} calls are open"
        figures = person.http.get("/metrics").text
        count = sum(map(int, re.findall(r'machina_calls{state="(?:queued|running)"} (\d+)', figures)))
