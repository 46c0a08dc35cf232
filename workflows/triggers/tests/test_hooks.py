"""``/hooks/<public id>/``: who may call, what is kept before it is acknowledged, and that nothing comes twice."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from integrations.errors import NotConnected
from integrations.models import Customer
from integrations.payloads.contents import load
from machina.testing.moments import just_over
from workflows.models import Deployment, InboxEvent, Run
from workflows.triggers import inbox, starting
from workflows.triggers.hooks import intake, rates
from workflows.triggers.registration import sync
from workflows.triggers.secrets import secret_of
from workflows.triggers.tests.conftest import Deploy, webhook

pytestmark = pytest.mark.django_db(transaction=True)


class Hook:
    """A webhook's address and secret, called as other people's programs do."""

    def __init__(self, deployment: Deployment) -> None:
        [self.trigger] = sync(deployment).triggers
        self.address = f"/hooks/{self.trigger.public_id}/"
        self.secret = secret_of(self.trigger) if self.trigger.secret_sealed else ""
        self.client = Client(raise_request_exception=False)

    def call(
        self, body: bytes | str = b"", method: str = "POST", kind: str = "application/json", **headers: str
    ) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(method, self.address, body, content_type=kind, headers=named)

    def call_signed(self, body: bytes = b"{}", **headers: str) -> Any:
        return self.call(body, machina_secret=self.secret, **headers)


@pytest.fixture
def hook(deploy: Deploy) -> Callable[..., Hook]:
    def make(customer: Customer | None = None, **parameters: Any) -> Hook:
        return Hook(deploy(webhook(**parameters), customer=customer))

    return make


def run_of(answer: HttpResponse) -> Run:
    return Run.objects.get(pk=UUID(answer["Machina-Run"]))


def nothing_happened() -> bool:
    return not Run.objects.exists() and not InboxEvent.objects.exists()


def test_a_call_with_the_secret_starts_the_run_that_the_answer_names(
    hook: Callable[..., Hook], globex: Customer
) -> None:
    mine = hook(globex)
    answer = mine.call_signed(b'{"order": 7}')
    run = run_of(answer)
    assert (answer.status_code, answer.json()) == (200, {"run": str(run.pk)})
    assert (run.customer, run.source) == (globex, "webhook")
    event = InboxEvent.objects.get()
    assert (event.run_id, event.state, event.content) == (run.pk, "started", None)


def test_the_secret_may_come_as_a_bearer_token(hook: Callable[..., Hook]) -> None:
    mine = hook()
    assert mine.call(b"{}", authorization=f"Bearer {mine.secret}").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"machina_secret": ""},
        {"machina_secret": "whsec_wrong"},
        {"authorization": "Bearer"},
        {"authorization": "Bearer whsec_wrong"},
        {"authorization": "Basic d3Jvbmc6d3Jvbmc="},
        {"machina_secret": "\xfc"},
        {"machina_signature": "sha256=00"},
    ],
)
def test_a_wrong_or_missing_secret_is_401_and_starts_nothing(
    hook: Callable[..., Hook], headers: dict[str, str]
) -> None:
    answer = hook().call(b"{not even json", **headers)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer.json()["code"] == "unauthenticated"
    assert nothing_happened()


def test_another_hooks_secret_is_wrong(hook: Callable[..., Hook]) -> None:
    other = hook()
    assert hook().call(b"{}", machina_secret=other.secret).status_code == 401


def test_a_signature_over_the_raw_bytes_is_taken(hook: Callable[..., Hook]) -> None:
    mine, body = hook(authentication="hmac"), b'{"a":  1}'
    signature = hmac.new(mine.secret.encode(), body, hashlib.sha256).hexdigest()
    assert mine.call(body, machina_signature=f"sha256={signature}").status_code == 200
    for wrong in (f"sha256={signature[::-1]}", signature, f"sha1={signature}", "sha256="):
        assert mine.call(body, machina_signature=wrong).status_code == 401
    assert mine.call(b'{"a": 1}', machina_signature=f"sha256={signature}").status_code == 401
    assert mine.call(body, machina_secret=mine.secret).status_code == 401
    assert Run.objects.count() == 1


@pytest.mark.parametrize("as_library", [False, True])
def test_standard_webhooks_headers_are_taken(hook: Callable[..., Hook], as_library: bool) -> None:
    mine, body, stamp = hook(authentication="hmac"), b'{"a":1}', str(int(time.time()))
    key = b64decode(mine.secret.removeprefix("whsec_")) if as_library else mine.secret.encode()

    def signed(at: str) -> str:
        digest = hmac.digest(key, b".".join((b"msg_1", at.encode(), body)), "sha256")
        return f"v1,{b64encode(digest).decode()}"

    def send(at: str, signature: str) -> Any:
        return mine.call(body, webhook_id="msg_1", webhook_timestamp=at, webhook_signature=signature)

    first = send(stamp, f"v1,bm9uZQ== {signed(stamp)}")
    assert first.status_code == 200
    again = send(stamp, signed(stamp))
    assert (again.status_code, again["Machina-Run"]) == (200, first["Machina-Run"])
    old = str(int(time.time()) - 301)
    assert send(old, signed(old)).status_code == 401
    assert send(stamp, signed(old)).status_code == 401
    assert send(stamp, "v1,").status_code == 401
    assert Run.objects.count() == 1


def test_a_delivery_that_comes_twice_has_one_run(hook: Callable[..., Hook]) -> None:
    mine = hook()
    first = mine.call_signed(b'{"n": 1}', idempotency_key="order-7")
    again = mine.call_signed(b'{"n": 2}', idempotency_key="order-7")
    other = mine.call_signed(b'{"n": 1}', idempotency_key="order-8")
    assert [each.status_code for each in (first, again, other)] == [200] * 3
    assert first["Machina-Run"] == again["Machina-Run"] != other["Machina-Run"]
    assert Run.objects.count() == InboxEvent.objects.count() == 2


def test_deliveries_of_two_hooks_do_not_meet(hook: Callable[..., Hook]) -> None:
    first, second = hook().call_signed(idempotency_key="7"), hook().call_signed(idempotency_key="7")
    assert first["Machina-Run"] != second["Machina-Run"]


@pytest.mark.parametrize("given", ["header:X-Delivery", "body:event.ids.0"])
def test_a_hook_may_name_where_the_identifier_is(hook: Callable[..., Hook], given: str) -> None:
    mine = hook(delivery_id=given)
    body = json.dumps({"event": {"ids": [41]}}).encode()
    runs = {mine.call_signed(body, x_delivery="41")["Machina-Run"] for _ in range(2)}
    assert len(runs) == 1
    assert mine.call_signed(b"{}")["Machina-Run"] != mine.call_signed(b"{}")["Machina-Run"]


def test_without_an_identifier_each_call_is_a_delivery(hook: Callable[..., Hook]) -> None:
    mine = hook()
    assert mine.call_signed()["Machina-Run"] != mine.call_signed()["Machina-Run"]


def test_a_very_long_identifier_is_one_all_the_same(hook: Callable[..., Hook]) -> None:
    mine, long = hook(), "x" * 4000
    assert mine.call_signed(webhook_id=long)["Machina-Run"] == mine.call_signed(webhook_id=long)["Machina-Run"]


def test_a_method_that_is_not_offered_is_405(hook: Callable[..., Hook]) -> None:
    mine = hook(methods=["PUT", "PATCH"])
    for method in ("GET", "POST", "DELETE", "OPTIONS", "TRACE"):
        answer = mine.call(b"{}", method, machina_secret=mine.secret)
        assert (answer.status_code, answer["Allow"]) == (405, "PUT, PATCH")
    assert nothing_happened()
    assert mine.call(b"{}", "PATCH", machina_secret=mine.secret).status_code == 200


def test_what_is_unknown_paused_or_of_somebody_switched_off_is_404(hook: Callable[..., Hook], globex: Customer) -> None:
    mine = hook(globex)
    unknown = mine.client.post("/hooks/nobody-has-this-address/", headers={"machina-secret": mine.secret})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")
    Customer.objects.update(is_active=False)
    assert mine.call_signed().status_code == 404
    Customer.objects.update(is_active=True)
    Deployment.objects.update(is_active=False, paused_at=timezone.now())
    assert mine.call_signed().status_code == 404
    assert nothing_happened()


def test_an_open_hook_asks_for_nothing(hook: Callable[..., Hook]) -> None:
    assert hook(authentication="none").call(b"{}").status_code == 200


def test_a_body_of_more_than_ten_megabytes_is_413(hook: Callable[..., Hook]) -> None:
    answer = hook(authentication="none").call(b"x" * (10 * 1024 * 1024 + 1), kind="application/octet-stream")
    assert (answer.status_code, answer.json()["code"]) == (413, "payload_too_large")
    assert nothing_happened()


def test_pages_of_named_origins_may_call_it(hook: Callable[..., Hook]) -> None:
    mine = hook(authentication="none", origins=["https://shop.example"])
    asked = {"origin": "https://shop.example", "access_control_request_method": "POST"}
    preflight = mine.call(b"", "OPTIONS", access_control_request_headers="content-type", **asked)
    assert (preflight.status_code, preflight["Access-Control-Allow-Methods"]) == (204, "POST")
    assert preflight["Access-Control-Allow-Headers"] == "content-type"
    answer = mine.call(b"{}", origin="https://shop.example")
    assert answer["Access-Control-Allow-Origin"] == "https://shop.example"
    assert answer["Access-Control-Expose-Headers"] == "Machina-Run"
    for other in ("https://evil.example", "https://shop.example.evil.example", "null"):
        assert "Access-Control-Allow-Origin" not in mine.call(b"{}", origin=other)
    assert "Access-Control-Allow-Credentials" not in answer


def test_what_cannot_be_started_is_kept_acknowledged_and_tried_again(
    hook: Callable[..., Hook], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = hook()

    def refuse(*args: Any, **kwargs: Any) -> Run:
        raise NotConnected("Nothing is connected.")

    with monkeypatch.context() as patched:
        patched.setattr(intake, "start", refuse)
        answer = mine.call_signed(b'{"order": 7}', webhook_id="a")
        again = mine.call_signed(b'{"order": 7}', webhook_id="a")
    assert (answer.status_code, again["Machina-Run"]) == (200, answer["Machina-Run"])
    event = InboxEvent.objects.select_related("content").get()
    assert (event.state, event.attempts, event.error) == (
        "waiting",
        1,
        {"code": "not_connected", "detail": "Nothing is connected."},
    )
    assert event.content is not None and load(event.content)["body"] == {"order": 7}  # type: ignore[index]
    InboxEvent.objects.update(not_before=just_over())
    assert inbox.start_waiting() == 1
    assert run_of(answer).source == "webhook"
    assert InboxEvent.objects.get().state == "started"


def test_what_is_not_kept_is_not_acknowledged(hook: Callable[..., Hook], monkeypatch: pytest.MonkeyPatch) -> None:
    mine = hook()

    def broken(*args: Any) -> None:
        raise ConnectionError("the database is away")

    monkeypatch.setattr(intake, "insert", broken)
    assert mine.call_signed().status_code == 500
    assert nothing_happened()


def test_a_flood_of_one_hook_is_told_to_wait_and_another_is_not(
    hook: Callable[..., Hook], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "BURST", 3.0)
    monkeypatch.setattr(rates, "PER_SECOND", 0.001)
    flooded, other = hook(), hook()
    statuses = [flooded.call_signed().status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    assert flooded.call_signed()["Retry-After"]
    assert other.call_signed().status_code == 200


def test_the_run_of_a_hook_starts_as_its_deployment_says(hook: Callable[..., Hook], globex: Customer) -> None:
    mine = hook(globex)
    Deployment.objects.update(variables={"greeting": "Hello"})
    trigger = intake.find_hook(str(mine.trigger.public_id))
    assert trigger is not None
    run = starting.start(trigger, {"body": 1}, run_id=uuid4())
    assert run.actor["label"] == "Webhook"


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode_escape", "hex", "undefined"])
def test_what_is_no_charset_is_never_asked_to_decode(hook: Callable[..., Hook], charset: str) -> None:
    """Python's punycode takes minutes for a megabyte; the others read escapes, hosts or no text at all."""
    mine = hook()
    answer = mine.call(b"a-zz\\x41", kind=f"text/plain; charset={charset}", machina_secret=mine.secret)
    content = run_of(answer).input
    assert content is not None
    assert cast(dict[str, object], load(content))["body"] == "a-zz\\x41"


def test_addresses_that_are_none_cost_no_memory() -> None:
    assert Client().post(f"/hooks/{'x' * 8_000}/").status_code == 404
    assert max(map(len, rates._buckets)) <= rates.LONGEST
