"""Sockets as a browser opens them, and a Celery worker of this process behind them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from celery.contrib.testing.worker import start_worker as start_test_worker
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connections
from pytest_django import Settings

from integrations.api.socket import MESSAGES
from integrations.catalog.registry import discover, using
from integrations.connect.tokens import grants
from integrations.egress.tests.vendor import Vendor
from integrations.models import Connection, Grant, OAuthApp
from integrations.providers.consent import Tokens
from integrations.services.gmail.service import MODIFY
from machina.celery import app
from workflows.conftest import MakeConnection, MakeStaff
from workflows.editor.consumer import EditorConsumer

Json = dict[str, Any]  # messages as they are on the wire
PATIENCE = 10.0
QUEUES = ["interactive", "background", "default"]


class Browser:
    """One open socket. Pushes that come before a reply are kept in ``pushes``."""

    def __init__(self, communicator: WebsocketCommunicator) -> None:
        self.communicator = communicator
        self.pushes: list[Json] = []
        self._numbers = count(1)

    async def send(self, kind: str, **body: Any) -> str:
        request_id = f"r{next(self._numbers)}"
        await self.communicator.send_to(text_data=json.dumps({"type": kind, "request_id": request_id, **body}))
        return request_id

    async def send_text(self, text: str) -> None:
        await self.communicator.send_to(text_data=text)

    async def next(self) -> Json:
        message: Json = json.loads(await self.communicator.receive_from(PATIENCE))
        return message

    async def reply(self, request_id: str | None) -> Json:
        """The reply to one request; what comes before it is kept."""
        while True:
            message = await self.next()
            if "request_id" in message and message["request_id"] == request_id:
                return message
            self.pushes.append(message)

    async def push(self, kind: str) -> Json:
        """The next push of one kind, of those kept or still to come; others are kept."""
        for kept in self.pushes:
            if kept["type"] == kind:
                self.pushes.remove(kept)
                return kept
        while True:
            message = await self.next()
            if message["type"] == kind:
                return message
            self.pushes.append(message)

    async def ask(self, kind: str, **body: Any) -> Json:
        return await self.reply(await self.send(kind, **body))

    async def close_code(self) -> int:
        """The code with which the server closes the socket; what comes before is dropped."""
        while True:
            output = await self.communicator.receive_output(PATIENCE)
            if output["type"] == "websocket.close":
                code: int = output["code"]
                return code

    async def is_silent(self) -> bool:
        quiet: bool = await self.communicator.receive_nothing(0.3)
        return quiet


OpenSocket = Callable[..., Awaitable[Browser]]


def communicator(*, session: str | None, origin: str | None) -> WebsocketCommunicator:
    headers = [(b"origin", origin.encode())] if origin is not None else []
    if session is not None:
        headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={session}".encode()))
    return WebsocketCommunicator(EditorConsumer.as_asgi(extra_messages=MESSAGES), "/ws/editor/", headers=headers)


@pytest.fixture
async def open_socket(transactional_db: None) -> AsyncIterator[OpenSocket]:
    """Opens the socket of a session, from our own origin unless told otherwise."""
    opened: list[WebsocketCommunicator] = []

    async def open_it(session: str | None, *, origin: str | None = settings.PUBLIC_URL) -> Browser:
        socket = communicator(session=session, origin=origin)
        accepted, _ = await socket.connect(PATIENCE)
        assert accepted
        opened.append(socket)
        return Browser(socket)

    yield open_it
    for each in opened:
        with suppress(asyncio.CancelledError):  # waiting in vain has already ended the application
            await each.disconnect()
    await sync_to_async(connections.close_all)()  # those of the test's own queries, which run in a thread


@pytest.fixture
def ada(make_staff: MakeStaff) -> User:
    """An operator."""
    return make_staff("ada", "operator")


@pytest.fixture
def ada_session(ada: User, session_of: Callable[[User], str]) -> str:
    return session_of(ada)


@pytest.fixture
async def socket(open_socket: OpenSocket, ada_session: str) -> Browser:
    """Ada's editor."""
    return await open_socket(ada_session)


@pytest.fixture
def worker(transactional_db: None, redis_server: object) -> Iterator[None]:
    """A Celery worker in threads of this process, so that it sees the test's own services."""
    with start_test_worker(
        app,
        pool="threads",
        concurrency=4,
        queues=QUEUES,
        perform_ping_check=False,
        loglevel="WARNING",
    ):
        yield


@pytest.fixture
def vendor(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    """What this process and the workers take for Google."""
    vendor = Vendor()
    endpoints = {"google": {"api_root": vendor.url}}
    settings.MACHINA_ENDPOINTS = endpoints
    monkeypatch.setenv("MACHINA_ENDPOINTS", json.dumps(endpoints))
    with using(discover()):
        yield vendor
    vendor.close()


@pytest.fixture
def mailbox(make_connection: MakeConnection) -> Connection:
    """The owner's account, with a token that is good for an hour."""
    mailbox = make_connection(None, scopes=[MODIFY], services=["gmail"], is_default=True)
    OAuthApp.objects.update(environment="live")
    tokens = Tokens(access="access", refresh="refresh", expires_in=3600, refresh_expires_in=None)
    Grant.objects.update(**grants.sealed_tokens(Grant.objects.get().pk, tokens))
    return mailbox
