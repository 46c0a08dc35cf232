"""Sync tokens: how far a client has read a calendar, and with which kind of list."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime, timedelta

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import GoogleError, invalid

CONTENT = re.compile(r"sync:(\d+):(\d+)")
# https://developers.google.com/workspace/calendar/api/v3/reference/events/list names what a sync token excludes.
EXCLUDED = (
    "iCalUID",
    "orderBy",
    "privateExtendedProperty",
    "q",
    "sharedExtendedProperty",
    "timeMin",
    "timeMax",
    "updatedMin",
)


def sync_token(change_number: int, now: datetime) -> str:
    """A token for everything that changes after this number."""
    return base64.urlsafe_b64encode(f"sync:{change_number}:{int(now.timestamp())}".encode()).decode()


def may_sync(call: ApiCall) -> bool:
    """Whether this list can be followed by its changes: one that searches or sorts cannot."""
    return not any(name in call.parameters for name in EXCLUDED if name not in ("timeMin", "timeMax"))


def changes_since(call: ApiCall) -> int | None:
    """The change number the client has seen, None without a token. Raises 400 for a wrong one, 410 for an old one."""
    token = call.parameters.text("syncToken")
    if not token:
        return None
    for name in EXCLUDED:
        if name in call.parameters:
            raise invalid(f"Sync token cannot be used with other query restrictions: {name}.", location="syncToken")
    try:
        match = CONTENT.fullmatch(base64.urlsafe_b64decode(token).decode())
    except (binascii.Error, ValueError):
        match = None
    if match is None:
        raise invalid("Invalid sync token value.", reason="invalid", location="syncToken")
    issued = datetime.fromtimestamp(int(match[2]), UTC)
    if issued <= call.now - timedelta(seconds=call.behaviour.sync_token_seconds):
        raise GoogleError(
            410,
            "fullSyncRequired",
            "Sync token is no longer valid, a full sync is required.",
            domain="calendar",
            location="syncToken",
        )
    return int(match[1])
