"""Testing a connection: the service's own harmless operation, run by a worker and not charged."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from integrations.actors import Actor
from integrations.catalog.declare import Operation, Service
from integrations.catalog.registry import catalog
from integrations.errors import Conflict, MachinaError, RemoteUnavailable
from integrations.execution.cancelling import cancel
from integrations.execution.door import open_for_workers
from integrations.execution.outcome import Outcome, refused
from integrations.execution.params import checked
from integrations.execution.request import CallRequest
from integrations.execution.waiting import place
from integrations.execution.work import of_operation
from integrations.holders import Holder, authorise
from integrations.models import Call, Connection

SECONDS = 20


def probe(actor: Actor, connection: Connection) -> Outcome:
    """Whether the account answers, as an outcome with or without an error; the caller's thread waits for it.

    Raises NotFound, PermissionDenied, and Conflict when no service of the provider can be tested.
    """
    with place() as mine:
        try:
            call = open_probe(actor, connection, mine.call_id)
        except NotTested as refusal:
            return refusal.outcome
        return probed(connection, call, mine.outcome_in_thread(call, SECONDS))


class NotTested(Exception):
    """The account cannot work as it is, which is the result of the test: ``outcome``."""

    def __init__(self, error: MachinaError) -> None:
        super().__init__(error.detail)
        self.outcome = refused(error)


def open_probe(actor: Actor, connection: Connection, call_id: UUID) -> Call:
    """Ask a worker to test the account. Raises as ``probe``, and NotTested where none has to be asked."""
    holder = Holder.whose(connection.customer)
    authorise(actor, holder)
    request = CallRequest(
        kind=Call.Kind.PROBE,
        work=of_operation(_test_of(connection)),
        params=checked({}),
        call_key=f"probe:{uuid4()}",
        actor=actor,
        holder=holder,
        connection_id=connection.pk,
        source="probe",
        timeout_seconds=SECONDS,
        call_id=call_id,
    )
    try:
        return open_for_workers(request)
    except MachinaError as error:
        raise NotTested(error) from error


def probed(connection: Connection, call: Call, outcome: Outcome | None) -> Outcome:
    """What came of the test; one that has not ended in time is stopped and has failed."""
    if outcome is None:
        cancel(call.pk)
        return refused(RemoteUnavailable(f"{connection} did not answer within {SECONDS} seconds. Try again."))
    return outcome


def _tests(services: Iterable[Service]) -> list[Operation]:
    return [each.operations[each.test_operation] for each in services if each.test_operation in each.operations]


def _test_of(connection: Connection) -> Operation:
    """The test of one of the connection's services whose scopes were granted, or of any of the provider's."""
    services = catalog().of_provider(connection.provider)
    tests = _tests(services) or [each for each in _tests(catalog().services.values()) if each.accounts == "any"]
    if not tests:
        raise Conflict(f"No service of {connection.provider!r} declares a test for its connections.")
    granted = [test for test in tests if not test.service.missing_scopes(connection.scopes, test.scopes)]
    chosen = [test for test in granted if test.service.key in connection.services]
    return next(iter((*chosen, *granted, *tests)))
