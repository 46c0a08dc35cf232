"""What stands in a place that several processes share is JSON or a number: nobody who writes there gains code."""

from __future__ import annotations

import base64
import json
import os
import pickle
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
import redis
from asgiref.sync import async_to_sync
from celery import current_app
from channels.layers import get_channel_layer
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from integrations.execution.notices import _publish
from integrations.execution.outcome import Outcome
from integrations.models import Call
from integrations.queue.backlog import report
from integrations.queue.offers import tell
from machina import heartbeat
from machina.testing.worker import StartWorker

PICKLED = [rf"\x80\x0{protocol}" for protocol in range(1, 6)]
"""How a pickle of every protocol but the first begins, as Redis shows bytes that are no text."""


@pytest.fixture
def written(redis_server: redis.Redis) -> Iterator[Callable[[], list[str]]]:
    """Every command that Redis was sent during the test, messages among them."""
    seen: list[str] = []
    ready, over = threading.Event(), threading.Event()

    def watch() -> None:
        with redis.Redis.from_url(settings.REDIS_URL) as client, client.monitor() as monitor:
            ready.set()
            while not over.is_set():
                seen.append(monitor.next_command()["command"])

    thread = threading.Thread(target=watch)
    thread.start()
    assert ready.wait(10)

    def stop() -> list[str]:
        over.set()
        redis_server.ping()
        thread.join(10)
        return seen

    yield stop
    stop()


async def send_to_sockets() -> object:
    layer = get_channel_layer()
    name = await layer.new_channel()
    await layer.group_add("g", name)
    await layer.group_send("g", {"type": "editor.push", "push": {"a": [1, None]}})
    try:
        return await layer.receive(name)
    finally:
        await layer.flush()


@pytest.mark.django_db(transaction=True)
def test_redis_is_sent_no_pickle(
    redis_server: redis.Redis, written: Callable[[], list[str]], client: Client
) -> None:
    User.objects.create_user("ada", password="correct horse battery")
    for password in ("wrong", "correct horse battery"):
        client.post(reverse("account_login"), {"login": "ada", "password": password})
    client.get("/connect/no-such-link/")
    heartbeat.beat("worker")
    report("here:1", {"background": 1})
    call = Call.objects.create(scope="owner", call_key="k", operation="no.such", lane="interactive")
    tell([call])
    _publish(call.pk, Outcome(state="succeeded", result={"a": 1}, call_id=call.pk))
    assert async_to_sync(send_to_sockets)() == {"type": "editor.push", "push": {"a": [1, None]}}
    commands = written()
    names = " ".join(commands)
    for part in ("cache:1:", "alive:", "workers", "call-ended", "editor"):
        assert f"machina:{part}" in names
    assert [each for each in commands if any(begin in each for begin in PICKLED)] == []
    values = [redis_server.get(key) for key in redis_server.keys("*") if redis_server.type(key) == b"string"]
    values += redis_server.lrange("interactive", 0, -1)
    assert len(values) >= 4
    assert [json.loads(each or b"") for each in values]


@pytest.mark.django_db
def test_sessions_are_json(client: Client) -> None:
    User.objects.create_user("ada", password="correct horse battery")
    client.post(reverse("account_login"), {"login": "ada", "password": "correct horse battery"})
    stored = Session.objects.get()
    assert stored.get_decoded()["_auth_user_id"]
    assert settings.SESSION_SERIALIZER.endswith("JSONSerializer")


def test_celery_reads_and_writes_json_alone_and_obeys_nobody() -> None:
    told = current_app.conf
    assert {told.task_serializer, told.result_serializer, told.event_serializer} == {"json"}
    assert (list(told.accept_content), list(told.result_accept_content)) == (["json"], ["json"])
    assert told.worker_enable_remote_control is False


class Harm:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.path),)


def envelope(call_id: UUID, body: bytes, content_type: str) -> str:
    """A wake-up as Celery writes it, with another body."""
    return json.dumps(
        {
            "body": base64.b64encode(body).decode(),
            "content-encoding": "binary" if content_type != "application/json" else "utf-8",
            "content-type": content_type,
            "headers": {"lang": "py", "task": Call.queue.task, "id": str(call_id), "root_id": str(call_id)},
            "properties": {
                "delivery_info": {"exchange": "", "routing_key": "interactive"},
                "delivery_tag": str(call_id),
                "body_encoding": "base64",
            },
        }
    )


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_a_worker_runs_no_pickle_that_somebody_puts_into_its_queue(
    redis_server: redis.Redis, start_worker: StartWorker, tmp_path: Path
) -> None:
    worker: subprocess.Popen[bytes] = start_worker()
    call = Call.objects.create(
        scope="owner", call_key="k", operation="no.such", lane="interactive", offered_at=timezone.now()
    )
    harm = tmp_path / "harm"
    names = [str(call.pk), "interactive", None]
    planted = [
        (pickle.dumps(Harm(harm)), "application/x-python-serialize"),
        (pickle.dumps([names, {}, Harm(harm)]), "application/x-python-serialize"),
        (pickle.dumps(Harm(harm)), "application/json"),
    ]
    for number, (body, content_type) in enumerate(planted, start=1):
        redis_server.lpush("interactive", envelope(UUID(int=number), body, content_type))
    tell([call])
    deadline = time.monotonic() + 20
    while Call.objects.get().state == Call.State.QUEUED:
        assert time.monotonic() < deadline
        assert worker.poll() is None
    assert not harm.exists()
