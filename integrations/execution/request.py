"""What is asked of the door, and how it is recognised when it is asked again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from integrations.actors import Actor
from integrations.errors import InputError
from integrations.execution.params import Params
from integrations.execution.work import Work
from integrations.holders import Holder
from integrations.queue.model import Queued

DEFAULT_TIMEOUT = 60
LONGEST_TIMEOUT = 600
LONGEST_KEY = 255
WAITED_FOR = frozenset({"admin", "agent", "api", "editor", "mcp", "options", "probe"})
"""Sources behind which somebody is waiting for the answer."""


class CallOptions(TypedDict, total=False):
    """What a caller may say besides the operation and whose account it is: which of several, for which run and node,
    for how many seconds at most, and under which id to open it."""

    connection: UUID | None
    run_id: UUID | None
    node_id: str
    timeout: int
    call_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallRequest:
    """One wish to call a vendor, before anything is looked up.

    ``connection_id`` is what the caller named, None for the default account. Raises InputError for an impossible key
    or timeout.
    """

    kind: str
    work: Work
    params: Params
    call_key: str
    actor: Actor
    holder: Holder
    connection_id: UUID | None
    source: str
    run_id: UUID | None = None
    node_id: str = ""
    timeout_seconds: int = DEFAULT_TIMEOUT
    call_id: UUID | None = None
    """The id a new call gets; a place to wait for it may have been taken under it."""

    def __post_init__(self) -> None:
        if not 0 < len(self.call_key) <= LONGEST_KEY:
            raise InputError(
                f"A call key has 1 to {LONGEST_KEY} characters, not {len(self.call_key)}.", field="idempotency_key"
            )
        if not 0 < self.timeout_seconds <= LONGEST_TIMEOUT:
            raise InputError(
                f"A timeout of {self.timeout_seconds} s is not possible; give 1 to {LONGEST_TIMEOUT}.", field="timeout"
            )

    @property
    def lane(self) -> Queued.Lane:
        return Queued.Lane.INTERACTIVE if self.source in WAITED_FOR else Queued.Lane.BACKGROUND

    @property
    def share(self) -> UUID | None:
        """Whose turn it uses up."""
        return self.holder.customer_id

    @property
    def scope(self) -> str:
        """Whose keys these are. Those that programs choose have a space of their own for each holder, whoever sends
        them: an API key can be changed for another one without anything being sent twice.
        """
        return f"api:{self.holder.scope}" if self.source == "api" else self.holder.scope

    @property
    def hash(self) -> str:
        """The same for the same wish: what is run, on which account as the caller put it, with which params."""
        wish = "\n".join(
            (self.kind, self.work.key, self.holder.scope, str(self.connection_id or ""), self.params.canonical)
        )
        return hashlib.sha256(wish.encode("utf-8", "surrogatepass")).hexdigest()
