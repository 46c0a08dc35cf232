"""What is checked before a call is opened: the account, the arguments, and the permissions its holder has granted."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel

from integrations.acting import may_act, may_no_longer
from integrations.actors import Actor
from integrations.billing.prices import books_exist
from integrations.connect.accounts.selectors import find_connection
from integrations.connect.tokens.refresh import LookedAt, seen_with
from integrations.connect.ways_out import connect_url
from integrations.errors import NotFound, ScopeMissing
from integrations.execution.params import Params, parsed, restored
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
    has_books: bool
    """Whether there was any price book then."""


def admit(request: CallRequest) -> Admitted:
    """Check a wish; nothing is written.

    Raises NotFound, PermissionDenied, NotConnected, ReconnectRequired, InputError, ScopeMissing.
    """
    return _admitted(request.actor, request.work, request.holder, request.connection_id, request.params)


def admit_again(call: Call, work: Work, actor: Actor) -> Admitted:
    """Check a stored call before it runs for the actor, perhaps much later. Raises as ``admit`` does."""
    holder = Holder.stored(call.customer, is_owner=call.is_owner)
    if call.connection_id is None:
        raise NotFound("The connection of this call no longer exists.")
    if call.params is None:
        raise NotFound(f"What {work.key} was asked is not known any more. {no_longer_kept()}")
    return _admitted(actor, work, holder, call.connection_id, restored(call.params))


def _admitted(actor: Actor, work: Work, holder: Holder, connection_id: UUID | None, params: Params) -> Admitted:
    """The account is found through its holder, so that a foreign id is no more than not found.

    One statement brings it, its grant, the actor's right of this moment and whether there are price books.
    """
    along = {"may_act": may_act(actor, "operate"), "has_books": books_exist()}
    connection = find_connection(
        actor, holder=holder, provider=work.service.provider, connection_id=connection_id, along=along
    )
    known = vars(connection)
    if not known["may_act"]:
        raise may_no_longer(actor)
    data = parsed(work.input_model, params, place=work.key)
    check_scopes(work, connection)
    return Admitted(connection, seen_with(connection), data, has_books=bool(known["has_books"]))


def check_scopes(work: Work, connection: Connection) -> None:
    """Raises ScopeMissing that says in plain words what the account's holder has not allowed."""
    missing = work.service.missing_scopes(connection.scopes, work.scopes)
    if missing:
        words = "; ".join(work.service.scopes.get(scope, scope) for scope in missing)
        raise ScopeMissing(
            f"{connection} has not allowed {work.service.name} to: {words}. Connect again and tick it.",
            connect_url=connect_url(connection),
        )
