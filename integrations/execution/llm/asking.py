"""One answer of a model: a call of its own, asked with the holder's account, metered by its tokens."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from integrations import gate
from integrations.actors import Actor
from integrations.billing.token_books import token_book
from integrations.billing.tokens import Tokens, priced
from integrations.connect.accounts.selectors import find_connection
from integrations.errors import MachinaError
from integrations.execution.door import carry_out
from integrations.execution.llm.conversation import ModelQuestion
from integrations.execution.llm.vendors import SANDBOX, chosen, vendor
from integrations.execution.llm.work import Listen, listener, work_of
from integrations.execution.outcome import Outcome, Record, refused
from integrations.execution.params import MAX_LOCAL_BYTES, checked
from integrations.execution.request import CallRequest
from integrations.holders import Holder, authorise
from integrations.models import Call
from integrations.queue.model import Queued

SECONDS = 300


def vendor_for(actor: Actor, *, holder: Holder, model: str, connection: UUID | None) -> tuple[str, str]:
    """Key of the vendor and bare name of a model. Raises InputError, NotFound, NotConnected."""
    provider = None
    if connection is not None and not model.startswith(f"{SANDBOX}/"):
        provider = find_connection(actor, holder=holder, provider=None, connection_id=connection).provider
    found, name = chosen(model, provider)
    return found.key, name


def ask(
    question: ModelQuestion,
    *,
    holder: Holder,
    connection: UUID | None,
    call_key: str,
    actor: Actor,
    source: str,
    run_id: UUID | None,
    node_id: str,
    rides_on: Queued,
    record: Record,
    listen: Listen | None = None,
) -> Outcome:
    """Ask in this worker, on its claim of other work; a ``ModelAnswer`` as JSON is the result.

    The same ``call_key`` is asked once, and answers are given back from then on. ``listen`` hears the text as it comes.
    ``record`` is told as that of ``door.execute`` is; refusals are told to nobody else.
    """
    try:
        gate.require_open()
        authorise(actor, holder)
        request = CallRequest(
            kind=Call.Kind.MODEL,
            work=work_of(vendor(question.provider or SANDBOX)),
            params=checked(question.model_dump(mode="json"), at_most=MAX_LOCAL_BYTES),
            call_key=call_key,
            actor=actor,
            holder=holder,
            connection_id=connection if question.provider else None,
            source=source,
            run_id=run_id,
            node_id=node_id,
            timeout_seconds=SECONDS,
        )
    except MachinaError as error:
        with transaction.atomic():
            record(refused(error))
        return refused(error)
    token = listener.set(listen)
    try:
        return carry_out(request, rides_on, record)
    finally:
        listener.reset(token)


def has_price(vendor_key: str, model: str, holder: Holder) -> bool:
    """Whether it is known what the model's answers cost this holder, by a price book or the vendor's prices.

    A vendor that says so with each answer is known as well.
    """
    known = vendor(vendor_key)
    return (
        known.style == "openrouter"
        or priced(known.priced_as, model, Tokens(read=1, written=1)).amount is not None
        or token_book(vendor_key, holder.customer_id).prices([model]) is not None
    )
