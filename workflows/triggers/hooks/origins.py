"""What lets the pages of some origins call a webhook: without cookies, so nobody acts as whoever is signed in."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse

from workflows.triggers.hooks.answering import RUN_HEADER
from workflows.triggers.hooks.calls import HookCall
from workflows.triggers.hooks.settings import HookSettings

PREFLIGHT_SECONDS = 600


def is_preflight(call: HookCall, settings: HookSettings) -> bool:
    """Whether a browser asks if a page may call."""
    asks = call.method == "OPTIONS" and "access-control-request-method" in call.headers
    return asks and bool(settings.origins) and "OPTIONS" not in settings.methods


def preflight_answer(call: HookCall, settings: HookSettings) -> HttpResponse:
    """What it is told; nothing about origins that may not."""
    response = with_cors(HttpResponse(status=HTTPStatus.NO_CONTENT), call, settings)
    if "Access-Control-Allow-Origin" in response:
        response["Access-Control-Allow-Methods"] = ", ".join(settings.methods)
        response["Access-Control-Allow-Headers"] = call.headers.get("access-control-request-headers", "")[:500]
        response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response


def with_cors(response: HttpResponse, call: HookCall, settings: HookSettings) -> HttpResponse:
    """The same response, which a page of a named origin may read."""
    origin = call.headers.get("origin", "")
    if origin and settings.allows(origin):
        response["Access-Control-Allow-Origin"] = "*" if "*" in settings.origins else origin
        response["Access-Control-Expose-Headers"] = RUN_HEADER
        response["Vary"] = "Origin"
    return response
