"""Asking an account what is new, on behalf of triggers: through the door as any call, and metered as one."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from integrations.actors import SYSTEM
from integrations.catalog.registry import catalog
from integrations.errors import MachinaError
from integrations.execution.admission import account_for
from integrations.execution.door import carry_out
from integrations.execution.outcome import Outcome, Record, refused
from integrations.execution.params import MAX_LOCAL_BYTES, checked, parsed
from integrations.execution.request import CallRequest
from integrations.execution.work import PollNews as PollNews  # what an outcome's result is
from integrations.execution.work import of_trigger
from integrations.holders import Holder
from integrations.models import Call
from integrations.queue.model import Queued

SECONDS = 60
SOURCE = "poll"


def account_to_poll(
    trigger: str, params: Mapping[str, object], *, holder: Holder, connection: UUID | None
) -> UUID | None:
    """The account that a trigger listens to; None for one that needs none.

    Raises InputError for parameters that do not fit, NotFound, NotConnected, ReconnectRequired, ScopeMissing.
    """
    declared = catalog().trigger(trigger)
    parsed(declared.params_model, checked(params), place=trigger)
    account = account_for(_request(trigger, params, None, holder=holder, call_key="check", connection=connection))
    return account.pk if account else None


def poll(
    trigger: str,
    params: Mapping[str, object],
    checkpoint: Mapping[str, object] | None,
    *,
    holder: Holder,
    call_key: str,
    connection: UUID | None,
    rides_on: Queued,
    record: Record,
) -> Outcome:
    """Ask the vendor in this worker what came since the checkpoint; a ``PollNews`` as JSON is the result.

    ``record`` is called with a final outcome in the transaction that closes the call, so that events and checkpoint
    are kept together or not at all. As ``door.execute`` in the rest; a refusal is told to nobody but ``record``.
    """

    try:
        request = _request(trigger, params, checkpoint, holder=holder, call_key=call_key, connection=connection)
    except MachinaError as error:  # the service is gone, or its checkpoint has outgrown us
        with transaction.atomic():
            record(refused(error))
        return refused(error)
    return carry_out(request, rides_on, record)


def _request(
    trigger: str,
    params: Mapping[str, object],
    checkpoint: Mapping[str, object] | None,
    *,
    holder: Holder,
    call_key: str,
    connection: UUID | None,
) -> CallRequest:
    query = {"params": dict(params), "checkpoint": None if checkpoint is None else dict(checkpoint)}
    return CallRequest(
        kind=Call.Kind.POLL,
        work=of_trigger(catalog().trigger(trigger)),
        params=checked(query, at_most=MAX_LOCAL_BYTES),
        call_key=call_key,
        actor=SYSTEM,
        holder=holder,
        connection_id=connection,
        source=SOURCE,
        timeout_seconds=SECONDS,
    )
