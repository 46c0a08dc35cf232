"""One content as it is shown: whole, as a reference, or with words in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from integrations.actors import Actor
from integrations.models import Payload
from integrations.payloads.contents import Reference, is_large, load, reference
from integrations.payloads.retention import no_longer_kept
from integrations.payloads.rights import hidden_from, may_read

PUBLIC_PAGES, OWNERS_PAGES = "/connect/", "/connect/owner/"


@dataclass(frozen=True)
class Shown:
    """A content, or why it is not here. At most one of the three is given; none of them where there never was one."""

    value: object = None
    """The content, up to 256 KB of JSON."""
    reference: Reference | None = None
    """Where a larger one can be fetched."""
    withheld: str | None = None
    """Why there is nothing to see of a content that was there."""

    def named(self, name: str) -> dict[str, object]:
        """As part of a message: ``{name: value}``, or ``{payload, size, preview}``, or ``{withheld}`` instead."""
        if self.withheld is not None:
            return {"withheld": self.withheld}
        return dict(self.reference) if self.reference is not None else {name: self.value}


def sent(payload_id: UUID | None, payload: Payload | None) -> Shown:
    """What a row refers to, for a message whose receivers are asked for their rights later.

    ``payload`` is what ``select_related`` found for ``payload_id``, or the row that was just written.
    """
    if payload_id is None:
        return Shown()
    if payload is None:
        return Shown(withheld=no_longer_kept())
    return Shown(reference=reference(payload)) if is_large(payload) else Shown(value=load(payload))


class HasContent(Protocol):
    """A row that refers to its result, with warnings that may quote it."""

    result_id: UUID | None
    result: Payload | None
    warnings: list[str]
    error: dict[str, object] | None


def shown(actor: Actor, payload_id: UUID | None, payload: Payload | None, *, customer_id: UUID | None) -> Shown:
    """What a row of this customer's (or with None the owner's) refers to, as the actor may see it."""
    if payload_id is not None and not may_read(actor, customer_id):
        return Shown(withheld=hidden_from(actor))
    return sent(payload_id, payload)


def content_fields(actor: Actor, row: HasContent, *, customer_id: UUID | None) -> dict[str, object]:
    """What an answer for the actor holds of the row's content: ``result, content, error, warnings, withheld``."""
    seen = shown(actor, row.result_id, row.result, customer_id=customer_id)
    is_readable = may_read(actor, customer_id)
    withheld = hidden_from(actor) if row.warnings and not is_readable else seen.withheld
    return {
        "result": seen.value,
        "content": seen.reference,
        "error": error_shown(actor, row.error),
        "warnings": row.warnings if is_readable else [],
        "withheld": withheld,
    }


def error_shown(actor: Actor, error: Mapping[str, object] | None) -> dict[str, object] | None:
    """An error as the actor may see it: whoever is confined to a customer is not led to a page for operators."""
    if error is None:
        return None
    body = dict(error)
    path = urlsplit(str(body.get("connect_url") or "")).path
    if not actor.sees_all and (not path.startswith(PUBLIC_PAGES) or path.startswith(OWNERS_PAGES)):
        body.pop("connect_url", None)
    return body
