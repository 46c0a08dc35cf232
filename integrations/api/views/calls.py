"""The call log: every call of an operation that was asked for, refused ones too."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.api import lookup
from integrations.api.serializers.call_log import CallInListSerializer
from integrations.errors import FieldError, InputError, NotFound
from integrations.models import Call
from integrations.moments import moment_in, no_moment

LONGEST_QUERY = 100

FILTERS = [
    OpenApiParameter("customer", str, description="Key of a customer."),
    OpenApiParameter("operation", str, description="Key of an operation, for example gmail.send_message."),
    OpenApiParameter(
        "kind",
        str,
        enum=Call.LOGGED,
        description="operation, or connect for exchanges, refreshes and revocations of tokens at providers.",
    ),
    OpenApiParameter("state", str, enum=Call.State.values, description="A refused call has failed."),
    OpenApiParameter("connection", UUID, description="Calls on this account."),
    OpenApiParameter("run", UUID, description="Calls of the steps of this run."),
    OpenApiParameter("since", datetime, description="Calls asked for at this time or later."),
    OpenApiParameter("until", datetime, description="Calls asked for before this time."),
    OpenApiParameter(
        "q",
        str,
        description="A part of an operation's key, of an error or of who asked (operator only), or a whole id.",
    ),
    OpenApiParameter("refused", bool, description="true for refused calls alone, false for all others."),
]


class CallList(ListAPIView[Call]):
    """Calls, newest first."""

    serializer_class = CallInListSerializer

    def get_queryset(self) -> QuerySet[Call]:
        return asked_for(actor_of(self.request), self.request.query_params)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "actor": actor_of(self.request)}

    @extend_schema(parameters=FILTERS, summary="List calls", tags=["operations"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        return super().get(request, *args, **kwargs)


def asked_for(actor: Actor, wanted: Mapping[str, str]) -> QuerySet[Call]:
    """The calls that the filters name, as far as the actor may see them. Raises InputError with every wrong filter,
    and NotFound."""
    kind = wanted.get("kind", Call.Kind.OPERATION.value)
    found = Call.objects.visible_to(actor).filter(kind=kind).select_related("customer")
    found = found.defer("params", "result", "warnings", "exchanges")
    wrong: list[FieldError] = []
    if kind not in Call.LOGGED:
        wrong.append(FieldError("kind", f"{kind[:40]!r} is none of {', '.join(Call.LOGGED)}."))
    if (state := wanted.get("state")) is not None:
        if state not in Call.State.values:
            wrong.append(FieldError("state", f"{state[:40]!r} is none of {', '.join(Call.State.values)}."))
        found = found.filter(state=state[:16].replace("\0", ""))
    for name, comparison in (("since", "gte"), ("until", "lt")):
        if (text := wanted.get(name)) is not None:
            moment = moment_in(text)
            if moment is None:
                wrong.append(no_moment(name, text))
            else:
                found = found.filter(**{f"created_at__{comparison}": moment})
    ids = {name: _id_in(wanted, name, wrong) for name in ("connection", "run")}
    if (refused := wanted.get("refused")) is not None:
        if refused not in ("true", "false"):
            wrong.append(FieldError("refused", f"{refused[:40]!r} is neither true nor false."))
        found = found.filter(is_refused=refused == "true")
    if wrong:
        raise InputError(" ".join(f"{each.field}: {each.message}" for each in wrong), errors=wrong)
    if (operation := lookup.text(wanted, "operation")) is not None:
        found = found.filter(operation=operation)
    if "customer" in wanted:
        found = found.filter(customer=lookup.customer(actor, wanted["customer"]))
    if (connection_id := ids["connection"]) is not None:
        found = found.filter(connection=lookup.connection(actor, connection_id))
    if (run_id := ids["run"]) is not None:
        found = found.filter(run_id=_run_with_calls(actor, run_id))
    if (said := lookup.text(wanted, "q")) is not None and said.strip():
        found = found.filter(_told(actor, said.strip()[:LONGEST_QUERY]))
    return found


def _id_in(wanted: Mapping[str, str], name: str, wrong: list[FieldError]) -> UUID | None:
    text = wanted.get(name)
    try:
        return None if text is None else UUID(text)
    except ValueError:
        wrong.append(FieldError(name, f"{str(text)[:40]!r} is no id."))
        return None


def _run_with_calls(actor: Actor, run_id: UUID) -> UUID:
    """A run is known here by its calls. Raises NotFound, also for another customer's."""
    if not Call.objects.visible_to(actor).filter(run_id=run_id).exists():
        raise NotFound(f"No call of a run {str(run_id)!r} is known.")
    return run_id


def _told(actor: Actor, said: str) -> Q:
    """Calls that have the text in what the list says of them."""
    matches = Q(operation__icontains=said) | Q(error__code=said) | Q(error__detail__icontains=said)
    if actor.sees_all:
        matches |= Q(actor_label__icontains=said)
    with suppress(ValueError):
        matches |= Q(pk=UUID(said)) | Q(run_id=UUID(said))
    return matches
