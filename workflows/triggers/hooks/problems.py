"""Refusals of the addresses that other people's programs call, as problem+json."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse

from integrations.errors import MachinaError, MethodNotAllowed, Unauthenticated

RETRY_SECONDS = 60


def refusal(error: MachinaError, *, allowed: tuple[str, ...] = (), **more: str) -> HttpResponse:
    """One error. ``allowed`` are the methods that the address takes, ``more`` is said of this one."""
    problem = {"type": f"urn:machina:error:{error.code}", "title": error.title, "status": error.status}
    response = JsonResponse(
        problem | error.as_dict() | more, status=error.status, content_type="application/problem+json"
    )
    if isinstance(error, MethodNotAllowed):
        response["Allow"] = ", ".join(allowed)
    if isinstance(error, Unauthenticated):
        response["WWW-Authenticate"] = "Bearer"
    if error.status in (429, 503):
        response["Retry-After"] = str(error.wait or RETRY_SECONDS)
    return response
