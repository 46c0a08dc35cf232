"""What an answer is: JSON, text, or a file."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pydantic import JsonValue

from integrations.catalog.charsets import decode_text
from integrations.catalog.header_parameters import split_parameters
from integrations.catalog.http.web import AsFile, WebReply
from integrations.errors import RemoteUnavailable
from integrations.services.http.models.sending import ResponseType

MEGABYTE = 1024 * 1024
LONGEST_INLINE = 5 * MEGABYTE
"""Bytes of an answer that are handed on as they are; more becomes a file, or is refused where it may not be one."""
DEEPEST = 100
"""Levels of JSON; what is nested deeper is handed on as a text."""
_UNREADABLE: JsonValue = ["not JSON"]
_TEXTS = frozenset(
    {"application/xml", "application/javascript", "application/x-www-form-urlencoded", "application/yaml"}
)


def keeps_file(response_type: ResponseType) -> AsFile:
    """Which answers are kept as files: those asked for so, and by their own type what is neither JSON nor text."""
    return {"file": _always, "auto": _is_binary}.get(response_type, _never)


def body_of_reply(reply: WebReply, response_type: ResponseType, host: str) -> JsonValue:
    """What it says; null for nothing. Raises RemoteUnavailable where JSON was asked for and something else came."""
    kind, parameters = _kind(reply.headers)
    if not reply.content:
        return None
    if response_type == "text" or (response_type == "auto" and not _is_json(kind)):
        return decode_text(reply.content, parameters.get("charset"))
    document = _document(reply.content)
    if document is _UNREADABLE and response_type == "auto":  # it only says that it is JSON
        return decode_text(reply.content, parameters.get("charset"))
    if document is _UNREADABLE:
        words = f"{host} answered with something that is not JSON, or is nested too deep."
        raise RemoteUnavailable(f"{words} Choose text or file as response_type.")
    return document


def _document(content: bytes) -> JsonValue:
    """The parsed JSON, or ``_UNREADABLE``."""
    try:
        document: JsonValue = json.loads(content)
    except (ValueError, RecursionError):
        return _UNREADABLE
    return _UNREADABLE if _is_deeper(document, DEEPEST) else document


def _is_deeper(document: JsonValue, levels: int) -> bool:
    """Looked at level by level, never by recursion."""
    level: list[JsonValue] = [document]
    for _ in range(levels):
        level = [
            child
            for each in level
            if isinstance(each, dict | list)
            for child in (each.values() if isinstance(each, dict) else each)
        ]
    return bool(level)


def _kind(headers: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
    value, parameters = split_parameters(headers.get("content-type", ""))
    return value.strip().lower(), parameters


def _is_json(kind: str) -> bool:
    return kind in ("application/json", "text/json") or kind.endswith("+json")


def _is_binary(status: int, headers: Mapping[str, str]) -> bool:
    if headers.get("content-length") == "0" or status in (204, 205, 304):
        return False
    kind, _ = _kind(headers)
    is_attached = headers.get("content-disposition", "").lower().startswith("attachment")
    is_text = kind.startswith("text/") or _is_json(kind) or kind in _TEXTS or kind.endswith("+xml")
    return is_attached or (bool(kind) and not is_text)


def _always(status: int, headers: Mapping[str, str]) -> bool:
    return status not in (204, 205, 304)


def _never(status: int, headers: Mapping[str, str]) -> bool:
    return False
