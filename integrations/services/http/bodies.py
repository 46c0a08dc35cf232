"""The body of a request, from what people give for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlencode

from pydantic import JsonValue

from integrations.catalog.http.web import FormBody, StoredBody, StoredPart, TextPart, WebBody, WrittenBody
from integrations.errors import InputError
from integrations.services.http.models.sending import HttpRequest, text

FORM = "application/x-www-form-urlencoded"


def body_of(data: HttpRequest) -> WebBody:
    """As ``body_type`` says. Raises InputError for a part of a form that is none."""
    match data.body_type:
        case "none":
            return WrittenBody()
        case "json":
            return WrittenBody(json.dumps(data.body).encode(), "application/json")
        case "form":
            pairs = [(name, _value(name, value)) for name, value in _pairs(data.body)]
            return WrittenBody(urlencode(pairs).encode(), FORM)
        case "multipart":
            return FormBody(tuple(_part(name, value) for name, value in _pairs(data.body)))
        case "text":
            return WrittenBody(str(data.body).encode(), "text/plain; charset=utf-8")
        case "file":
            return StoredBody(_file_id(data.body))


def _pairs(body: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    """Names and values, a list repeating its name; null is left out."""
    for name, value in (body if isinstance(body, dict) else {}).items():
        for each in value if isinstance(value, list) else [value]:
            if each is not None:
                yield name, each


def _part(name: str, value: JsonValue) -> TextPart | StoredPart:
    if isinstance(value, dict) and isinstance(value.get("file_id"), str):
        named = value.get("filename")
        return StoredPart(name, _file_id(value), filename=named if isinstance(named, str) else "")
    return TextPart(name, _value(name, value))


def _value(name: str, value: JsonValue) -> str:
    if isinstance(value, dict | list):
        words = (
            f"{name!r} in a form is a text, a number, or a list of them; as an object it needs multipart and a file_id."
        )
        raise InputError(words, field="body")
    return text(value)


def _file_id(body: JsonValue) -> str:
    return str(body.get("file_id")) if isinstance(body, dict) else str(body)
