"""Reading a request's arguments, from its query, its form or its JSON, as the table says they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from integrations.sandbox.slack.errors import SlackFailure, wrong_arguments
from integrations.sandbox.slack.table import Argument, Method
from integrations.sandbox.storable import storable

BODY_LIMIT = 1_000_000


def read_arguments(method: Method, request: HttpRequest) -> dict[str, Any]:
    """Checked values. Raises SlackFailure for what no page of Slack's lists, and for what is missing."""
    given = storable(_given(request))
    given.pop("token", None)
    if unknown := sorted(given.keys() - method.arguments.keys()):
        raise wrong_arguments(*(f"no such argument: {name}" for name in unknown))
    missing = [
        name for name, argument in method.arguments.items() if argument.required and given.get(name) in (None, "")
    ]
    if missing:
        raise wrong_arguments(*(f"missing required field: {name}" for name in missing))
    return {name: _typed(name, method.arguments[name], value) for name, value in given.items()}


def _given(request: HttpRequest) -> dict[str, Any]:
    if request.method == "GET":
        return request.GET.dict()
    if request.content_type == "application/json":
        return _json(request)
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return {**request.GET.dict(), **request.POST.dict()}
    if not request.content_type and not request.body:
        return request.GET.dict()
    raise SlackFailure("invalid_post_type")


def _json(request: HttpRequest) -> dict[str, Any]:
    body = request.read(BODY_LIMIT + 1)
    try:
        given = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise SlackFailure("invalid_json") from None
    if not isinstance(given, Mapping) or len(body) > BODY_LIMIT:
        raise SlackFailure("json_not_object")
    return {name: value for name, value in given.items() if value is not None}


def _typed(name: str, argument: Argument, value: object) -> Any:  # of the argument's own type
    match argument.type:
        case "boolean":
            return _flag(name, value)
        case "integer":
            return _number(name, value)
        case "array" | "any":
            return _parts(name, value, is_list=argument.type == "array")
        case _:
            if not isinstance(value, str):
                raise wrong_arguments(f"must provide a string [json-pointer:/{name}]")
            return value


def _flag(name: str, value: object) -> bool:
    if value in (True, "true", "1", 1):
        return True
    if value in (False, "false", "0", 0, ""):
        return False
    raise wrong_arguments(f"must provide a boolean [json-pointer:/{name}]")


def _number(name: str, value: object) -> int:
    text = str(value)
    if not text.removeprefix("-").isdecimal() or not text.isascii() or len(text) > 18:
        raise wrong_arguments(f"must provide an integer [json-pointer:/{name}]")
    return int(text)


def _parts(name: str, value: object, *, is_list: bool) -> object:
    """Slack takes lists and objects as the text of their JSON; where it has no type, a plain text as well."""
    if isinstance(value, str) and (is_list or value[:1] in ("[", "{")):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            if is_list:
                raise SlackFailure("invalid_array_arg") from None
    if is_list and not isinstance(value, list):
        raise wrong_arguments(f"must provide an array [json-pointer:/{name}]")
    return value
