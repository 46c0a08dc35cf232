"""Changed contacts, by Google's sync tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from integrations.catalog.context import Ctx
from integrations.catalog.readable import parts
from integrations.catalog.schema import Input, ui
from integrations.catalog.triggers import Poll, PolledEvent
from integrations.errors import MachinaError, RemoteUnavailable
from integrations.services.google_contacts import samples
from integrations.services.google_contacts.models.contacts import GoogleContact
from integrations.services.google_contacts.parsing import FIELDS, Resource, is_deleted, parse_contact
from integrations.services.google_contacts.service import PLACE_EXPIRED, READ, service

Change = Literal["updated", "deleted"]
PAGE = 1000
RENEWED_AFTER = timedelta(days=6)
"""A token ends seven days after the full list that began it, however often it was passed on."""
# All parameters of a list of changes have to be those of the list that the token came from.
_QUESTION = {"resourceName": "people/me", "personFields": FIELDS, "requestSyncToken": True, "pageSize": PAGE}


class GoogleContactChangeFilter(Input):
    """Which changes to hand over."""

    changes: list[Change] = Field(default=["updated", "deleted"], min_length=1, json_schema_extra=ui())
    """Kinds of change: made or changed, deleted."""


class GoogleContactChange(GoogleContact):
    """A contact after a change; of a deleted one there is no more than its name."""

    change: Change
    """What happened to it: updated (also when it is new) or deleted."""


class GoogleContactsCheckpoint(BaseModel):
    """Up to where the changes have been read, and when the full list was read that this place goes back to."""

    sync_token: str
    listed_at: AwareDatetime
    polled_at: AwareDatetime


@dataclass(frozen=True)
class _Changes:
    """Changed people, and where to go on."""

    people: Sequence[Resource]
    sync_token: str
    gap: str | None = None


@service.poller(
    event=GoogleContactChange,
    checkpoint=GoogleContactsCheckpoint,
    scopes=[READ],
    price="contact_poll",
    icon="bell",
    sample={**samples.CONTACT, "change": "updated"},
    example={"changes": ["updated", "deleted"]},
    label="Contact changed",
    every_seconds=120,
)
def contact_changed(
    ctx: Ctx, params: GoogleContactChangeFilter, checkpoint: GoogleContactsCheckpoint | None
) -> Poll[GoogleContactChange, GoogleContactsCheckpoint]:
    """Starts with each contact that is made, changed or deleted.

    Counts from the moment it is switched on. Google tells a change some minutes late, and new contacts from changed
    ones by nothing, so both are updated. When Google no longer knows the place, contacts changed since are looked up
    instead; deleted ones are then lost, and the trigger says so.
    """
    connections = ctx.google("people", "v1").people().connections()
    if checkpoint is None:
        place = _place_at_the_end(connections)
        return Poll(events=[], checkpoint=_following(place, ctx.now, ctx.now))
    is_old = ctx.now - checkpoint.listed_at >= RENEWED_AFTER
    # The new place is read before the changes, so that one in between comes twice rather than never.
    renewed = _place_at_the_end(connections) if is_old else None
    found = _changes(connections, checkpoint)
    polled = [_polled(person) for person in found.people]
    # After a gap the place is new as well.
    listed_at = ctx.now if renewed or found.gap else checkpoint.listed_at
    return Poll(
        events=[each for each in polled if each.data.change in params.changes],
        checkpoint=_following(renewed or found.sync_token, listed_at, ctx.now),
        gap=found.gap,
    )


def _following(sync_token: str, listed_at: datetime, now: datetime) -> GoogleContactsCheckpoint:
    return GoogleContactsCheckpoint(sync_token=sync_token, listed_at=listed_at, polled_at=now)


def _place_at_the_end(connections: Any) -> str:
    """The place after everything there is now; Google tells it only at the end of a full list."""
    _, token = _read_all(connections, fields="nextPageToken,nextSyncToken")
    return token


def _changes(connections: Any, checkpoint: GoogleContactsCheckpoint) -> _Changes:
    try:
        people, token = _read_all(connections, syncToken=checkpoint.sync_token)
        return _Changes(people, token)
    except MachinaError as error:
        if error.vendor_word != PLACE_EXPIRED:
            raise
    people, token = _read_all(connections)
    since = checkpoint.polled_at
    recent = [person for person in people if _is_since(person, since)]
    gap = (
        f"Google no longer knows the changes since {since.isoformat()}. Contacts changed since then were looked up "
        f"instead, {len(recent)} in all; what was deleted is lost."
    )
    return _Changes(recent, token, gap)


def _is_since(person: Resource, since: datetime) -> bool:
    """Whoever does not say when he was changed may have been."""
    updated = parse_contact(person).updated
    return updated is None or updated >= since


def _read_all(connections: Any, **more: object) -> tuple[list[Resource], str]:
    people: list[Resource] = []
    page = connections.list(**_QUESTION, **more).execute()
    while page.get("nextPageToken"):
        people += parts(page, "connections")
        page = connections.list(**_QUESTION, **more, pageToken=page["nextPageToken"]).execute()
    token = page.get("nextSyncToken")
    if not token:
        raise RemoteUnavailable("Google Contacts did not say from where to read on. Try again later.")
    return [*people, *parts(page, "connections")], str(token)


def _polled(person: Resource) -> PolledEvent[GoogleContactChange]:
    contact = parse_contact(person)
    change: Change = "deleted" if is_deleted(person) else "updated"
    version = contact.etag or contact.updated or change
    return PolledEvent(
        delivery_id=f"{contact.resource_name}:{version}",
        data=GoogleContactChange(change=change, **contact.model_dump()),
    )
