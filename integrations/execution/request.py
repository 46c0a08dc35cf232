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
from integrations.models import Customer

DEFAULT_TIMEOUT = 60
LONGEST_TIMEOUT = 600
LONGEST_KEY = 255


class CallOptions(TypedDict, total=False):
    """What a caller may say besides the operation: whose account (a customer, or the owner in so many words), which
    of several, for which run and node, and for how many seconds at most."""

    customer: Customer | None
    owner: bool
    connection: UUID | None
    run_id: UUID | None
    node_id: str
    timeout: int


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
    customer: Customer | None
    connection_id: UUID | None
    source: str
    run_id: UUID | None = None
    node_id: str = ""
    timeout_seconds: int = DEFAULT_TIMEOUT

    def __post_init__(self) -> None:
        if not 0 < len(self.call_key) <= LONGEST_KEY:
            raise InputError(f"A call key has 1 to {LONGEST_KEY} characters, not {len(self.call_key)}.")
        if not 0 < self.timeout_seconds <= LONGEST_TIMEOUT:
            raise InputError(f"A timeout of {self.timeout_seconds} s is not possible; give 1 to {LONGEST_TIMEOUT}.")

    @property
    def is_owner(self) -> bool:
        """Whether it is about the owner's account; ``authorise`` has made sure that this was said in so many words."""
        return self.customer is None

    @property
    def scope(self) -> str:
        """Whose keys these are. Clients of the API choose their own, so each of them has a space of its own."""
        return f"{self.actor.kind}:{self.actor.id}" if self.source == "api" else self._holder

    @property
    def _holder(self) -> str:
        return "owner" if self.customer is None else f"customer:{self.customer.pk}"

    @property
    def hash(self) -> str:
        """The same for the same wish: what is run, on which account as the caller put it, with which params."""
        wish = "\n".join((self.kind, self.work.key, self._holder, str(self.connection_id or ""), self.params.text))
        return hashlib.sha256(wish.encode("utf-8", "surrogatepass")).hexdigest()
