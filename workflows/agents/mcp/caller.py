"""Who speaks the protocol in a request, and for whom."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from integrations.actors import Actor
from integrations.errors import InputError
from integrations.holders import Holder

HEADER = "Machina-Customer"


@dataclass(frozen=True)
class Caller:
    """The actor of the key; the holder is None for an operator's key that names no customer."""

    actor: Actor
    holder: Holder | None
    services: tuple[str, ...] | None = None
    """Keys of the services whose tools are offered; None for all."""

    @property
    def named_holder(self) -> Holder:
        """Raises InputError where nobody was named: nothing falls back to the owner's account."""
        if self.holder is None:
            words = f"Say for which customer: send the header {HEADER} with the customer's key."
            raise InputError(words, field=HEADER)
        return self.holder


current_caller: ContextVar[Caller] = ContextVar("current_caller")
"""Set around each request; the SDK's tasks for it inherit it."""
