"""Requests about tokens in the call log: they go to a vendor as any call does, though no operation asks for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from integrations.connect.tokens.talks import TALKED
from integrations.errors import RemoteRejected
from integrations.events import Payload, subscribe
from integrations.models import Call, Connection, Customer

SOURCE = "connect"
LONGEST_FAILURE = 200


@subscribe(TALKED)
def keep(told: Payload) -> None:
    """Write the row of one that is over. Who is gone meanwhile is left out: accounts end while they are told of."""
    said: dict[str, Any] = dict(told)
    actor, failure, key = said["actor"], said["failure"][:LONGEST_FAILURE], f"token:{uuid4()}"
    Call.objects.create(
        kind=Call.Kind.CONNECT,
        scope=key,
        call_key=key,
        request_hash="",
        operation=said["operation"],
        customer=Customer.objects.filter(pk=said["customer_id"]).first(),
        is_owner=said["is_owner"],
        connection=Connection.objects.filter(pk=said["connection"]).first(),
        actor_kind=actor["kind"],
        actor_id=actor["id"],
        actor_label=actor["label"][:200],
        source=SOURCE,
        state=Call.State.FAILED if failure else Call.State.SUCCEEDED,
        attempt=1,
        requests=len(said["exchanges"]),
        exchanges=said["exchanges"],
        error=RemoteRejected(failure).as_dict() if failure else None,
        created_at=datetime.fromisoformat(said["began"]),
        started_at=datetime.fromisoformat(said["began"]),
        finished_at=datetime.fromisoformat(said["ended"]),
    )
