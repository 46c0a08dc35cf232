"""Running operations over HTTP: submit to the one door, wait a little, answer or say where to ask."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.api import lookup
from integrations.api.problems import as_machina_error
from integrations.api.serializers.call import OptionsRequest, RunAccepted, RunAnswer, RunRequest
from integrations.api.serializers.call_log import CallSerializer
from integrations.api.serializers.repeatable import FIELD, PARAMETER, header_of
from integrations.api.waiting import awaited
from integrations.catalog.registry import catalog
from integrations.execution import door
from integrations.execution.answers import answer_of, going_on
from integrations.execution.options import SECONDS, open_options, page_of
from integrations.execution.outcome import Outcome
from integrations.execution.refusals import named_holder, trace
from integrations.holders import Holder, find_holder
from integrations.models import Call

WAIT_SECONDS = 30


class OpeningView(APIView):
    """What opens a call; what refuses it before leaves a trace in the call log."""

    names_customer = True
    source: ClassVar[str]
    """What the log calls the way in."""

    def handle_exception(self, exc: Exception) -> Response:
        actor = getattr(self.request, "_auth", None)  # as far as it came; asking for it might sign in once more
        if isinstance(actor, Actor):
            body = getattr(self.request, "_full_data", None)
            holder = named_holder(actor, body, field="customer")
            key, error = self.kwargs["key"], as_machina_error(exc)
            trace(error, operation=key, actor=actor, source=self.source, holder=holder)
        return super().handle_exception(exc)


class RunOperation(OpeningView):
    """Run one operation on a customer's account, or with ``account_mode: owner`` on the operator's own."""

    source = "api"

    @extend_schema(
        parameters=[PARAMETER],
        request=RunRequest,
        responses={200: RunAnswer, 202: RunAccepted},
        summary="Run an operation",
        tags=["operations"],
    )
    def post(self, request: Request, key: str) -> Response:
        actor = actor_of(request)
        operation = catalog().operation(key)
        body = RunRequest(data=request.data, context={**header_of(request), "operation": operation})
        body.is_valid(raise_exception=True)
        wanted: dict[str, Any] = body.validated_data
        holder = _holder(actor, wanted)

        def open_call(call_id: UUID) -> Call:
            return door.submit(
                key,
                wanted["params"],
                holder=holder,
                call_key=wanted.get(FIELD) or f"once:{uuid4()}",
                actor=actor,
                source=self.source,
                connection=wanted.get("connection"),
                call_id=call_id,
            )

        return awaited(WAIT_SECONDS, open_call, partial(_answer, request, actor))


def _answer(request: Request, actor: Actor, call: Call, outcome: Outcome | None) -> Response:
    """The result, or where to ask for it later. Raises the error with which the call ended."""
    if outcome is None:
        url = request.build_absolute_uri(reverse("api:call", args=[call.pk]))
        return Response({**going_on(call.pk), "url": url}, status=202)
    return Response(answer_of(actor, call.customer_id, outcome))


class OperationOptions(OpeningView):
    """Choices of a field that knows them only at the vendor, such as a mailbox's labels."""

    source = "options"

    @extend_schema(request=OptionsRequest, responses={200: dict}, summary="Load choices", tags=["operations"])
    def post(self, request: Request, key: str, field: str) -> Response:
        actor = actor_of(request)
        body = OptionsRequest(data=request.data)
        body.is_valid(raise_exception=True)
        wanted: dict[str, Any] = body.validated_data
        holder = _holder(actor, wanted)

        def open_call(call_id: UUID) -> Call:
            return open_options(
                key,
                field,
                holder=holder,
                actor=actor,
                query=wanted["query"],
                page_token=wanted.get("page_token"),
                form=wanted["params"],
                connection=wanted.get("connection"),
                call_id=call_id,
            )

        def answer(call: Call, outcome: Outcome | None) -> Response:
            return Response(page_of(field, call, outcome).model_dump(mode="json"))

        return awaited(SECONDS, open_call, answer)


class CallDetail(APIView):
    """A call and, once it has ended, its result or error."""

    @extend_schema(responses=CallSerializer, summary="Show a call", tags=["operations"])
    def get(self, request: Request, pk: UUID) -> Response:
        actor = actor_of(request)
        return Response(CallSerializer(lookup.call(actor, pk), context={"actor": actor}).data)


def _holder(actor: Actor, wanted: dict[str, Any]) -> Holder:
    return find_holder(actor, wanted.get("account_mode"), wanted.get("customer"), field="customer")
