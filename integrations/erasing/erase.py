"""Erasing a customer: switched off at once, disconnected at the vendors, deleted in steps that can be begun again.

What stays is the ledger of usage, which holds no personal data, and the audit log, which nobody can change.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.db.models import Model, ProtectedError, Q, QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError

from integrations import audit
from integrations.acting import as_of_now
from integrations.actors import SYSTEM, Actor
from integrations.connect.accounts import disconnect
from integrations.connect.actors import require_operator_side
from integrations.connect.states import Status
from integrations.errors import InputError, NotFound, PermissionDenied
from integrations.models import (
    AuditEvent,
    Call,
    Connection,
    Customer,
    Erasure,
    MailboxCode,
    OAuthApp,
    OutboxEvent,
    Payload,
    Revocation,
    StoredFile,
    UsageLine,
)
from integrations.payloads import files

logger = logging.getLogger(__name__)

ModelT = TypeVar("ModelT", bound=Model)
State = Erasure.State
TASK = "integrations.erasing.go_on"
BATCH = 200
AT_WORK = timedelta(minutes=10)
"""So long nobody else goes on with an erasure; whoever works on it says so with each batch."""
LAST: tuple[type[Model], ...] = (Connection, OAuthApp)
"""What other rows rest on, and what connections do."""


def begin(actor: Actor, customer: Customer, *, confirm: str) -> Erasure:
    """Switch the customer off and begin; ``confirm`` is its key once more. Begun twice, it is the same erasure.

    Raises InputError for another key, NotFound to a customer's own key, PermissionDenied without the right.
    """
    require_operator_side(actor, f"There is no customer {customer.key!r}.")
    _require_security(actor)
    if confirm != customer.key:
        message = f"Write {customer.key!r} to confirm that everything of this customer is deleted for good."
        raise InputError(message, field="confirm")
    with transaction.atomic():
        stored = Customer.objects.select_for_update().filter(pk=customer.pk).first()
        if stored is None:
            raise NotFound(f"There is no customer {customer.key!r}.")
        _require_security(as_of_now(actor))
        erasure, is_new = Erasure.objects.get_or_create(
            customer_id=stored.pk, defaults={"key": stored.key, "asked_by": str(actor)}
        )
        if is_new:
            Customer.objects.filter(pk=stored.pk).update(is_active=False, updated_at=timezone.now())
            audit.record(actor, "customer.erase", stored, customer_id=stored.pk, after={"key": stored.key})
        transaction.on_commit(lambda: offer([erasure.pk]))
    return erasure


def go_on(erasure_id: UUID) -> Erasure | None:
    """Do what is left of an erasure; None where somebody is at it, or it is done. Safe to run at any time."""
    now = timezone.now()
    free = Q(worked_at=None) | Q(worked_at__lt=now - AT_WORK)
    if not Erasure.objects.filter(free, pk=erasure_id).exclude(state=State.DONE).update(worked_at=now):
        return None
    erasure = Erasure.objects.get(pk=erasure_id)
    Customer.objects.filter(pk=erasure.customer_id).update(is_active=False)
    customer = Customer.objects.filter(pk=erasure.customer_id).first()
    if customer is not None:
        _disconnect(erasure, customer)
        _delete_all(erasure, customer)
    if _waits_for_vendors(erasure):
        Erasure.objects.filter(pk=erasure.pk).update(state=State.WAITING, worked_at=None)
    else:
        _finish(erasure)
    erasure.refresh_from_db()
    return erasure


def go_on_with_all() -> int:
    """Offer to workers whatever is not done; returns how many. A job of the scheduler."""
    free = Q(worked_at=None) | Q(worked_at__lt=timezone.now() - AT_WORK)
    open_ones = Erasure.objects.filter(free).exclude(state=State.DONE).order_by("created_at")
    return offer(list(open_ones.values_list("pk", flat=True)[:BATCH]))


def offer(erasures: list[UUID]) -> int:
    """Tell a worker; without a broker the scheduler does so later."""
    try:
        for each in erasures:
            current_app.send_task(TASK, args=[str(each)])
    except OperationalError:
        logger.warning("erasing.not_told", exc_info=True)
    return len(erasures)


def _require_security(actor: Actor) -> None:
    if not actor.may("security"):
        raise PermissionDenied(f"{actor.label!r} may not erase customers: that needs the right 'security'.")


def _disconnect(erasure: Erasure, customer: Customer) -> None:
    """End every account here and at its vendor; what was waiting for proof first, as it protects nothing."""
    found = customer.connections.exclude(status=Status.REVOKED).select_related("customer")
    for connection in sorted(found, key=lambda each: each.status != Status.PENDING):
        ended = disconnect.disconnect(SYSTEM, connection)
        _report(erasure, "access", {f"{connection.provider} {ended.at_provider}": 1})


def _delete_all(erasure: Erasure, customer: Customer) -> None:
    """Everything that is of the customer, in batches, whatever packages have tables that refer to it."""
    addresses = {customer.email, *customer.connections.values_list("email", flat=True)} - {""}
    _delete(erasure, MailboxCode.objects.filter(address__in=addresses))
    _delete(erasure, OutboxEvent.objects.filter(customer_id=customer.pk))
    for stored in _batches(StoredFile.objects.filter(customer=customer)):  # bytes that stay are swept by payloads
        _report(erasure, "deleted", {"file": sum(files.remove(each) for each in stored)})
    _delete(erasure, Call.objects.filter(customer=customer))
    _delete(erasure, Payload.objects.filter(customer=customer))
    for model, rows in sorted(_related(customer), key=_rank):
        if model is OAuthApp and Revocation.objects.filter(oauth_app__customer=customer, state="waiting").exists():
            continue  # they are what the vendor is told with
        _delete(erasure, rows)
    Customer.objects.filter(pk=customer.pk).update(
        name="Erased customer", email="", domain="", expected_accounts=[], any_account=False, metadata={}
    )


def _rank(table: tuple[type[Model], object]) -> int:
    return LAST.index(table[0]) + 1 if table[0] in LAST else 0


def _related(customer: Customer) -> Iterator[tuple[type[Model], QuerySet[Model]]]:
    """The rows of every table with a column for the customer, but for those that only remember that there was one."""
    for relation in Customer._meta.related_objects:
        model = relation.related_model
        if model is not Revocation:
            yield model, model._default_manager.filter(**{relation.field.name: customer})


def _delete(erasure: Erasure, rows: QuerySet[ModelT]) -> None:
    for batch in _batches(rows):
        try:
            rows.model._default_manager.filter(pk__in=[each.pk for each in batch]).delete()
        except ProtectedError:
            logger.exception("erasing.rows_protected", extra={"table": rows.model._meta.label})
            return
        _report(erasure, "deleted", {str(rows.model._meta.verbose_name): len(batch)})


def _batches(rows: QuerySet[ModelT]) -> Iterator[list[ModelT]]:
    """Anew from the first row each time: those before have been deleted."""
    seen: object = None
    while batch := list(rows.order_by("pk")[:BATCH]):
        if batch[0].pk == seen:
            return
        seen = batch[0].pk
        yield batch


@transaction.atomic
def _report(erasure: Erasure, part: str, more: dict[str, int]) -> None:
    """Count, and say that somebody is still at it."""
    stored = Erasure.objects.select_for_update().get(pk=erasure.pk)
    counts = Counter(stored.report.get(part, {}))
    counts.update(more)
    stored.report = {**stored.report, part: dict(counts)}
    stored.worked_at = timezone.now()
    stored.save(update_fields=["report", "worked_at"])


def _waits_for_vendors(erasure: Erasure) -> bool:
    """Whether the customer's own OAuth apps are still needed to tell vendors; they are, for three days at most."""
    return Revocation.objects.filter(oauth_app__customer=erasure.customer_id, state="waiting").exists()


@transaction.atomic
def _finish(erasure: Erasure) -> None:
    stored = Erasure.objects.select_for_update().get(pk=erasure.pk)
    Revocation.objects.filter(customer=stored.customer_id).exclude(state="waiting").delete()
    Customer.objects.filter(pk=stored.customer_id).delete()
    kept = {
        "usage line": UsageLine.objects.filter(customer_id=stored.customer_id).count(),
        "audit event": AuditEvent.objects.filter(customer_id=stored.customer_id).count(),
    }
    stored.report = {"access": {}, "deleted": {}, **stored.report, "kept": kept}
    stored.state, stored.finished_at, stored.worked_at = State.DONE, timezone.now(), None
    stored.save(update_fields=["report", "state", "finished_at", "worked_at"])
    subject = Customer(pk=stored.customer_id, key=stored.key)
    audit.record(SYSTEM, "customer.erased", subject, customer_id=stored.customer_id, after=stored.report)
