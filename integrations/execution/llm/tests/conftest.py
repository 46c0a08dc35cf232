"""Accounts at vendors that follow a script over real HTTP, and work to ride on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, User
from pytest_django import Settings

from integrations.actors import Actor, staff_actor
from integrations.connect.accounts.filled_in import add_account
from integrations.egress import policy
from integrations.egress.tests.vendor import Reply, Vendor, ok, status
from integrations.execution.llm.asking import ask
from integrations.execution.llm.conversation import ModelQuestion, UserWords
from integrations.execution.outcome import Outcome
from integrations.holders import Holder
from integrations.models import Call, Connection, Customer
from integrations.queue.claims import claimed
from integrations.queue.clock import from_now

KEY = "sk-canary-of-the-test"
Ask = Callable[..., Outcome]


def streamed(*events: object, done: bool = True, prefix: str = "data: ") -> Reply:
    """Server-sent events."""
    lines = [f"{prefix}{json.dumps(each)}\n\n" for each in events] + (["data: [DONE]\n\n"] if done else [])
    return status(200, "".join(lines).encode(), content_type="text/event-stream")


def chunk(delta: dict[str, Any] | None = None, finish: str | None = None, **more: Any) -> dict[str, Any]:
    """One chunk of an answer in OpenAI's form."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    head = {"id": "c-1", "object": "chat.completion.chunk", "created": 1764547200, "model": "gpt-4o-2024-08-06"}
    return {**head, "choices": choices, **more}


def used(read: int, written: int, **details: int) -> dict[str, Any]:
    usage: dict[str, Any] = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
    return usage | ({"prompt_tokens_details": details} if details else {})


def question(text: str = "Hello", **more: Any) -> ModelQuestion:
    return ModelQuestion(**{"provider": "openai", "model": "gpt-4o", "messages": [UserWords(text=text)], **more})


@pytest.fixture
def vendor(settings: Settings, monkeypatch: pytest.MonkeyPatch, redis_server: object) -> Iterator[Vendor]:
    monkeypatch.setattr(policy, "_FIRST_WAIT", 0.001)
    vendor = Vendor()
    vendor.answers(ok({"data": []}))
    keys = ("openai", "anthropic", "google_ai", "groq", "mistral", "openrouter")
    settings.MACHINA_ENDPOINTS = {key: {"api_root": vendor.url} for key in keys}
    settings.MACHINA_ALLOW_PRIVATE = [vendor.url]
    yield vendor
    vendor.close()


@pytest.fixture
def operator(transactional_db: None) -> Actor:
    user = User.objects.create_user("ada", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="operator")[0])
    return staff_actor(user_id=user.pk, label="ada", groups=frozenset({"operator"}), is_superuser=False)


@pytest.fixture
def acme(transactional_db: None) -> Customer:
    return Customer.objects.create(key="acme", name="Acme")


@pytest.fixture
def connect(vendor: Vendor, operator: Actor) -> Callable[..., Connection]:
    def connect(provider: str = "openai", customer: Customer | None = None, **more: Any) -> Connection:
        made = add_account(operator, Holder.whose(customer), provider, fields={"key": KEY}, **more)
        vendor.received.clear()
        return made

    return connect


@pytest.fixture
def work(transactional_db: None) -> Call:
    """A claimed row of other work."""
    return Call.objects.create(
        scope="owner", call_key=uuid4().hex, operation="desk.write", **claimed(), lease_until=from_now(60)
    )


@pytest.fixture
def put(work: Call, operator: Actor) -> Ask:
    """Asks as an operator, for the owner unless it is said for whom."""

    def put(asked: ModelQuestion, customer: Customer | None = None, **more: Any) -> Outcome:
        outcomes: list[Outcome] = []
        given: dict[str, Any] = {"call_key": uuid4().hex, "connection": None, "record": outcomes.append, **more}
        return ask(
            asked,
            holder=Holder.whose(customer),
            actor=operator,
            source="workflow",
            run_id=None,
            node_id="agent",
            rides_on=work,
            **given,
        )

    return put
