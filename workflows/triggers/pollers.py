"""Which poller a service event listens to: one for each account and question, shared by all deployments."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from integrations.actors import SYSTEM
from integrations.errors import MachinaError
from integrations.execution.polling import account_to_poll
from integrations.holders import Holder, get_customer
from workflows.models import Poller, Trigger
from workflows.triggers.accounts import NamedAccount

State = Trigger.State
LONGEST_ERROR = 500


def join(trigger: Trigger, *, catch_up_from: object = None) -> None:
    """Let a trigger listen from now on, or from a checkpoint it had; the caller saves it.

    It is active once a poll that began after this has fixed the state before, of which nothing is handed over. One
    that cannot listen says why, and is tried again by ``rejoin``.
    """
    try:
        holder = holder_of(trigger)
        connection = account_to_poll(
            trigger.type, trigger.parameters, holder=holder, connection=NamedAccount.of(trigger).connection
        )
    except MachinaError as error:
        trigger.poller, trigger.state, trigger.error = None, State.FAILING, error.detail[:LONGEST_ERROR]
        return
    if catch_up_from is None:
        poller, state = _shared(trigger, holder, connection), State.PENDING
    else:
        poller, state = _private(trigger, holder, connection, catch_up_from), State.ACTIVE
    trigger.poller, trigger.state, trigger.error, trigger.checkpoint = poller, state, "", None
    trigger.joined_turn = poller.turn + (poller.state == Poller.State.RUNNING)


def leave(trigger: Trigger) -> None:
    """Let a trigger listen no longer, and remember where it was; the caller saves it. Nobody polls for nobody."""
    poller = Poller.objects.select_for_update().filter(pk=trigger.poller_id).first() if trigger.poller_id else None
    if poller is None:
        trigger.poller = None
        return
    if trigger.state != State.PENDING:
        trigger.checkpoint = poller.checkpoint
    trigger.poller, trigger.joined_turn = None, None
    if not poller.triggers.exclude(pk=trigger.pk).exists():
        poller.delete()


@transaction.atomic
def forget_unheard(poller: Poller) -> bool:
    """Delete a poller that no trigger listens to any more; whether it was."""
    if poller.triggers.exists():
        return False
    stored = Poller.objects.select_for_update().filter(pk=poller.pk).first()
    if stored is None or stored.triggers.exists():
        return stored is None
    stored.delete()
    return True


def merge(trigger: Trigger, private: Poller, began: datetime) -> None:
    """Let a trigger that has caught up go on with the others, unless that would leave a gap.

    What a shared poller finds next may have been handed over already, and is recognised by its identifiers.
    """
    key = listens_to(trigger, private.connection_id)
    shared = Poller.objects.select_for_update().filter(listens_to=key).first()
    if shared is None:
        Poller.objects.filter(pk=private.pk).update(listens_to=key, is_private=False)
    elif shared.polled_at is not None and shared.polled_at < began:
        Trigger.objects.filter(pk=trigger.pk).update(poller=shared, joined_turn=shared.turn)


def holder_of(trigger: Trigger) -> Holder:
    """Whose account it listens to. Raises NotFound for a customer there is not."""
    named = NamedAccount.of(trigger)
    if named.account_mode == "owner":
        return Holder.owner()
    if named.customer_id:
        return Holder.customer(get_customer(SYSTEM, named.customer_id))
    return Holder.whose(trigger.deployment.customer)


def listens_to(trigger: Trigger, connection: UUID | None, *, alone: bool = False) -> str:
    """The same text for the same account and question."""
    whose = str(connection or holder_of(trigger).scope)
    question = json.dumps(trigger.parameters, sort_keys=True)
    asked = "\n".join((trigger.type, whose, question, str(trigger.pk) if alone else ""))
    return hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()


def _shared(trigger: Trigger, holder: Holder, connection: UUID | None) -> Poller:
    key, question = listens_to(trigger, connection), _question(trigger, holder, connection)
    Poller.objects.get_or_create(listens_to=key, defaults=question)
    poller = Poller.objects.select_for_update().filter(listens_to=key).first()
    if poller is None:  # forgotten in between
        poller = Poller.objects.create(listens_to=key, **question)
    if poller.state != Poller.State.RUNNING:  # at once: until then nothing counts
        idle = Poller.objects.filter(pk=poller.pk, state__in=Poller.IDLE)
        idle.update(state=Poller.State.QUEUED, not_before=None, offered_at=None)
    return poller


def _private(trigger: Trigger, holder: Holder, connection: UUID | None, checkpoint: object) -> Poller:
    key = listens_to(trigger, connection, alone=True)
    Poller.objects.filter(listens_to=key).delete()
    question = _question(trigger, holder, connection)
    return Poller.objects.create(listens_to=key, checkpoint=checkpoint, is_private=True, **question)


def _question(trigger: Trigger, holder: Holder, connection: UUID | None) -> dict[str, Any]:  # columns
    return {
        "type": trigger.type,
        "parameters": trigger.parameters,
        "customer": holder.of,
        "connection_id": connection,
        "lane": Poller.Lane.BACKGROUND,
        "share": holder.customer_id,
    }
