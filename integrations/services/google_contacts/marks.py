"""A mark of ours on a new contact, by which it is found again when Google's answer gets lost.

Google takes no id from a client, but keeps `clientData` that nobody sees.
Source: https://developers.google.com/people/api/rest/v1/people#ClientData
"""

from __future__ import annotations

import hashlib

from integrations.catalog.context import Ctx
from integrations.catalog.readable import parts
from integrations.services.google_contacts.models.contacts import GoogleContact
from integrations.services.google_contacts.parsing import FIELDS, parse_contact

KEY = "machina.call"
LOOKED_THROUGH = 100
"""Contacts changed last: ours is among them, or somebody has changed a hundred others in these seconds."""


def mark_of(call_key: str) -> dict[str, str]:
    """The same for every attempt of a call."""
    return {"key": KEY, "value": hashlib.sha256(call_key.encode()).hexdigest()[:32]}


def find_created(ctx: Ctx, data: object) -> GoogleContact | None:
    """The contact that an earlier attempt of this call has made; None if it cannot be said."""
    page = (
        ctx.google("people", "v1")
        .people()
        .connections()
        .list(
            resourceName="people/me",
            personFields=f"{FIELDS},clientData",
            sortOrder="LAST_MODIFIED_DESCENDING",
            pageSize=LOOKED_THROUGH,
        )
        .execute()
    )
    mark = mark_of(ctx.call_key)
    marked = (
        person
        for person in parts(page, "connections")
        for each in parts(person, "clientData")
        if (each.get("key"), each.get("value")) == (mark["key"], mark["value"])
    )
    found = next(marked, None)
    return None if found is None else parse_contact(found)
