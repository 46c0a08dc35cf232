"""The editor's socket: lets staff in, takes their messages, and brings them what is pushed."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any, ParamSpec, TypeVar
from uuid import UUID, uuid4

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import Error as DatabaseError
from pydantic_core import to_json

from integrations.audit import Origin, current_origin
from integrations.errors import RateLimited
from integrations.payloads.rights import hidden_from, may_read
from workflows.editor import answering, limits
from workflows.editor.audience import OPERATORS, run_group, staff_group
from workflows.editor.catching_up import CatchingUp
from workflows.editor.database import in_database
from workflows.editor.following import RunFollower, Told
from workflows.editor.frames import RunChanges, pushes_of, shown_to, status_of
from workflows.editor.handlers import MESSAGES
from workflows.editor.missed import Missed
from workflows.editor.registry import OfferedMessage, adopted
from workflows.editor.sessions import SessionOver, StaffSession, looked_at_again, session_key_of, staff_session

P = ParamSpec("P")
T = TypeVar("T")
logger = logging.getLogger(__name__)

WRONG_ORIGIN = 4403
TOO_MUCH = 4429
RESTART = 1012
ANSWERED_WITHIN = 25.0
"""Seconds that answers are waited for when the process ends; the editor's next socket follows what takes longer."""
CHECK_SESSION_EVERY = 20.0
"""Seconds after which an idle socket's session is read again."""

_open_sockets = limits.OpenSockets()


class EditorConsumer(AsyncWebsocketConsumer):
    """One open editor. Implements ``registry.Socket`` for the handlers of its messages."""

    staff: StaffSession

    def __init__(self, *, extra_messages: Iterable[OfferedMessage] = ()) -> None:
        super().__init__()
        self._messages = {each.name: each for each in (*MESSAGES, *adopted(extra_messages))}
        self._rate = limits.MessageRate()
        self._told = Told()
        self._catching_up = CatchingUp()
        self._was_deaf = False
        self._joined: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._answers: set[asyncio.Task[None]] = set()
        self._is_open = False
        self._is_cut_off = False

    # Coming and going

    async def connect(self) -> None:
        """Refuse another origin at the handshake; say by the close code who else may not come in."""
        headers: list[tuple[bytes, bytes]] = self.scope["headers"]
        if [value for name, value in headers if name == b"origin"] != [settings.PUBLIC_URL.encode()]:
            await self.close(WRONG_ORIGIN)
            return
        try:
            self.staff = await in_database(staff_session, session_key_of(headers))
        except SessionOver as over:
            await self._turn_away(over.close_code, over.reason)
            return
        if not _open_sockets.admit(self.staff.user_id):
            await self._turn_away(TOO_MUCH, "Too many editors are open. Close some of them.")
            return
        self._is_open = True
        current_origin.set(_origin(self.scope))
        await self.join(OPERATORS)
        await self.join(staff_group(self.staff.user_id))
        self._spawn(self._watch_session())
        await self.accept()

    async def _turn_away(self, close_code: int, reason: str) -> None:
        """Only a socket that was accepted can tell its browser why it closes."""
        await self.accept()
        await self.close(close_code, reason)

    async def disconnect(self, code: int) -> None:
        if not self._is_open:
            return
        self._is_open = False
        _open_sockets.release(self.staff.user_id)
        for task in self._tasks:
            task.cancel()
        for group in [*self._joined]:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """As channels does it, without a visit to the database's thread for each message."""
        await getattr(self, message["type"].replace(".", "_"))(message)

    # Requests

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take one message; it is answered beside the others, so that a long one holds up none."""
        if not self._is_open or self._is_cut_off:
            return
        text = text_data or ""
        wait = self._rate.take()
        if wait or len(self._tasks) > limits.MAX_AT_ONCE:
            await self._refuse_rate(text, wait or 1.0)
            return
        answer = self._spawn(self._answer(text))
        self._answers.add(answer)
        answer.add_done_callback(self._answers.discard)

    async def _answer(self, text: str) -> None:
        try:
            await self._send(await answering.answer(self, self._messages, text))
        except SessionOver as over:
            await self._cut_off(over.close_code, over.reason)

    async def _refuse_rate(self, text: str, wait: float) -> None:
        if self._rate.is_flood:
            await self._cut_off(TOO_MUCH, "Too many messages.")
            return
        error = RateLimited("Too many messages at once. Send fewer, or wait for replies.", retry_after=round(wait, 3))
        await self._send(answering.refusal(error, None, answering.request_id_in(text)))

    # What handlers may do with the socket

    async def check_session(self) -> None:
        self.staff = await in_database(looked_at_again, self.staff)

    async def in_database(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await in_database(function, *args, **kwargs)

    async def join(self, group: str) -> None:
        self._joined[group] += 1
        if self._joined[group] == 1:
            await self.channel_layer.group_add(group, self.channel_name)

    async def _leave(self, group: str, *, after: asyncio.Task[None]) -> None:
        await asyncio.wait([after])
        self._joined[group] -= 1
        if not self._joined[group]:
            del self._joined[group]
            await self.channel_layer.group_discard(group, self.channel_name)

    @asynccontextmanager
    async def follow(self, run: UUID, workflow: UUID | None) -> AsyncIterator[RunFollower]:
        """Joining and leaving the group hold nobody up: who follows a run looks at its row as well."""
        group = run_group(run, workflow)
        joining = self._spawn(self.join(group))
        try:
            with self._told.following(str(run)) as follower:
                yield follower
        finally:
            self._spawn(self._leave(group, after=joining))

    def caught_up(self, workflow: UUID, missed: Missed) -> None:
        self._catching_up.follow(workflow, missed)

    async def catch_up(self) -> int | None:
        if self._may_hear():
            await self._catching_up.catch_up(self.tell)
        return self._catching_up.position

    def was_deaf(self) -> bool:
        was_deaf, self._was_deaf = self._was_deaf, False
        return was_deaf

    async def tell(self, told: RunChanges) -> None:
        self._catching_up.note(told)
        seen = shown_to(self.staff.actor, told)
        for change in self._told.news(seen):
            is_new_state = self._told.is_new_state(seen["run"], change)
            status = status_of(seen, change["run_state"]) if is_new_state else ()
            for push in (*pushes_of(seen, change), *status):
                await self._send(push.as_dict())
        self._told.finish(seen)

    # What the hub brings

    async def editor_run_changed(self, message: dict[str, Any]) -> None:
        if self._may_hear():
            await self.tell(message["told"])

    async def editor_many(self, message: dict[str, Any]) -> None:
        for each in message["messages"]:
            await self.dispatch(each)

    async def editor_push(self, message: dict[str, Any]) -> None:
        if self._may_hear():
            await self._send(message["push"])

    async def editor_content_push(self, message: dict[str, Any]) -> None:
        """One that says something: ``push`` to who may read contents, ``bare`` to the others, of the same customer."""
        if self._may_hear():
            customer = message["customer"]
            may = may_read(self.staff.actor, UUID(customer) if customer else None)
            withheld = {"withheld": hidden_from(self.staff.actor)}
            await self._send(message["push"] if may else {**message["bare"], **withheld})

    async def editor_may_have_missed(self, message: dict[str, Any]) -> None:
        self._was_deaf = True
        if self._may_hear():
            self._spawn(self._catching_up.catch_up(self.tell, at_once=True))

    def _may_hear(self) -> bool:
        return self._is_open and not self._is_cut_off and self.staff.actor.sees_all and self.staff.actor.may("view")

    # The end of the process

    async def websocket_shutdown(self, message: dict[str, Any]) -> None:
        """The web process stops taking (machina/server). What was asked is answered, then the browser comes again."""
        if self._is_open:
            self._spawn(self._end())

    async def _end(self) -> None:
        until = time.monotonic() + ANSWERED_WITHIN
        while self._answers and time.monotonic() < until:
            await asyncio.wait(self._answers, timeout=until - time.monotonic())
        await self._cut_off(RESTART, "Machina restarts. Connect again.")

    # Small parts

    async def _watch_session(self) -> None:
        while True:
            await asyncio.sleep(CHECK_SESSION_EVERY)
            try:
                await self.check_session()
            except SessionOver as over:
                await self._cut_off(over.close_code, over.reason)
                return
            except DatabaseError:  # the next look may succeed
                logger.warning("socket.session_unread", exc_info=True)

    async def _cut_off(self, close_code: int, reason: str) -> None:
        """Hear and say nothing from now on, even before the other side has noticed."""
        if not self._is_cut_off:
            self._is_cut_off = True
            await self.close(close_code, reason)

    async def _send(self, message: dict[str, object]) -> None:
        if not self._is_cut_off:
            await self.send(text_data=to_json(message, inf_nan_mode="null").decode())

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _origin(scope: dict[str, Any]) -> Origin:
    client = scope.get("client")
    return Origin(address=client[0] if client else None, request_id=uuid4().hex)
