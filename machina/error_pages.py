"""What is shown when no view answers: a problem to programs under /api/, a page to people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views import defaults

from integrations.api.problems import PROBLEM_JSON, problem
from integrations.errors import InputError, MachinaError, NotFound, PermissionDenied
from machina.redaction import redacted

PROGRAMS = ("/api/", "/hooks/", "/mcp")
OUR_FAULT = "Something went wrong on our side. The log has it under this X-Request-ID."


def problem_response(error: MachinaError) -> JsonResponse:
    """One error as problem+json."""
    return JsonResponse(problem(error), status=error.status, content_type=PROBLEM_JSON)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """A host that is not ours, a header that makes no sense: 400 for a page, 422 for what programs ask."""
    if not request.path.startswith(PROGRAMS):
        return defaults.bad_request(request, exception)
    return problem_response(InputError("The request cannot be understood. Check the address and its headers."))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """403."""
    if not request.path.startswith(PROGRAMS):
        return defaults.permission_denied(request, exception)
    return problem_response(PermissionDenied("This is not allowed."))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """404."""
    if not request.path.startswith(PROGRAMS):
        return defaults.page_not_found(request, exception)
    path = redacted(request.path)
    return problem_response(NotFound(f"There is nothing at {path!r}. GET /api/schema/ lists every address."))


def server_error(request: HttpRequest) -> HttpResponseBase:
    """500: says nothing about the cause, which is in the log."""
    if not request.path.startswith(PROGRAMS):
        return defaults.server_error(request)
    return problem_response(MachinaError(OUR_FAULT))
