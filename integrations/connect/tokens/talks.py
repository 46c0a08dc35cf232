"""What was asked of a provider about tokens, as it is told to the call log: who asked what, for whom, how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils import timezone

from integrations.actors import SYSTEM, Actor
from integrations.egress.exchanged import Exchanged
from integrations.events import hint
from integrations.models import Connection

TALKED = "connect.talked"
"""Hint: ``{operation, customer_id, connection, is_owner, actor: {kind, id, label}, exchanges, failure, began, ended}``;
ids and times as text. It has nothing of what the requests carried."""

What = Literal["exchange_code", "refresh_token", "revoke_token"]


@dataclass(frozen=True)
class Whose:
    """For whom a provider is asked: an account, or a customer (without one the owner) who has none yet."""

    customer_id: UUID | None = None
    connection_id: UUID | None = None
    is_owner: bool = False
    actor: Actor = SYSTEM

    @classmethod
    def of(cls, connection: Connection | None) -> Whose:
        """None stands for several accounts, or for one that is gone."""
        if connection is None:
            return cls()
        return cls(connection.customer_id, connection.pk, is_owner=connection.customer_id is None)


NOBODYS = Whose()


@dataclass
class Talk:
    """One request about tokens and its answer, put down while it goes on. ``tell`` says so once what has come of it is
    stored: nothing about it may hold that up."""

    what: What
    provider: str
    whose: Whose
    began: datetime = field(default_factory=timezone.now)
    ended: datetime | None = None
    failure: str = ""
    """The provider's word for why not, or ours."""
    exchanges: list[Exchanged] = field(default_factory=list)

    def exchanged(self, exchanged: Exchanged) -> None:
        """A request was answered, or got no answer."""
        self.exchanges.append(exchanged)
        self.ended = timezone.now()

    def tell(self) -> None:
        """Only of what has left for the provider."""
        if not self.exchanges or self.ended is None:
            return
        whose, actor = self.whose, self.whose.actor
        hint(
            TALKED,
            {
                "operation": f"{self.provider}.{self.what}",
                "customer_id": str(whose.customer_id) if whose.customer_id else None,
                "connection": str(whose.connection_id) if whose.connection_id else None,
                "is_owner": whose.is_owner,
                "actor": {"kind": actor.kind, "id": actor.id, "label": actor.label},
                "exchanges": [each.as_dict() for each in self.exchanges],
                "failure": self.failure,
                "began": self.began.isoformat(),
                "ended": self.ended.isoformat(),
            },
        )
