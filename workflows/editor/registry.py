"""The messages a socket understands: our own, and those another app offers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, ParamSpec, Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel

from integrations.actors import Actor, Right
from integrations.errors import MachinaError
from workflows.editor.frames import RunChanges, StateChange
from workflows.editor.messages.base import Reply
from workflows.editor.missed import Missed
from workflows.editor.sessions import StaffSession

P = ParamSpec("P")
T = TypeVar("T")


class Following(Protocol):
    """One run being followed by the request that started it."""

    async def wait(self, seconds: float) -> StateChange | None:
        """The change that ended the run, if it was told within so many seconds."""
        ...


class Socket(Protocol):
    """What a handler may do with the socket that its request came from."""

    @property
    def staff(self) -> StaffSession: ...

    async def check_session(self) -> None:
        """Read the session and its rights anew. Raises SessionOver."""
        ...

    async def in_database(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T: ...

    async def join(self, group: str) -> None:
        """Hear what is sent to the group, until the socket closes."""
        ...

    async def tell(self, told: RunChanges) -> None:
        """Send changes of a run as pushes, leaving out what was already sent."""
        ...

    def caught_up(self, workflow: UUID, missed: Missed) -> None:
        """Remember that the workflow is followed, and that all of this was told."""
        ...

    async def catch_up(self) -> int | None:
        """Tell what happened in the followed workflows and was not told, if there is any.

        Returns the position of the newest event of the workflow followed last; None if none is.
        """
        ...

    def was_deaf(self) -> bool:
        """Whether pushes may have got lost since this was asked last."""
        ...

    def follow(self, run: UUID, workflow: UUID | None) -> AbstractAsyncContextManager[Following]:
        """Hear of a run and be woken when it ends."""
        ...


# A handler takes exactly its message's request model, which the field beside it names.
Handler = Callable[[Socket, Any], Awaitable[BaseModel]]


@dataclass(frozen=True)
class Message:
    """One kind of request: its models, the right it takes, and who answers it."""

    name: str
    """Its ``type`` on the wire."""
    request: type[BaseModel]
    reply: type[BaseModel]
    right: Right | None
    answer: Handler
    refused: Callable[[Actor, Mapping[str, object], MachinaError], object] | None = None
    """What writes down that it was refused, in a thread that may use the database."""


class OfferedMessage(Protocol):
    """A message of another app: answered by a plain function, in a thread that may use the database."""

    @property
    def name(self) -> str: ...

    @property
    def request(self) -> type[BaseModel]: ...

    @property
    def reply(self) -> type[BaseModel]: ...

    @property
    def right(self) -> Right: ...

    def answer(self, actor: Actor, session_key: str, request: Any) -> BaseModel: ...


def adopted(offered: Iterable[OfferedMessage]) -> list[Message]:
    """Offered messages in the shape of our own."""
    return [_adopt(each) for each in offered]


def _adopt(offered: OfferedMessage) -> Message:
    async def answer(socket: Socket, request: BaseModel) -> BaseModel:
        staff = socket.staff
        return await socket.in_database(offered.answer, staff.actor, staff.key, request)

    return Message(offered.name, offered.request, offered.reply, offered.right, answer)


def reply_body(reply: BaseModel) -> dict[str, object]:
    """The body of a reply with its ``success``; another app's reply has simply succeeded."""
    if isinstance(reply, Reply):
        return {"success": reply.is_success, **reply.as_dict()}
    return {"success": True, **reply.model_dump(mode="json")}
