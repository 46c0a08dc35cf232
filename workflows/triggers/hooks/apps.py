"""``/hooks/apps/<provider>/<app>/``: the events of an app, signed by its vendor, for all deployments they concern."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError

from integrations import gate
from integrations.catalog.registry import catalog
from integrations.errors import MachinaError, MethodNotAllowed, RateLimited
from integrations.execution.app_events import AppEvent, Challenge, receive
from workflows.models import Trigger
from workflows.triggers import inbox
from workflows.triggers.hooks.calls import headers_of
from workflows.triggers.hooks.problems import refusal
from workflows.triggers.hooks.rates import seconds_to_wait

MOST_STARTED_HERE = 20
"""Of more deployments the scheduler starts the runs: the vendor waits for the answer."""


@csrf_exempt
def app_events(request: HttpRequest, provider: str, app_id: UUID) -> HttpResponseBase:
    """One request of a vendor: a challenge is answered, an event kept and then acknowledged."""
    try:
        gate.require_open()
        wait = seconds_to_wait(str(app_id))
        if wait:
            raise RateLimited("This app sends too many events at once.", retry_after=wait)
        if request.method != "POST":
            raise MethodNotAllowed("Events are sent by POST.")
        received = receive(provider, app_id, headers_of(request), request.body)
    except MachinaError as error:
        return refusal(error, allowed=("POST",))
    if isinstance(received, Challenge):
        return HttpResponse(received.answer, content_type="text/plain; charset=utf-8")
    if isinstance(received, AppEvent):
        _take(received)
    return JsonResponse({"ok": True}, status=HTTPStatus.OK)


def _take(received: AppEvent) -> None:
    """Keep the event for each trigger that listens to one of its connections and wants it.

    What a trigger has seen already, by a poll or by an earlier try of the vendor, it knows by its identifier.
    """
    with transaction.atomic():
        wanted = {trigger.pk: found for trigger, found in _wanted(received)}
        now = timezone.now()
        for trigger in Trigger.objects.select_related("deployment").filter(pk__in=[*wanted]):
            if inbox.take(trigger, [wanted[trigger.pk]], received_at=now):
                Trigger.objects.filter(pk=trigger.pk).update(last_event_at=now)
    if len(wanted) <= MOST_STARTED_HERE:
        inbox.start_for([*wanted])


def _wanted(received: AppEvent) -> list[tuple[Trigger, inbox.Delivery]]:
    """A trigger that is not active yet has to fix the state before first."""
    receivers = {
        f"{service.key}.{name}": (service.triggers[name], receiver)
        for service in catalog().of_provider(received.provider)
        for name, receiver in service.receivers.items()
    }
    listening = Trigger.objects.listening().filter(poller__connection_id__in=received.connections, type__in=receivers)
    found = []
    for trigger in listening.order_by("pk"):
        declared, receiver = receivers[trigger.type]
        delivery = _read(declared.params_model, receiver, trigger.parameters, received.event)
        if delivery is not None:
            found.append((trigger, delivery))
    return found


def _read(
    params_model: Any, receiver: Any, parameters: Mapping[str, Any], event: Mapping[str, object]
) -> inbox.Delivery | None:
    """What the receiver, typed by its service's own models, makes of it."""
    try:
        polled = receiver(params_model.model_validate(parameters), event)
    except ValidationError:  # the form is older than the service; the poller says so
        return None
    if polled is None:
        return None
    return inbox.Delivery(polled.delivery_id, polled.data.model_dump(mode="json", by_alias=True))
