"""``/hooks/wait/<token>/``: the address of a wait, which goes on when it is called for the first time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from pydantic import JsonValue

from integrations import gate
from integrations.errors import MachinaError, MethodNotAllowed, RateLimited
from workflows.runs import waits
from workflows.triggers.hooks.calls import headers_of
from workflows.triggers.hooks.problems import refusal
from workflows.triggers.hooks.rates import seconds_to_wait
from workflows.triggers.hooks.reading import input_of

METHODS = ("POST", "PUT", "PATCH")
"""Whatever looks at addresses by itself, as mail scanners do, asks by GET: that calls nothing."""


@csrf_exempt
def callback(request: HttpRequest, token: str) -> HttpResponse:
    """One call. The second one is a conflict, an address that nobody was told is not found."""
    try:
        gate.require_open()
        wait = seconds_to_wait(f"wait:{token}")
        if wait:
            raise RateLimited("This address is called too often.", retry_after=wait)
        if request.method not in METHODS:
            raise MethodNotAllowed(f"A wait is called by {', '.join(METHODS)}.")
        waits.call(token, _body(request))
    except MachinaError as error:
        return refusal(error, allowed=METHODS)
    return JsonResponse({"ok": True})


def _body(request: HttpRequest) -> JsonValue:
    """What the caller sent, by its content type; in base64 where that does not let us read it. Raises InputError."""
    query = request.META.get("QUERY_STRING", "")
    read = input_of(str(request.method), headers_of(request), query, request.body, received_at=timezone.now())
    body: JsonValue = read.get("raw", read["body"])  # type: ignore[assignment]  # plain JSON
    return body
