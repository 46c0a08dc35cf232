"""Sync tokens of contacts: how far a client has read, with which question, and since when."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import ERROR_INFO, PRECONDITION, GoogleError, invalid

CONTENT = re.compile(r"people:(\d+):(\d+):(\w+)")
SAME_QUESTION = ("personFields", "sources", "sortOrder", "requestMask.includeField")


@dataclass(frozen=True)
class Place:
    """Changes up to this number have been read; the full list that began it was read at this second."""

    number: int
    since: int

    def token(self, call: ApiCall) -> str:
        """The place as a client carries it, with the question that it is for."""
        return base64.urlsafe_b64encode(f"people:{self.number}:{self.since}:{_question(call)}".encode()).decode()


def place_of(call: ApiCall) -> Place | None:
    """Where the client has got to, None without a token. Raises 400 for a token that is wrong, of another question, or
    too old: it lasts from the full list on, however often it is renewed."""
    token = call.parameters.text("syncToken")
    if not token:
        return None
    try:
        match = CONTENT.fullmatch(base64.urlsafe_b64decode(token).decode())
    except (binascii.Error, ValueError):
        match = None
    if match is None:
        raise invalid("Invalid sync token.", location="syncToken")
    if match[3] != _question(call):
        raise invalid("Sync token cannot be used with other parameters than those it was given for.")
    place = Place(int(match[1]), int(match[2]))
    begun = datetime.fromtimestamp(place.since, UTC)
    if begun <= call.now - timedelta(seconds=call.behaviour.sync_token_seconds):
        raise _expired()
    return place


def _question(call: ApiCall) -> str:
    asked = [(name, sorted(call.parameters.texts(name))) for name in SAME_QUESTION if name in call.parameters]
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:16]


def _expired() -> GoogleError:
    info = {"@type": ERROR_INFO, "reason": "EXPIRED_SYNC_TOKEN", "domain": "people.googleapis.com"}
    message = "Sync token is expired. Clear local cache and retry call without the sync token."
    return GoogleError(400, PRECONDITION, message, details=[info])
