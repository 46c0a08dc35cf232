"""``/hooks/<public id>/``: any method, a body of opaque bytes, and 2xx only after the delivery is kept."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from integrations import gate
from integrations.errors import MachinaError, MethodNotAllowed, NotFound, RateLimited, Unauthenticated
from workflows.models import Trigger
from workflows.triggers.hooks.answering import RUN_HEADER, accepted, answered, place_for, started
from workflows.triggers.hooks.authentication import is_proved
from workflows.triggers.hooks.deliveries import delivery_id
from workflows.triggers.hooks.intake import find_hook, take
from workflows.triggers.hooks.problems import refusal
from workflows.triggers.hooks.rates import seconds_to_wait
from workflows.triggers.hooks.reading import input_of
from workflows.triggers.hooks.settings import HookSettings, settings_of
from workflows.triggers.secrets import secret_of

PREFLIGHT_SECONDS = 600
UNKNOWN = "There is no webhook at this address, or it is switched off."
UNPROVED = {
    "secret": "Send this webhook's secret as the header Machina-Secret, or as Authorization: Bearer.",
    "hmac": "Sign the raw body with this webhook's secret: Machina-Signature: sha256=<hex of HMAC-SHA256>.",
}


@csrf_exempt
def hook(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One call of a webhook."""
    try:
        trigger = _found(public_id)
    except MachinaError as error:
        return refusal(error)
    settings = settings_of(trigger.parameters)
    try:
        if _is_preflight(request, settings):
            return _with_cors(HttpResponse(status=HTTPStatus.NO_CONTENT), request, settings)
        answer = _taken_in(request, trigger, settings)
    except MachinaError as error:
        answer = refusal(error, allowed=settings.methods)
    return _with_cors(answer, request, settings)


def _found(public_id: str) -> Trigger:
    """Raises NotFound, RateLimited, and RemoteUnavailable in safe mode: whoever sends it comes again."""
    gate.require_open()
    wait = seconds_to_wait(public_id)
    if wait:
        raise RateLimited("This webhook is called too often. Wait, then send fewer.", retry_after=wait)
    trigger = find_hook(public_id)
    if trigger is None:
        raise NotFound(UNKNOWN)
    return trigger


def _taken_in(request: HttpRequest, trigger: Trigger, settings: HookSettings) -> HttpResponse:
    """Raises MethodNotAllowed, Unauthenticated, InputError."""
    method = str(request.method)
    if method not in settings.methods:
        raise MethodNotAllowed(f"This webhook takes {', '.join(settings.methods)}, not {method[:20]!r}.")
    headers, raw = headers_of(request), request.body
    secret = secret_of(trigger) if trigger.secret_sealed else ""
    if not is_proved(settings.authentication, headers, raw, secret):
        raise Unauthenticated(UNPROVED[settings.authentication])
    received_at, run_id = timezone.now(), uuid4()
    data = input_of(method, headers, request.META.get("QUERY_STRING", ""), raw, received_at=received_at)
    name = delivery_id(settings, headers, data["body"], run_id)
    if settings.respond == "at_once":
        return started(take(trigger, name, data, run_id=run_id, received_at=received_at).run_id)
    place = place_for(run_id, settings.respond)
    try:
        taken = take(trigger, name, data, run_id=run_id, received_at=received_at, is_waited_for=True)
    except BaseException:
        place.waiting.leave()
        raise
    if taken.is_new and taken.has_started:
        return answered(request, run_id, place)
    place.waiting.leave()
    return (started if taken.has_started else accepted)(taken.run_id)


def headers_of(request: HttpRequest) -> Mapping[str, str]:
    """By their names in small letters."""
    return {name.lower(): value for name, value in request.headers.items()}


def _is_preflight(request: HttpRequest, settings: HookSettings) -> bool:
    asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
    return asks and bool(settings.origins) and "OPTIONS" not in settings.methods


def _with_cors(response: HttpResponse, request: HttpRequest, settings: HookSettings) -> HttpResponse:
    """What lets the pages of some origins call it: without cookies, so nobody acts as whoever is signed in."""
    origin = request.headers.get("Origin", "")
    if not origin or not settings.allows(origin):
        return response
    response["Access-Control-Allow-Origin"] = "*" if "*" in settings.origins else origin
    response["Access-Control-Expose-Headers"] = RUN_HEADER
    response["Vary"] = "Origin"
    if response.status_code == HTTPStatus.NO_CONTENT:
        response["Access-Control-Allow-Methods"] = ", ".join(settings.methods)
        response["Access-Control-Allow-Headers"] = request.headers.get("Access-Control-Request-Headers", "")[:500]
        response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response
