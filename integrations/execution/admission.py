"""What is checked before a call is opened: the account, the arguments, and the permissions its holder has granted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models.expressions import Combinable
from pydantic import BaseModel

from integrations.acting import as_of_now, may_act, may_no_longer
from integrations.actors import Actor
from integrations.billing.budgets.spending import budgets_exist
from integrations.billing.prices import books_exist
from integrations.catalog.declare import PROVIDER, Service
from integrations.connect.accounts.selectors import find_connection, has_account, require_active
from integrations.connect.tokens.refresh import LookedAt, seen_with
from integrations.connect.ways_out import connect_url
from integrations.errors import FieldError, InputError, NotFound, ScopeMissing
from integrations.execution.params import Params, parsed, restored
from integrations.execution.request import CallRequest
from integrations.execution.work import Work
from integrations.holders import Holder, require_visible
from integrations.models import Call, Connection, Customer
from integrations.payloads.retention import no_longer_kept
from integrations.providers.registry import all_providers
from integrations.providers.registry import find as find_provider


@dataclass(frozen=True)
class Admitted:
    """What a call works with: the account with its grant as it was then, or none, and its parsed arguments."""

    connection: Connection | None
    seen: LookedAt | None
    data: BaseModel
    has_books: bool
    """Whether there was any price book then; true also where that has not been read."""
    has_budgets: bool = True
    """Whether the customer had any budget then; likewise."""


LookedUp = dict[tuple[object, ...], Connection]
"""Accounts with what counts of them, looked up a moment ago for calls that begin together."""


def account_for(request: CallRequest) -> Connection | None:
    """Check a wish that workers are to perform, who look at the rest; nothing is written. None: without an account.

    Raises NotFound, NotConnected, ReconnectRequired, InputError, ScopeMissing.
    """
    work, holder, connection_id = request.work, request.holder, request.connection_id
    connection, provider = None, _provider(work, request.params, connection_id)
    if _needs_account(work, holder, connection_id, provider):
        connection = find_connection(request.actor, holder=holder, provider=provider, connection_id=connection_id)
    else:
        require_visible(request.actor, holder)
        require_active(holder)
    parsed(work.input_model, request.params, place=work.key)
    if connection is not None:
        check_scopes(work, connection)
    return connection


def admit(request: CallRequest, looked_up: LookedUp | None = None) -> Admitted:
    """Check a wish that is performed here and now; nothing is written.

    Of wishes that are checked at one moment, with the same ``looked_up``, each account is looked up once.
    Raises NotFound, PermissionDenied, NotConnected, ReconnectRequired, InputError, ScopeMissing.
    """
    work, holder, connection_id = request.work, request.holder, request.connection_id
    if _needs_account(work, holder, connection_id, _provider(work, request.params, connection_id)):
        return _with_account(request.actor, work, holder, connection_id, request.params, looked_up)
    return _without_account(request.actor, work, holder, request.params)


def admit_again(call: Call, work: Work, actor: Actor) -> Admitted:
    """Check a stored call, read with its customer, before it runs for the actor. Raises as ``admit`` does."""
    return _admitted_as(Holder.stored(call.customer, is_owner=call.is_owner), call, work, actor)


def admit_in_between(call: Call, work: Work, actor: Actor) -> Admitted:
    """Check a call that runs, after it has waited for something, with its customer as he is now. Raises likewise."""
    customer = Customer.objects.filter(pk=call.customer_id).first() if call.customer_id else None
    return _admitted_as(Holder.stored(customer, is_owner=call.is_owner), call, work, actor)


def _admitted_as(holder: Holder, call: Call, work: Work, actor: Actor) -> Admitted:
    if call.connection_id is None and work.account == "required":
        raise NotFound("The connection of this call no longer exists.")
    if call.params is None:
        raise NotFound(f"What {work.key} was asked is not known any more. {no_longer_kept()}")
    params = restored(call.params)
    if call.connection_id is None and work.accounts == "any" and work.provider_for(params.values) is not None:
        raise NotFound("The connection of this call no longer exists.")
    if call.connection_id is None:
        return _without_account(actor, work, holder, params)
    return _with_account(actor, work, holder, call.connection_id, params)


def _provider(work: Work, params: Params, connection_id: UUID | None) -> str | None:
    """Whose account is asked for; where one is needed and none is named, one of the service's own provider.

    Raises InputError for a provider there is not.
    """
    key = work.provider_for(params.values)
    if key is None and connection_id is None and work.account == "required":
        return work.service.provider
    if work.accounts == "any" and key is not None and find_provider(key) is None:
        words = f"There is no provider {key!r}. Providers are: {', '.join(all_providers())}."
        raise InputError(words, errors=[FieldError(PROVIDER, words)])
    return key


def _needs_account(work: Work, holder: Holder, connection_id: UUID | None, provider: str | None) -> bool:
    """An account that is connected is used where it is optional, also if that fails: nobody becomes anonymous unasked.

    Where any account will do, it is the one that is named, and nobody's is sent along unasked.

    Raises InputError where one is named for what runs without.
    """
    if work.account == "required":
        return True
    if work.account == "optional" and work.accounts == "any":
        return connection_id is not None or provider is not None
    if work.account == "optional":
        return connection_id is not None or has_account(holder, work.service.provider)
    if connection_id is not None:
        words = f"{work.key} runs without an account. Leave connection out."
        raise InputError(words, errors=[FieldError("connection", words)])
    return False


def _without_account(actor: Actor, work: Work, holder: Holder, params: Params) -> Admitted:
    """Whoever it is for has to be there, and the actor to have the right of this moment."""
    require_visible(actor, holder)
    require_active(holder)
    if not as_of_now(actor).may("operate"):
        raise may_no_longer(actor)
    return Admitted(None, None, parsed(work.input_model, params, place=work.key), has_books=True)


def _with_account(
    actor: Actor,
    work: Work,
    holder: Holder,
    connection_id: UUID | None,
    params: Params,
    looked_up: LookedUp | None = None,
) -> Admitted:
    """The account is found through its holder, so that a foreign id is no more than not found.

    One statement brings it, its grant, the actor's right of this moment and whether there are price books.
    """
    provider = _provider(work, params, connection_id)
    place = (actor.kind, actor.id, holder.scope, provider, connection_id)
    connection = looked_up.get(place) if looked_up is not None else None
    if connection is None:
        connection = find_connection(
            actor, holder=holder, provider=provider, connection_id=connection_id, along=_what_counts_now
        )
    if looked_up is not None:
        looked_up[place] = connection
    known = vars(connection)
    if not known["may_act"]:
        raise may_no_longer(actor)
    data = parsed(work.input_model, params, place=work.key)
    check_scopes(work, connection)
    return Admitted(
        connection,
        seen_with(connection),
        data,
        has_books=bool(known["has_books"]),
        has_budgets=bool(known["has_budgets"]),
    )


def _what_counts_now(actor_kind: str, actor_id: object) -> Mapping[str, Combinable]:
    return {
        "may_act": may_act(actor_kind, "operate", actor_id),
        "has_books": books_exist(),
        "has_budgets": budgets_exist(),
    }


def check_scopes(work: Work, connection: Connection) -> None:
    """Raises ScopeMissing that says in plain words what the account's holder has not allowed."""
    missing = scope_missing(work.service, work.scopes, connection)
    if missing is not None:
        raise missing


def scope_missing(service: Service, scopes: Sequence[str], connection: Connection) -> ScopeMissing | None:
    """What the account's holder has not allowed, in plain words; None where nothing is missing."""
    missing = service.missing_scopes(connection.scopes, scopes)
    if not missing:
        return None
    words = "; ".join(service.scopes.get(scope, scope) for scope in missing)
    return ScopeMissing(
        f"{connection} has not allowed {service.name} to: {words}. Connect again and tick it.",
        connect_url=connect_url(connection),
    )
