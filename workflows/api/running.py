"""Running workflows over REST: start, wait a little for the end without holding a thread, try again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated
from uuid import UUID, uuid4

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from pydantic import ConfigDict, Field, JsonValue
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.errors import FieldError
from integrations.execution.awaited import Awaited
from integrations.execution.outcome import Outcome
from integrations.execution.waiting import KeyPlace
from integrations.holders import find_holder, holder_problem
from workflows.api.serializers import RunSerializer
from workflows.api.shown_runs import run_shown
from workflows.editor.messages import base
from workflows.engine.graph import AccountMode, Identifier
from workflows.engine.values import value_problems
from workflows.models import Run
from workflows.runs import asking
from workflows.runs.asking import Wish

LONGEST_WAIT = 30
HEADER = "Idempotency-Key"
LONGEST_KEY = 120
KEY = "The same key for the same holder is one run, however often it is sent; in the body or as a header."
PARAMETER = OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, description=KEY)


class WorkflowRun(base.Request):
    """A run of a workflow, for a customer or with ``account_mode: owner`` for the operator's own side."""

    customer: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    """Key of the customer to run it for."""
    account_mode: AccountMode | None = None
    """Say owner to run it for the operator's own side; else a customer has to be named."""
    input: JsonValue = None
    """What its trigger would deliver."""
    until: Identifier | None = None
    """Id of the node after which to stop."""
    version: Annotated[int, Field(ge=1)] | None = None
    """Number of a published version; without it the draft is run."""
    wait: Annotated[float, Field(ge=0, le=LONGEST_WAIT)] = 0
    """Seconds to wait for the end, up to 30; the answer then is the finished run."""
    idempotency_key: Annotated[str, Field(min_length=1, max_length=LONGEST_KEY)] | None = None
    """The same key for the same holder is one run, however often it is sent; also as the header Idempotency-Key."""

    @classmethod
    def problems_between_fields(cls, raw: Mapping[str, object]) -> Iterator[FieldError]:
        """The holder is always named: a missing customer never means the owner."""
        wrong = holder_problem(raw.get("account_mode"), raw.get("customer"), field="customer")
        if wrong is not None:
            yield wrong
        yield from value_problems(raw.get("input"), path="input")


class RunAgain(base.Request):
    """From where a run is tried again."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, title="RunAgain")

    from_: Annotated[Identifier | None, Field(alias="from", serialization_alias="from")] = None
    """Id of the node from which on all is done again; without it what has failed and what follows from it."""


class WorkflowRunAcceptedSerializer(serializers.Serializer[dict[str, object]]):
    """The run goes on."""

    run = serializers.UUIDField(help_text="Id of the run.")
    state = serializers.ChoiceField(choices=Run.State.choices, help_text="Where it stands.")
    url = serializers.URLField(help_text="Where to ask for it.")


class RunRetriedSerializer(serializers.Serializer[dict[str, object]]):
    """A new run."""

    run = serializers.UUIDField(help_text="Id of the new run.")


class RunWorkflow(APIView):
    """Run the draft of a workflow, or one of its versions."""

    @extend_schema(
        parameters=[PARAMETER],
        request=WorkflowRun,
        responses={200: RunSerializer, 202: WorkflowRunAcceptedSerializer},
        summary="Run a workflow",
        tags=["workflows"],
    )
    def post(self, request: Request, pk: UUID) -> Response:
        actor = actor_of(request)
        body = base.read(WorkflowRun, with_header(request))
        wish = Wish(
            workflow_id=pk,
            holder=find_holder(actor, body.account_mode, body.customer, field="customer"),
            source="api",
            input=body.input,
            version=body.version,
            until=body.until,
            key=body.idempotency_key,
        )
        if not body.wait:
            return _accepted(request, asking.run_workflow(actor, wish))
        return _awaited(request, actor, wish, body.wait)


class RetryRun(APIView):
    """Try a run again that is over, as a new run in which what has succeeded is not done again."""

    @extend_schema(request=RunAgain, responses={202: RunRetriedSerializer}, summary="Try a run again", tags=["runs"])
    def post(self, request: Request, pk: UUID) -> Response:
        body = base.read(RunAgain, request.data)
        run = asking.retry_run(actor_of(request), pk, again_from=body.from_)
        return Response({"run": run.pk}, status=202)


def _awaited(request: Request, actor: Actor, wish: Wish, seconds: float) -> Response:
    """The place is taken before the run is started, so that the news of its end are not missed."""
    run_id = uuid4()
    place = KeyPlace(run_id, lambda told: _ended(request, actor, run_id, told))
    try:
        run = asking.run_workflow(actor, wish, run_id=run_id)
    except BaseException:
        place.leave()
        raise
    if run.pk != run_id:  # another request has started it
        place.leave()
        place = KeyPlace(run.pk, lambda told: _ended(request, actor, run.pk, told))

    def answer(found: dict[str, object] | None) -> Response:
        return _accepted(request, Run.objects.get(pk=run.pk)) if found is None else Response(found)

    return Awaited(place, seconds, answer)


def _ended(request: Request, actor: Actor, run_id: UUID, told: Outcome | None) -> dict[str, object] | None:
    state = Run.objects.filter(pk=run_id).values_list("state", flat=True).first()
    return None if state in Run.OPEN else run_shown(actor, run_id, request.build_absolute_uri)


def _accepted(request: Request, run: Run) -> Response:
    url = request.build_absolute_uri(reverse("workflows-api:run", args=[run.pk]))
    return Response({"run": run.pk, "state": run.state, "url": url}, status=202)


def with_header(request: Request) -> object:
    """The body, with the key that came as a header. The draft standard puts keys in quotes."""
    said, body = request.headers.get(HEADER), request.data
    if said is None or not isinstance(body, Mapping):
        return body
    key = said.strip()
    is_quoted = len(key) >= 2 and key[0] == key[-1] == '"'
    return {"idempotency_key": key[1:-1] if is_quoted else key, **body}
