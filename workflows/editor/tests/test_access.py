"""Who gets a socket, who keeps it, and what each operator may ask: the attacks of SECURITY.md 9 and 17."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async as in_thread
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from integrations import events
from integrations.catalog.registry import catalog
from integrations.models import Connection
from workflows.conftest import MakeStaff
from workflows.editor import consumer
from workflows.editor.tests.conftest import Browser, OpenSocket, communicator
from workflows.models import Run
from workflows.tests.desk import Desk

TO_OPERATE = [
    "execute_node",
    "execute_workflow",
    "cancel_execution",
    "save_workflow",
    *(f"{key}_{message}" for key in catalog().providers for message in ("oauth_login", "logout")),
]
TO_VIEW = ["subscribe", *(f"{key}_oauth_status" for key in catalog().providers)]
NODE = {"node_id": "n1", "node_type": "desk.read_note", "parameters": {"text": "ab"}, "account_mode": "owner"}


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "https://testserver",
        "http://testserver:8000",
        "http://testserver.evil.example",
        "http://evil.example",
        "http://TESTSERVER",
        "http://testserver/",
    ],
)
async def test_only_our_own_origin_gets_a_handshake(ada_session: str, origin: str | None) -> None:
    accepted, code = await communicator(session=ada_session, origin=origin).connect()
    assert (accepted, code) == (False, 4403)


async def test_two_origins_are_none(ada_session: str) -> None:
    socket = communicator(session=ada_session, origin="http://testserver")
    socket.scope["headers"].append((b"origin", b"http://evil.example"))
    assert await socket.connect() == (False, 4403)


@pytest.mark.parametrize("session", [None, "", "x", "a" * 32, "../../etc/passwd"])
async def test_without_a_session_the_socket_closes_at_once(open_socket: OpenSocket, session: str | None) -> None:
    browser = await open_socket(session)
    assert await browser.close_code() == 4401


async def test_an_anonymous_session_is_no_session(transactional_db: None, open_socket: OpenSocket) -> None:
    browser = await open_socket(await in_thread(anonymous_session)())
    assert await browser.close_code() == 4401


@pytest.mark.parametrize(
    ("change", "code"),
    [({"is_staff": False}, 4403), ({"is_active": False}, 4401), ({"password": "changed"}, 4401)],
)
async def test_who_is_no_longer_active_staff_gets_no_socket(
    open_socket: OpenSocket, ada: User, ada_session: str, change: dict[str, Any], code: int
) -> None:
    await User.objects.filter(pk=ada.pk).aupdate(**change)
    browser = await open_socket(ada_session)
    assert await browser.close_code() == code


async def test_a_session_of_another_backend_is_no_session(
    open_socket: OpenSocket, ada_session: str, settings: Any
) -> None:
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.RemoteUserBackend"]
    browser = await open_socket(ada_session)
    assert await browser.close_code() == 4401


async def test_a_socket_never_writes_the_session(socket: Browser, ada: User, ada_session: str) -> None:
    before = await Session.objects.aget(pk=ada_session)
    await socket.ask("subscribe", workflow=str(uuid4()))
    await User.objects.filter(pk=ada.pk).aupdate(password="changed")
    await socket.send("subscribe", workflow=str(uuid4()))
    assert await socket.close_code() == 4401
    after = await Session.objects.aget(pk=ada_session)
    assert (after.session_data, after.expire_date) == (before.session_data, before.expire_date)


async def test_a_revoked_session_is_cut_off_at_its_next_message(
    desk: Desk, owner_account: Connection, socket: Browser, ada_session: str
) -> None:
    await Session.objects.filter(pk=ada_session).adelete()
    await socket.send("execute_node", **NODE)
    assert await socket.close_code() == 4401
    assert not await Run.objects.aexists()


async def test_an_idle_socket_is_cut_off_when_its_session_ends(
    open_socket: OpenSocket, ada_session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "CHECK_SESSION_EVERY", 0.05)
    browser = await open_socket(ada_session)
    await Session.objects.filter(pk=ada_session).adelete()
    assert await browser.close_code() == 4401


async def test_a_socket_that_was_cut_off_hears_nothing_more(
    open_socket: OpenSocket, ada_session: str, socket: Browser
) -> None:
    await Session.objects.filter(pk=ada_session).adelete()
    await socket.send("subscribe", workflow=str(uuid4()))
    assert await socket.close_code() == 4401
    await in_thread(tell_of_a_connection)()
    assert await socket.is_silent()


async def test_a_group_taken_away_counts_from_the_next_message(
    desk: Desk, owner_account: Connection, socket: Browser, ada: User
) -> None:
    await ada.groups.aclear()
    reply = await socket.ask("execute_node", **NODE)
    assert (reply["success"], reply["error"]["code"]) == (False, "permission_denied")
    assert not await Run.objects.aexists()


@pytest.mark.parametrize(
    ("groups", "refused"),
    [
        ([], [*TO_OPERATE, *TO_VIEW]),
        (["viewer"], TO_OPERATE),
        (["billing"], TO_OPERATE),
        (["operator"], []),
        (["security"], []),
    ],
)
async def test_each_group_may_ask_what_its_rights_say(
    open_socket: OpenSocket,
    make_staff: MakeStaff,
    session_of: Callable[[User], str],
    groups: list[str],
    refused: list[str],
) -> None:
    session = await in_thread(lambda: session_of(make_staff("sam", *groups)))()
    browser = await open_socket(session)
    replies = {kind: await browser.ask(kind) for kind in ["ping", *TO_OPERATE, *TO_VIEW]}
    denied = [kind for kind, reply in replies.items() if reply.get("error", {}).get("code") == "permission_denied"]
    assert denied == refused
    assert replies["ping"]["success"] is True


async def test_who_may_not_view_is_told_nothing(
    open_socket: OpenSocket, make_staff: MakeStaff, session_of: Callable[[User], str]
) -> None:
    browser = await open_socket(await in_thread(lambda: session_of(make_staff("sam")))())
    await in_thread(tell_of_a_connection)()
    assert await browser.is_silent()


def anonymous_session() -> str:
    session = SessionStore()
    session["basket"] = ["x"]
    session.save()
    assert session.session_key is not None
    return session.session_key


def tell_of_a_connection() -> None:
    payload = {"connection": str(uuid4()), "customer_id": None, "provider": "google"}
    events.emit("connection.changed", {**payload, "status": "active", "status_reason": ""})
