"""The call log: every call of an operation that was asked for, refused ones too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.api import lookup
from integrations.api.serializers.call import CallInListSerializer
from integrations.errors import FieldError, InputError
from integrations.models import Call
from integrations.moments import moment_in, no_moment

FILTERS = [
    OpenApiParameter("customer", str, description="Key of a customer."),
    OpenApiParameter("operation", str, description="Key of an operation, for example gmail.send_message."),
    OpenApiParameter("state", str, enum=Call.State.values, description="A refused call has failed."),
    OpenApiParameter("since", datetime, description="Calls asked for at this time or later."),
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
    found = Call.objects.visible_to(actor).filter(kind=Call.Kind.OPERATION).select_related("customer")
    found = found.defer("params", "result", "warnings")
    wrong: list[FieldError] = []
    if (state := wanted.get("state")) is not None:
        if state not in Call.State.values:
            wrong.append(FieldError("state", f"{state[:40]!r} is none of {', '.join(Call.State.values)}."))
        found = found.filter(state=state[:16].replace("\0", ""))
    if (since := wanted.get("since")) is not None:
        moment = moment_in(since)
        if moment is None:
            wrong.append(no_moment("since", since))
        else:
            found = found.filter(created_at__gte=moment)
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
    return found
