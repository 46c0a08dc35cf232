"""What a handler is given: whose workspace it is, and a request that the table has accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from integrations.sandbox.models import Account
from integrations.sandbox.notion.errors import Resource, invalid


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of one method."""

    account: Account
    client_id: str
    bot_id: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Resource
    root: str
    """The sandbox's address of Notion, for addresses of files."""
    moment: datetime
    form: Mapping[str, str]
    file: bytes | None

    @property
    def now(self) -> datetime:
        """Notion's clock shows minutes."""
        return self.moment.replace(second=0, microsecond=0)

    @property
    def expires(self) -> datetime:
        return self.moment + timedelta(hours=1)


def page_of(call: Call, found: list[Resource], *, kind: str) -> Resource:
    """The part of a list that was asked for, as Notion wraps it."""
    asked = {**call.query, **call.body}
    size = int(asked.get("page_size") or 100)
    start = _offset(asked.get("start_cursor"), len(found))
    page, rest = found[start : start + size], len(found) - start - size
    return {
        "object": "list",
        "results": page,
        "next_cursor": _cursor(start + size) if rest > 0 else None,
        "has_more": rest > 0,
        "type": kind,
        kind: {},
    }


def _cursor(offset: int) -> str:
    text = f"{offset:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _offset(cursor: object, most: int) -> int:
    if not cursor:
        return 0
    try:
        offset = int(str(cursor).replace("-", ""), 16)
    except ValueError:
        offset = most + 1
    if offset > most:
        raise invalid(f"The start_cursor provided is invalid: {cursor}")
    return offset
