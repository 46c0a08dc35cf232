"""What is checked before a call is opened: the account, the arguments, and the permissions its holder has granted."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel

from integrations.actors import SYSTEM, Actor
from integrations.connect.accounts.selectors import find_connection
from integrations.connect.tokens.refresh import LookedAt, seen_with
from integrations.connect.ways_out import connect_url
from integrations.errors import NotFound, ScopeMissing
from integrations.execution.params import parsed, restored
from integrations.execution.request import CallRequest
from integrations.execution.work import Work
from integrations.holders import Holder
from integrations.models import Call, Connection
from integrations.payloads.retention import no_longer_kept


@dataclass(frozen=True)
class Admitted:
    """What a call works with: the account with its grant as it was then, and its parsed arguments."""

    connection: Connection
    seen: LookedAt
    data: BaseModel


def admit(request: CallRequest) -> Admitted:
    """Check a wish; nothing is written.

    Raises NotFound, NotConnected, ReconnectRequired, InputError, ScopeMissing.
    """
    work = request.work
    connection = usable_connection(request.actor, work, request.holder, request.connection_id)
    data = parsed(work.input_model, request.params, place=work.key)
    check_scopes(work, connection)
    return Admitted(connection, seen_with(connection), data)


def admit_again(call: Call, work: Work) -> Admitted:
    """Check a stored call before it runs, perhaps much later. Raises as ``admit`` does."""
    holder = Holder.stored(call.customer, is_owner=call.is_owner)
    if call.connection_id is None:
        raise NotFound("The connection of this call no longer exists.")
    connection = usable_connection(SYSTEM, work, holder, call.connection_id)
    if call.params is None:
        raise NotFound(f"What {work.key} was asked is not known any more. {no_longer_kept()}")
    data = parsed(work.input_model, restored(call.params), place=work.key)
    check_scopes(work, connection)
    return Admitted(connection, seen_with(connection), data)


def usable_connection(actor: Actor, work: Work, holder: Holder, connection_id: UUID | None) -> Connection:
    """Found through its holder, so that a foreign id is no more than not found."""
    return find_connection(actor, holder=holder, provider=work.service.provider, connection_id=connection_id)


def check_scopes(work: Work, connection: Connection) -> None:
    """Raises ScopeMissing that says in plain words what the account's holder has not allowed."""
    missing = work.service.missing_scopes(connection.scopes, work.scopes)
    if missing:
        words = "; ".join(work.service.scopes.get(scope, scope) for scope in missing)
        raise ScopeMissing(
            f"{connection} has not allowed {work.service.name} to: {words}. Connect again and tick it.",
            connect_url=connect_url(connection),
        )
