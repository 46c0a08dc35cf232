"""Calls of the Web API, all by a form: every method takes it, also where something else stands in for Slack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from integrations.catalog.context import Ctx
from integrations.catalog.http import Cursor, HttpReply
from integrations.errors import RemoteUnavailable

Resource = Mapping[str, Any]
CURSOR = Cursor("cursor", next="response_metadata.next_cursor")
"""Slack's ``next_cursor`` is an empty text at the end."""


def read(ctx: Ctx, method: str, **arguments: object) -> Resource:
    """Ask a method that only looks. None is left out."""
    return _object(ctx.http.post(f"/api/{method}", form=arguments, looks=True), method)


def act(ctx: Ctx, method: str, **arguments: object) -> Resource:
    """Ask a method that changes something. None is left out; what has parts goes as the text of its JSON."""
    form = {name: json.dumps(value) if isinstance(value, dict | list) else value for name, value in arguments.items()}
    return _object(ctx.http.post(f"/api/{method}", form=form), method)


def _object(reply: HttpReply, method: str) -> Resource:
    body = reply.json()
    if isinstance(body, dict):
        return body
    raise RemoteUnavailable(f"Slack answered {method} with something that is no object.")
