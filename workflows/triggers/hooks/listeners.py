"""``/hooks/test/<token>/``: one call, while somebody listens for it in the editor."""

from __future__ import annotations

from typing import cast
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from pydantic import JsonValue

from integrations import gate
from integrations.errors import MachinaError, RateLimited
from integrations.execution.awaited import IN_LOOP
from workflows.models import Listener
from workflows.triggers import listening
from workflows.triggers.hooks.admission import admitted
from workflows.triggers.hooks.answering import AwaitedAnswer, place_for, started
from workflows.triggers.hooks.calls import HookCall, call_of
from workflows.triggers.hooks.forms import stored
from workflows.triggers.hooks.origins import is_preflight, preflight_answer, with_cors
from workflows.triggers.hooks.problems import refusal
from workflows.triggers.hooks.rates import seconds_to_wait
from workflows.triggers.hooks.settings import HookSettings, settings_of


@csrf_exempt
def test_call(request: HttpRequest, token: str) -> HttpResponse:
    """One call. What is refused does not end the listening."""
    try:
        listener = _found(token)
        settings = settings_of(listening.parameters_of(listener.revision, listener.node_id))
    except MachinaError as error:
        return refusal(error)
    call = call_of(request, token)
    if is_preflight(call, settings):
        return preflight_answer(call, settings)
    try:
        answer = _taken(call, listener, settings)
    except MachinaError as error:
        answer = refusal(error, allowed=settings.methods)
    if isinstance(answer, AwaitedAnswer) and not vars(request).get(IN_LOOP):
        answer = answer.ended_in_thread()
    return with_cors(answer, call, settings)


def _found(token: str) -> Listener:
    """Raises NotFound, RateLimited, and RemoteUnavailable in safe mode."""
    gate.require_open()
    wait = seconds_to_wait(f"test:{token}")
    if wait:
        raise RateLimited("This address is called too often.", retry_after=wait)
    return listening.find_listener(token)


def _taken(call: HookCall, listener: Listener, settings: HookSettings) -> HttpResponse:
    """Raises MethodNotAllowed, Unauthenticated, InputError, NotFound."""
    data = admitted(call, settings, listening.secret_of(listener), received_at=timezone.now())
    data["body"] = stored(data["body"], listener.customer_id)
    given = cast(JsonValue, data)  # no file is left in it
    run_id = uuid4()
    place = place_for(run_id, settings.respond) if settings.respond != "at_once" else None
    try:
        listening.take_call(listener, given, run_id=run_id)
    except BaseException:
        if place is not None:
            place.waiting.leave()
        raise
    return AwaitedAnswer(run_id, place) if place is not None else started(run_id)
