"""Waiting for one test call of a webhook: an address for some minutes, and one run of the drawing as it was then."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from pydantic import JsonValue

from integrations import audit
from integrations.actors import Actor
from integrations.errors import FieldError, InputError, MachinaError, NotFound
from integrations.events import hint
from integrations.execution.sealing import seal, seals, unseal
from integrations.holders import Holder, authorise_now
from integrations.queue.model import Queued
from workflows.models import Listener, Revision, Run
from workflows.revisions import get_workflow
from workflows.runs.actor import restored_actor, stored_actor
from workflows.runs.asking import Wish, revision_to_run
from workflows.runs.start import RunStart, start_run
from workflows.runs.variables import defaults_of
from workflows.triggers.kinds import WEBHOOK
from workflows.triggers.secrets import new_public_id, new_secret

KEPT = timedelta(minutes=5)
CALLED = "trigger.test_called"
"""Hint: ``{workflow, node_id, run, staff_id}``."""
UNKNOWN = "Nobody listens at this address, or no longer: it takes one call. Press 'Listen for a test call' again."
TABLE, COLUMN = "listener", "secret"

seals(Listener, table=TABLE, field="secret_sealed", column=COLUMN)


@dataclass(frozen=True)
class Listening:
    """Where the call is waited for. The secret is told at this moment only."""

    url: str
    secret: str
    expires_at: datetime


def listen(actor: Actor, wish: Wish, node_id: str) -> Listening:
    """Wait for one call of this webhook in the drawing, which is stored now and run then; an earlier wait is over.

    Raises as ``runs.asking.run_workflow`` does, and InputError for a node that is no webhook.
    """
    revision = revision_to_run(actor, replace(wish, trigger=node_id))
    parameters_of(revision, node_id)
    token, secret = new_public_id(), new_secret()
    with transaction.atomic():
        authorise_now(actor, wish.holder)
        stop(actor, wish.workflow_id, node_id)
        Listener.objects.filter(expires_at__lt=timezone.now()).delete()
        made = Listener(
            address_hash=_hash(token),
            workflow_id=wish.workflow_id,
            revision=revision,
            node_id=node_id,
            customer=wish.holder.of,
            actor=stored_actor(actor),
            staff_id=actor.id,
            expires_at=timezone.now() + KEPT,
        )
        made.secret_sealed = seal(secret, table=TABLE, row=made.pk, column=COLUMN)
        made.save(force_insert=True)
        audit.record(actor, "trigger.listen", made, customer_id=made.customer_id, after={"node": node_id})
    return Listening(f"{settings.PUBLIC_URL}/hooks/test/{token}/", secret, made.expires_at)


def stop(actor: Actor, workflow_id: UUID, node_id: str) -> bool:
    """Wait no longer; whether anybody did. Raises NotFound."""
    get_workflow(actor, workflow_id)
    mine = Listener.objects.filter(workflow=workflow_id, node_id=node_id, staff_id=actor.id)
    return bool(mine.delete()[0])


def find_listener(token: str) -> Listener:
    """Who waits at this address now. Raises NotFound."""
    waiting = Listener.objects.filter(address_hash=_hash(token), expires_at__gt=timezone.now())
    found = waiting.select_related("revision", "customer").first()
    if found is None:
        raise NotFound(UNKNOWN)
    return found


def secret_of(listener: Listener) -> str:
    """What the caller has to know, unless the webhook is open."""
    return unseal(listener.secret_sealed, table=TABLE, row=listener.pk, column=COLUMN)


@transaction.atomic
def take_call(listener: Listener, data: JsonValue, *, run_id: UUID) -> Run:
    """Run the drawing with the call, with today's rights of who listens.

    Raises NotFound where another call was faster, the wait is over, or whoever listens may no longer run it.
    """
    try:
        actor = authorise_now(restored_actor(listener.actor), Holder.whose(listener.customer))
    except MachinaError:  # why is none of the caller's business
        raise NotFound(UNKNOWN) from None
    if not Listener.objects.filter(pk=listener.pk, expires_at__gt=timezone.now()).delete()[0]:
        raise NotFound(UNKNOWN)
    start = RunStart(
        revision=listener.revision,
        customer=listener.customer,
        source="webhook",
        input=data,
        trigger_node=listener.node_id,
        variables=defaults_of(listener.revision.graph),
        lane=Queued.Lane.INTERACTIVE,
    )
    told = {"workflow": str(listener.workflow_id), "node_id": listener.node_id, "run": str(run_id)}
    hint(CALLED, {**told, "staff_id": listener.staff_id})  # before what the run tells, so that it is followed
    return start_run(actor, start, run_id=run_id)


def parameters_of(revision: Revision, node_id: str) -> dict[str, Any]:
    """What the webhook's node says. Raises InputError for one that is none, or is switched off."""
    for node in revision.document["nodes"]:
        if node["id"] == node_id and node["type"] == WEBHOOK and not node["disabled"]:
            found: dict[str, Any] = node["parameters"]
            return found
    message = f"{node_id!r} is no webhook of this drawing, or is switched off."
    raise InputError(message, errors=[FieldError("node_id", message)])


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
