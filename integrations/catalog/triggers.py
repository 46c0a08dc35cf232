"""What a poller returns: the events since its checkpoint, and the next checkpoint."""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import BaseModel

EventT = TypeVar("EventT", bound=BaseModel)
CheckpointT = TypeVar("CheckpointT", bound=BaseModel)


class PolledEvent(BaseModel, Generic[EventT]):
    """One event with the vendor's identifier of it, by which a second delivery is recognised."""

    delivery_id: str
    data: EventT


class Poll(BaseModel, Generic[EventT, CheckpointT]):
    """Events in the vendor's order and the checkpoint after them; both are stored in one transaction.

    ``gap`` says in words what may have been missed when the vendor no longer knew the old checkpoint.
    """

    events: list[PolledEvent[EventT]]
    checkpoint: CheckpointT
    gap: str | None = None
