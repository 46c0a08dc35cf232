"""Reads JSON bodies; what no answer and no database could hold is the caller's mistake, not ours."""

from __future__ import annotations

import math
from io import BytesIO
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from integrations.json_values import MAX_VALUES, too_many_values


class BoundedJSONParser(JSONParser):
    """DRF's parser, which lets more through than JSON has: endless nesting, 1e999 and halves of surrogate pairs."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:  # DRF's own signature
        request = (parser_context or {}).get("request")
        encoding = request.headers.get("Content-Encoding", "identity") if request is not None else "identity"
        if encoding.lower() != "identity":
            raise ParseError(f"The body is encoded by {encoding[:64]!r}, and none is decoded. Send it as it is.")
        raw = stream.read()
        _refuse_too_many_values(raw)
        try:
            body = super().parse(BytesIO(raw), media_type, parser_context)
        except RecursionError:
            raise ParseError("The body is nested too deeply. Flatten it.") from None
        _refuse_what_is_no_json(body)
        return body


def _refuse_too_many_values(raw: bytes) -> None:
    """Raises ParseError."""
    if count := too_many_values(raw):
        raise ParseError(f"The body has about {count} values; {MAX_VALUES} are the most. Send several requests.")


def _refuse_what_is_no_json(body: object) -> None:
    """Level by level, never by recursion. Raises ParseError."""
    level = [body]
    while level:
        below: list[object] = []
        for value in level:
            match value:
                case str() if not value.isascii():
                    _refuse_half_characters(value)
                case float() if not math.isfinite(value):
                    raise ParseError("The body has a number that is too large. Send it as text.")
                case list():
                    below.extend(value)
                case dict():
                    below.extend(value)
                    below.extend(value.values())
        level = below


def _refuse_half_characters(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ParseError("The body contains half of a surrogate pair. Send whole characters.") from None
