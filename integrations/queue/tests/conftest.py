"""Rows of work, made straight in a table that queues, and the wake-ups for them caught on their way to the broker."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID, uuid4

import pytest

from integrations.models import Call
from integrations.queue import dispatcher, offers


class MakeRow(Protocol):
    """Makes a row on offer that no worker was told of, in the background unless told otherwise."""

    def __call__(self, share: UUID | None = None, **columns: Any) -> Call: ...


@pytest.fixture
def make_row(db: None) -> MakeRow:
    def make(share: UUID | None = None, **columns: Any) -> Call:
        given = {"lane": "background", **columns}
        return Call.objects.create(scope="owner", call_key=uuid4().hex, operation="x.y", share=share, **given)

    return make


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Rows of which workers were told, in this order, instead of telling them."""
    ids: list[UUID] = []
    for module in (offers, dispatcher):
        monkeypatch.setattr(module, "tell", lambda rows: ids.extend(row.pk for row in rows))
    return ids
