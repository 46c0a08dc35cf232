"""Changing a contact from what it is now: read, merge, write; where somebody was faster, once more."""

from __future__ import annotations

from collections.abc import Callable

from integrations.catalog.context import Ctx
from integrations.catalog.readable import parts
from integrations.errors import Conflict, InputError, MachinaError
from integrations.services.google_contacts.parsing import FIELDS, Resource
from integrations.services.google_contacts.person_body import Body
from integrations.services.google_contacts.service import STALE

_NO_CONTACT = "is somebody's own profile and no contact, so it cannot be changed here"


def change_contact(ctx: Ctx, resource_name: str, change: Callable[[Resource], Body]) -> Resource:
    """The contact after ``change``, which is given the contact as it is and returns the fields that change, whole.

    Google refuses an etag that is not the newest of the contact's own source. Then it is read again, merged again and
    tried once more, also where it was our own change whose answer got lost. Raises Conflict when it has changed again.
    """
    changed = _tried(ctx, resource_name, change) or _tried(ctx, resource_name, change)
    if changed is None:
        raise Conflict(f"Contact {resource_name!r} was changed by others twice meanwhile. Try again in a moment.")
    return changed


def _tried(ctx: Ctx, resource_name: str, change: Callable[[Resource], Body]) -> Resource | None:
    """None where somebody was faster. What stays the same is not written."""
    people = ctx.google("people", "v1").people()
    # Of the contact alone: what a linked profile tells must not be copied into it.
    person: Resource = people.get(
        resourceName=resource_name, personFields=FIELDS, sources=["READ_SOURCE_TYPE_CONTACT"]
    ).execute()
    source = _own_source(person, resource_name)
    fields = change(person)
    if not fields:
        return person
    request = people.updateContact(
        resourceName=resource_name,
        updatePersonFields=",".join(sorted(fields)),
        personFields=FIELDS,
        body={"metadata": {"sources": [source]}, **fields},
    )
    try:
        answer: Resource = request.execute()
    except MachinaError as error:
        if error.vendor_status != 400 or error.vendor_word not in STALE:
            raise
        return None
    return answer


def _own_source(person: Resource, resource_name: str) -> dict[str, object]:
    """The contact's own source with its etag, which Google wants to be told. Raises InputError without one."""
    metadata = person.get("metadata") or {}
    own = next((each for each in parts(metadata, "sources") if each.get("type") == "CONTACT"), None)
    if own is None:
        raise InputError(f"{resource_name!r} {_NO_CONTACT}.", field="resource_name")
    return {name: own[name] for name in ("type", "id", "etag") if name in own}
