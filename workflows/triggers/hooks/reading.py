"""What a call of a webhook says, as a run gets it: opaque bytes whose content type decides once how they are read."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from email.message import Message
from typing import NoReturn
from urllib.parse import parse_qsl

from integrations.catalog.charsets import codec_of
from integrations.errors import InputError
from integrations.json_values import MAX_VALUES, too_many_values
from workflows.engine.values import MAX_DEPTH
from workflows.triggers.hooks.forms import FORM, form_of

MOST_FIELDS = 2_000
LONGEST_NUMBER = 1_000
SECRET_HEADERS = frozenset({"authorization", "cookie", "machina-secret", "proxy-authorization"})
"""What proves a caller to us is nobody else's to read."""


def input_of(
    method: str, headers: Mapping[str, str], query: str, raw: bytes, *, received_at: datetime, takes_files: bool = False
) -> dict[str, object]:
    """What a run is started with: ``{method, headers, query, body, raw?, received_at}``. Raises InputError.

    ``raw``, in base64, stands for a body that its content type does not let us read. Who ``takes_files`` gets forms
    read, whose files are still to be stored.
    """
    kind, charset = _content_type(headers.get("content-type", ""))
    read: dict[str, object] = {
        "method": method,
        "headers": {name: value for name, value in headers.items() if name not in SECRET_HEADERS},
        "query": _fields(query, "query"),
        "body": None,
        "received_at": received_at.isoformat(),
    }
    if raw and (kind == "application/json" or kind.endswith("+json")):
        read["body"] = _json(raw)
    elif raw and kind == "application/x-www-form-urlencoded":
        read["body"] = _fields(_text(raw, charset), "body")
    elif raw and takes_files and kind == FORM:
        read["body"] = form_of(headers["content-type"], raw)
    elif raw and (kind.startswith("text/") or kind == "application/xml" or kind.endswith("+xml")):
        read["body"] = _text(raw, charset)
    elif raw:
        read["raw"] = b64encode(raw).decode()
    return read


def _content_type(header: str) -> tuple[str, str]:
    message = Message()
    message["Content-Type"] = header[:500].replace("\r", "").replace("\n", "")
    kind = message.get_content_type() if header else ""
    return kind, codec_of(message.get_content_charset()) or "utf-8"


def _text(raw: bytes, charset: str) -> str:
    try:
        return raw.decode(charset, "replace")
    except ValueError:  # a codec that replaces nothing
        return raw.decode("utf-8", "replace")


def _fields(text: str, place: str) -> dict[str, object]:
    """Names with their value, or with all of them where there are several."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="replace")
    except ValueError:
        raise InputError(f"More than {MOST_FIELDS} fields. Send fewer.", field=place) from None
    fields: dict[str, object] = {}
    for name, value in pairs:
        known = fields.get(name)
        if name not in fields:
            fields[name] = value
        elif isinstance(known, list):
            known.append(value)
        else:
            fields[name] = [known, value]
    return fields


def _json(raw: bytes) -> object:
    if too_many_values(raw):
        _refuse(f"it has more than {MAX_VALUES} values")
    try:
        value: object = json.loads(raw, parse_constant=_no_number, parse_int=_integer, parse_float=_number)
    except RecursionError:
        _refuse(f"it is nested deeper than {MAX_DEPTH} levels")
    except ValueError as error:
        _refuse(str(error))
    if _is_deep(value):
        _refuse(f"it is nested deeper than {MAX_DEPTH} levels")
    return value


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError("a number in it is too large")
    return int(digits)


def _number(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError("a number in it is too large")
    return number


def _is_deep(value: object) -> bool:
    """Level by level, never by recursion."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return False
    return True


def _refuse(why: str) -> NoReturn:
    raise InputError(f"The body says that it is JSON and cannot be read: {why[:200]}.", field="body")
