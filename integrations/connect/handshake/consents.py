"""Completing an attempt: a consent becomes a connection, or a reason why it does not."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from integrations import audit, events
from integrations.acting import actor_of_user
from integrations.connect import link_states
from integrations.connect.accounts import connections, proofs
from integrations.connect.handshake.attempts import actor_of_attempt
from integrations.connect.handshake.failures import ConnectFailure, failure_error
from integrations.connect.scopes import in_words
from integrations.connect.states import Status
from integrations.connect.tokens.giving_back import drop_personal, drop_tokens
from integrations.errors import Conflict, MachinaError, ReconnectRequired, ScopeMissing
from integrations.holders import Holder, authorise_now, lock_holder
from integrations.models import ConnectAttempt, Connection
from integrations.providers import registry
from integrations.providers.consent import Consent


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended: with a connection, which may still lack something, or with an error alone."""

    connection: Connection | None
    error: MachinaError | None

    @property
    def succeeded(self) -> bool:
        return self.connection is not None


def complete(attempt: ConnectAttempt, consent: Consent, *, address: str, country: str) -> Outcome:
    """Take in the account that consented. Nothing is stored of an account that may not be connected here."""
    wanted = attempt.reconnect
    if wanted is not None and not _is_same(wanted, consent):
        _give_back(attempt, consent)
        return fail(attempt, "wrong_account")
    try:
        with transaction.atomic():
            _lock_right(attempt)
            return _take_in(attempt, consent, address=address, country=country)
    except ConnectFailure as failure:
        _give_back(attempt, consent)
        return fail(attempt, failure.code)


def _give_back(attempt: ConnectAttempt, consent: Consent) -> None:
    """What a person filled in, without an app, is not ours to give back."""
    if attempt.oauth_app is not None:
        drop_tokens(attempt.oauth_app, consent.identity.account_id, consent.tokens)
        if consent.personal is not None:
            drop_personal(attempt.oauth_app, consent.personal)


def fail(attempt: ConnectAttempt, code: str) -> Outcome:
    """End an attempt without a connection and tell why."""
    error = failure_error(code, attempt.provider)
    with transaction.atomic():
        _finish(attempt, None, code)
        _tell(attempt, None, error, succeeded=False)
    return Outcome(None, error)


def require_still_allowed(attempt: ConnectAttempt) -> None:
    """Raises ConnectFailure when the link or the operator behind an attempt has lost the right meanwhile."""
    if attempt.link is not None:
        allowed = link_states.is_usable(attempt.link)
    else:
        staff = attempt.staff
        allowed = bool(staff and staff.is_active and staff.is_staff and actor_of_user(staff).may("operate"))
    if not allowed:
        raise ConnectFailure("not_allowed")


def _lock_right(attempt: ConnectAttempt) -> None:
    """The right to connect as it is now, after the exchange, locked until the connection is stored.

    What the customer expects and what the link has seen are read again as well. Raises ConnectFailure.
    """
    holder = Holder.whose(attempt.customer)
    try:
        if attempt.link is None:
            authorise_now(actor_of_attempt(attempt), holder)
            return
        customer = lock_holder(holder)
    except MachinaError as error:
        raise ConnectFailure("not_allowed") from error
    link = link_states.locked(attempt.link)
    if customer is None or not customer.is_active or not link_states.is_usable(link):
        raise ConnectFailure("not_allowed")
    if attempt.provider in link.finished_providers:
        raise ConnectFailure("link_used")
    link.customer = customer
    attempt.customer, attempt.link = customer, link


def _take_in(attempt: ConnectAttempt, consent: Consent, *, address: str, country: str) -> Outcome:
    proof = proofs.judge(attempt, consent.identity)
    missing: list[str] = []
    if proof.waits is None:
        connection, missing = connections.take_in(attempt, consent, expected_as=proof.expected_as)
    else:
        connection = connections.hold(attempt, consent, waits=proof.waits, address=address, country=country)
    error = _what_is_wrong(attempt, connection, missing, proof)
    _finish(attempt, connection, error.code if error else "")
    if attempt.link is not None and error is None and (proof.proved or proof.operator_decides):
        link_states.tick_off(attempt.link, attempt.provider)
    _tell(attempt, connection, error, succeeded=proof.proved or proof.operator_decides)
    return Outcome(connection, error)


def _is_same(wanted: Connection, consent: Consent) -> bool:
    return (wanted.account_id, wanted.base_url) == (consent.identity.account_id, consent.base_url)


def _what_is_wrong(
    attempt: ConnectAttempt, connection: Connection, missing: list[str], proof: proofs.Proof
) -> MachinaError | None:
    name = registry.provider(attempt.provider).name
    if not proof.proved and not proof.operator_decides and connection.customer is not None:
        return Conflict(
            f"{connection} is not an account that is expected of {connection.customer.name}. It is not used, and our"
            " access to it ends by itself. Connect the right account instead."
        )
    if connection.status == Status.NEEDS_RECONNECT:
        return ReconnectRequired(f"{name} gave no lasting access to {connection}. Please connect the account again.")
    if missing:
        lines = [line for service in in_words(connection.services, only=missing) for line in service.lines]
        return ScopeMissing(
            f"{connection} is connected, but not everything was allowed: {'; '.join(lines) or ', '.join(missing)}."
            " Connect again and leave every box ticked."
        )
    return None


def _finish(attempt: ConnectAttempt, connection: Connection | None, error_code: str) -> None:
    attempt.finished_at, attempt.connection, attempt.error_code = timezone.now(), connection, error_code
    attempt.save(update_fields=["finished_at", "connection", "error_code"])


def _tell(
    attempt: ConnectAttempt, connection: Connection | None, error: MachinaError | None, *, succeeded: bool
) -> None:
    customer = attempt.customer
    events.emit(
        "connection.connected",
        {
            "success": succeeded,
            "connection": str(connection.pk) if connection else None,
            "customer_id": customer.key if customer else None,
            "provider": attempt.provider,
            "email": connection.email if connection else None,
            "status": connection.status if connection else None,
            "error": error.as_dict() if error else None,
            "staff_id": str(attempt.staff_id) if attempt.staff_id else None,
        },
        customer_id=attempt.customer_id,
    )
    audit.record(
        actor_of_attempt(attempt),
        "connect.connection.connect" if connection else "connect.attempt.fail",
        connection or attempt,
        customer_id=attempt.customer_id,
        after=(
            {"provider": attempt.provider, "account": str(connection), "status": connection.status}
            if connection
            else {"provider": attempt.provider, "reason": attempt.error_code}
        ),
    )
