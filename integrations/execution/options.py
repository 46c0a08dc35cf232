"""Dynamic choices of a field, asked of the vendor by a worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Unpack
from uuid import uuid4

from integrations.actors import Actor
from integrations.catalog.options import OptionsPage
from integrations.catalog.registry import catalog
from integrations.errors import RemoteUnavailable, from_dict
from integrations.execution.cancelling import cancel
from integrations.execution.door import open_for_workers
from integrations.execution.outcome import Outcome
from integrations.execution.params import checked
from integrations.execution.request import CallOptions, CallRequest
from integrations.execution.work import of_loader
from integrations.holders import Holder, authorise
from integrations.models import Call

SECONDS = 20


def open_options(
    operation: str,
    field: str,
    *,
    holder: Holder,
    actor: Actor,
    query: str = "",
    page_token: str | None = None,
    form: Mapping[str, object] | None = None,
    **options: Unpack[CallOptions],
) -> Call:
    """Ask a worker for the choices; ``form`` is what other fields hold. Raises what ``door.submit`` raises."""
    declared = catalog()
    loader = declared.options_loader(declared.node(operation), field)
    authorise(actor, holder)
    return open_for_workers(
        CallRequest(
            kind=Call.Kind.OPTIONS,
            work=of_loader(loader),
            params=checked({"query": query, "page_token": page_token, "form": dict(form or {})}),
            call_key=f"options:{uuid4()}",
            actor=actor,
            holder=holder,
            connection_id=options.get("connection"),
            source="options",
            timeout_seconds=SECONDS,
            call_id=options.get("call_id"),
        )
    )


def page_of(field: str, call: Call, outcome: Outcome | None) -> OptionsPage:
    """What came of asking for choices. Raises the error it ended with; one that has not ended is stopped, and
    RemoteUnavailable raised."""
    if outcome is None:
        cancel(call.pk)
        raise RemoteUnavailable(f"The choices of {field!r} did not come within {SECONDS} seconds. Try again.")
    if outcome.error is not None:
        raise from_dict(outcome.error)
    return OptionsPage.model_validate(outcome.result)
