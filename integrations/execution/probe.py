"""Testing a connection: the service's own harmless operation, run by a worker and not charged."""

from __future__ import annotations

from uuid import uuid4

from integrations.actors import Actor
from integrations.catalog.declare import Operation
from integrations.catalog.registry import catalog
from integrations.errors import Conflict, MachinaError, RemoteUnavailable
from integrations.execution.cancelling import cancel
from integrations.execution.door import open_for_workers, wait
from integrations.execution.outcome import Outcome, outcome_of, refused
from integrations.execution.params import checked
from integrations.execution.request import CallRequest
from integrations.execution.work import of_operation
from integrations.holders import Holder, authorise
from integrations.models import Call, Connection

SECONDS = 20


def probe(actor: Actor, connection: Connection) -> Outcome:
    """Whether the account answers, as an outcome with or without an error.

    Raises NotFound, PermissionDenied, and Conflict when no service of the provider can be tested.
    """
    holder = Holder.whose(connection.customer)
    authorise(actor, holder)
    work = of_operation(_test_of(connection))
    request = CallRequest(
        kind=Call.Kind.PROBE,
        work=work,
        params=checked({}),
        call_key=f"probe:{uuid4()}",
        actor=actor,
        holder=holder,
        connection_id=connection.pk,
        source="probe",
        timeout_seconds=SECONDS,
    )
    try:
        call = open_for_workers(request)
    except MachinaError as error:
        return refused(error)
    outcome = outcome_of(wait(call.pk, SECONDS))
    if outcome is None:
        cancel(call.pk)
        return refused(RemoteUnavailable(f"{connection} did not answer within {SECONDS} seconds. Try again."))
    return outcome


def _test_of(connection: Connection) -> Operation:
    """The test of one of the connection's services whose scopes were granted, or of any of the provider's."""
    services = catalog().of_provider(connection.provider)
    testable = [service for service in services if service.test_operation in service.operations]
    if not testable:
        raise Conflict(f"No service of {connection.provider!r} declares a test for its connections.")
    tests = [service.operations[service.test_operation] for service in testable]
    granted = [test for test in tests if not test.service.missing_scopes(connection.scopes, test.scopes)]
    chosen = [test for test in granted if test.service.key in connection.services]
    return next(iter((*chosen, *granted, *tests)))
