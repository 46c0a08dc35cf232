"""Runs: list, look, follow, cancel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.errors import FieldError, InputError, NotFound
from integrations.holders import get_customer
from integrations.moments import moment_in, no_moment
from workflows.api.filters import choice, identifier, wrong
from workflows.api.serializers import RunEventSerializer, RunSerializer, RunSummarySerializer, StepPageSerializer
from workflows.api.shown_runs import run_shown, steps_shown
from workflows.models import Deployment, Run
from workflows.revisions import get_workflow
from workflows.runs.cancel import cancel_run
from workflows.runs.events import Event
from workflows.runs.history import page
from workflows.runs.lookup import get_run
from workflows.runs.summary import sums_of

EVENTS_AT_ONCE = 200
FILTERS = [
    OpenApiParameter("workflow", UUID, description="Id of a workflow."),
    OpenApiParameter("customer", str, description="Key of a customer."),
    OpenApiParameter("state", str, enum=Run.State.values),
    OpenApiParameter("deployment", UUID, description="Id of a deployment."),
    OpenApiParameter("since", datetime, description="Runs asked for at this time or later."),
    OpenApiParameter("until", datetime, description="Runs asked for before this time."),
]


class RunList(ListAPIView[Run]):
    """Runs, newest first."""

    serializer_class = RunSummarySerializer

    def get_queryset(self) -> QuerySet[Run]:
        actor, wanted = actor_of(self.request), self.request.query_params
        found = Run.objects.visible_to(actor).with_duration().with_last_message()
        found = found.with_error().select_related("revision", "customer", "version")
        found = found.defer("revision__graph", "standing")
        if "workflow" in wanted:
            found = found.filter(workflow=get_workflow(actor, identifier("workflow", wanted["workflow"])))
        if "customer" in wanted:
            found = found.filter(customer_id=get_customer(actor, wanted["customer"]).pk)
        if "state" in wanted:
            found = found.filter(state=choice("state", wanted["state"], Run.State.values))
        if "deployment" in wanted:
            found = found.filter(deployment=_deployment(actor, identifier("deployment", wanted["deployment"])))
        return found.filter(**_period(wanted))

    def paginate_queryset(self, queryset: Any) -> Any:  # DRF's own signature
        page = super().paginate_queryset(queryset)
        self._sums = sums_of(page or ())
        return page

    def get_serializer_context(self) -> dict[str, Any]:
        context = {"actor": actor_of(self.request), "sums": getattr(self, "_sums", {})}
        return {**super().get_serializer_context(), **context}

    @extend_schema(parameters=FILTERS, summary="List runs", tags=["runs"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        return super().get(request, *args, **kwargs)


class RunDetail(APIView):
    """One run with its steps and their outputs; of a run with very many the first, and where the others are."""

    @extend_schema(responses=RunSerializer, summary="Show a run", tags=["runs"])
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(run_shown(actor_of(request), pk, request.build_absolute_uri))


class RunSteps(APIView):
    """The steps of a run, page by page. Of one that goes on, what came to be meanwhile is on the last page."""

    @extend_schema(
        parameters=[
            OpenApiParameter("after", UUID, description="Id of the last step seen."),
            OpenApiParameter("limit", int, description="How many at most, up to 200."),
        ],
        responses=StepPageSerializer,
        summary="List the steps of a run",
        tags=["runs"],
    )
    def get(self, request: Request, pk: UUID) -> Response:
        actor, after = actor_of(request), request.query_params.get("after")
        pages: Any = api_settings.DEFAULT_PAGINATION_CLASS  # a dotted path to its types and a class at run time
        found = steps_shown(
            actor,
            pk,
            request.build_absolute_uri,
            after=None if after is None else identifier("after", after),
            most=pages().get_page_size(request),
        )
        return Response({"results": found.rows, "next": found.next})


class RunGraph(APIView):
    """The drawing that a run ran, as it was."""

    @extend_schema(responses=OpenApiTypes.OBJECT, summary="Show what a run ran", tags=["runs"])
    def get(self, request: Request, pk: UUID) -> Response:
        """An operator's: what a customer's key finds of a run is its own data, and no drawing."""
        actor = actor_of(request)
        run = get_run(actor, pk)
        if not actor.sees_all:
            raise NotFound("Drawings are for operators.")
        return Response(run.revision.document)


class RunEvents(APIView):
    """What happened in a run, in order: up to 200 events after number ``since``."""

    @extend_schema(
        parameters=[OpenApiParameter("since", int, description="Number of the last event seen.")],
        responses=RunEventSerializer(many=True),
        summary="Follow a run",
        tags=["runs"],
    )
    def get(self, request: Request, pk: UUID) -> Response:
        actor = actor_of(request)
        run = get_run(actor, pk)
        since = _number("since", request.query_params.get("since", "0"))
        events = [_as_seen(actor, each) for each in page(run, since=since, most=EVENTS_AT_ONCE)]
        has_more = bool(events) and events[-1].number < run.events
        address = f"{request.build_absolute_uri(request.path)}?since={events[-1].number}" if has_more else None
        rows = RunEventSerializer(events, many=True)  # type: ignore[arg-type]  # the stubs forget many=True
        return Response({"results": rows.data, "next": address})


class CancelRun(APIView):
    """Stop a run; one that is over stays as it is."""

    @extend_schema(request=None, responses=RunSerializer, summary="Cancel a run", tags=["runs"])
    def post(self, request: Request, pk: UUID) -> Response:
        cancel_run(actor_of(request), pk)
        return Response(run_shown(actor_of(request), pk, request.build_absolute_uri))


def _as_seen(actor: Actor, event: Event) -> Event:
    """What was said of a step with the owner's account is not a customer's to read."""
    is_foreign = not actor.sees_all and event.step.account_mode == "owner"
    return replace(event, message="") if is_foreign else event


def _period(wanted: Mapping[str, str]) -> dict[str, datetime]:
    """The filters of ``since`` and ``until``. Raises InputError with both where both are wrong."""
    period: dict[str, datetime] = {}
    misfits: list[FieldError] = []
    for field, lookup in (("since", "created_at__gte"), ("until", "created_at__lt")):
        if field not in wanted:
            continue
        moment = moment_in(wanted[field])
        if moment is None:
            misfits.append(no_moment(field, wanted[field]))
        else:
            period[lookup] = moment
    if misfits:
        raise InputError(" ".join(f"{each.field}: {each.message}" for each in misfits), errors=misfits)
    return period


def _deployment(actor: Actor, pk: UUID) -> Deployment:
    deployment = Deployment.objects.visible_to(actor).filter(pk=pk).first()
    if deployment is None:
        raise NotFound(f"There is no deployment {str(pk)!r}.")
    return deployment


def _number(field: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise wrong(field, f"{value!r} is no number of an event.")
    return int(value)
