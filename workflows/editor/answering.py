"""Reads one request, checks that its sender may ask it, has it answered, and shapes the reply."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import ClassVar

from pydantic_core import from_json

from integrations.errors import FieldError, InputError, MachinaError, PayloadTooLarge, PermissionDenied
from workflows.editor.database import in_database
from workflows.editor.limits import MAX_MESSAGE, MAX_SAVE_MESSAGE
from workflows.editor.messages.base import read
from workflows.editor.registry import Message, Socket, reply_body
from workflows.editor.sessions import SessionOver

logger = logging.getLogger(__name__)

WITH_DRAWING = frozenset({"save_workflow", "execute_workflow"})
"""Messages that may be as large as a drawing."""
OUR_FAULT = "Something went wrong on our side. Try again; if it stays, tell us the time."
IN_THREAD_ABOVE = 64 * 1024
SEARCHED_ENDS = 4096
REQUEST_ID = re.compile(r'"request_id"\s*:\s*("[^"\\]{1,128}"|\d{1,15}(?=\s*[,}]))')

Answer = dict[str, object]


class UnknownMessage(MachinaError):
    """There is no message of this type."""

    code: ClassVar[str] = "unknown_message"
    status: ClassVar[int] = 404
    title: ClassVar[str] = "Unknown message"


async def answer(socket: Socket, messages: Mapping[str, Message], text: str) -> Answer:
    """The reply to one message, whatever it is. Raises SessionOver alone, before anything was done."""
    kind: object = None
    request_id: object = None
    message: Message | None = None
    body: dict[str, object] = {}
    try:
        body = await _parsed(text)
        kind, request_id = body.pop("type", None), body.pop("request_id", None)
        message = _message(messages, kind, request_id, len(text))
        if message.right is not None:
            await socket.check_session()
            _authorise(socket, message)
        request = await _read(message, body, len(text))
        return _envelope(kind, request_id) | reply_body(await message.answer(socket, request))
    except SessionOver:
        raise
    except MachinaError as error:
        if message is not None and message.refused is not None:
            await socket.in_database(message.refused, socket.staff.actor, body, error)
        return refusal(error, kind, request_id if kind is not None else request_id_in(text))
    except Exception:  # the boundary: the sender learns that it failed, the log learns why
        logger.exception("socket.handler_failed", extra={"message_type": str(kind)[:64]})
        return refusal(MachinaError(OUR_FAULT), kind, request_id)


def refusal(error: MachinaError, kind: object, request_id: object) -> Answer:
    """A reply that says no."""
    return _envelope(kind, request_id) | {"success": False, "error": error.as_dict()}


def request_id_in(text: str) -> str | int | None:
    """The request id of a message that is not parsed, because it is too large, too many or broken."""
    found = REQUEST_ID.search(text[:SEARCHED_ENDS]) or REQUEST_ID.search(text[-SEARCHED_ENDS:])
    if found is None:
        return None
    value = found.group(1)
    return value[1:-1] if value.startswith('"') else int(value)


def too_large(limit: int) -> PayloadTooLarge:
    return PayloadTooLarge(f"The message is too large; {limit // 1024:,} KB is the limit.")


def _envelope(kind: object, request_id: object) -> Answer:
    name = f"{kind[:64]}_result" if isinstance(kind, str) else "error"
    return {"type": name, "request_id": request_id if isinstance(request_id, str | int) else None}


async def _parsed(text: str) -> dict[str, object]:
    if len(text) > MAX_SAVE_MESSAGE:
        raise too_large(MAX_SAVE_MESSAGE)
    try:
        body = await in_database(_from_json, text) if len(text) > IN_THREAD_ABOVE else _from_json(text)
    except ValueError as error:
        raise InputError(f"The message is not JSON: {error}") from None
    if not isinstance(body, dict):
        raise InputError("The message is not a JSON object with type and request_id.")
    return body


def _from_json(text: str) -> object:
    return from_json(text, allow_inf_nan=False)


def _message(messages: Mapping[str, Message], kind: object, request_id: object, size: int) -> Message:
    if request_id is not None and not isinstance(request_id, str | int):
        raise InputError("request_id is neither text nor a number.", errors=[FieldError("request_id", "Send text.")])
    message = messages.get(kind) if isinstance(kind, str) else None
    if message is None:
        raise UnknownMessage(f"There is no message {str(kind)[:64]!r}. Messages are: {', '.join(messages)}.")
    if size > MAX_MESSAGE and message.name not in WITH_DRAWING:
        raise too_large(MAX_MESSAGE)
    return message


def _authorise(socket: Socket, message: Message) -> None:
    actor = socket.staff.actor
    if message.right is not None and not actor.may(message.right):
        raise PermissionDenied(
            f"{actor.label!r} lacks the right {message.right!r}. Ask an administrator for the group."
        )


async def _read(message: Message, body: Mapping[str, object], size: int) -> object:
    if size > IN_THREAD_ABOVE:
        return await in_database(read, message.request, body)
    return read(message.request, body)
