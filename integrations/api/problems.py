"""Every error of the API as problem+json (RFC 9457), from one place."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import set_rollback

from integrations import errors
from integrations.actors import Actor
from integrations.errors import FieldError, MachinaError
from integrations.payloads.shown import error_shown

logger = logging.getLogger(__name__)
PROBLEM_JSON = "application/problem+json"
DATABASE_AWAY = (
    "Machina's own database did not answer, so nobody knows whether this was done. "
    "Ask again in a moment, with the same idempotency_key if there was one."
)


def problem(error: MachinaError) -> dict[str, object]:
    """The body of one error: ``{type, title, status, detail, code, …}``."""
    return {
        "type": f"urn:machina:error:{error.code}",
        "title": error.title,
        "status": error.status,
        **error.as_dict(),
    }


def exception_handler(raised: Exception, context: dict[str, object]) -> Response:
    """DRF's hook: turn whatever a view raised into a problem, in JSON also where the view speaks YAML or HTML.

    Unknown exceptions leak nothing.
    """
    set_rollback()
    request = context.get("request")
    if isinstance(request, Request):
        request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
    error = as_machina_error(raised)
    headers: dict[str, str] = {}
    if error.wait is not None:
        headers["Retry-After"] = str(error.wait)
    if isinstance(error, errors.Unauthenticated):
        headers["WWW-Authenticate"] = 'Bearer realm="Machina"'
    body: dict[str, object] | None = problem(error)
    # Asking for ``auth`` would authenticate once more, and fail once more where that is what went wrong.
    asking = getattr(request, "_auth", None)
    if isinstance(asking, Actor):
        body = error_shown(asking, body)
    return Response(body, status=error.status, headers=headers, content_type=PROBLEM_JSON)


def as_machina_error(raised: Exception) -> MachinaError:
    """What was raised, as an error of the tree."""
    match raised:
        case MachinaError():
            return raised
        case exceptions.ValidationError():
            fields = list(_flatten(raised.detail))
            names = ", ".join(sorted({each.field for each in fields}))
            return errors.InputError(f"Please correct: {names}.", errors=fields)
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return errors.Unauthenticated(str(raised.detail))
        case exceptions.PermissionDenied() | DjangoPermissionDenied():
            return errors.PermissionDenied(str(raised) or "This is not allowed.")
        case Http404() | exceptions.NotFound():
            return errors.NotFound("There is nothing at this address, or it belongs to another customer.")
        case RequestDataTooBig():
            return errors.PayloadTooLarge("The body is too large. Send files through a file operation instead.")
        case exceptions.Throttled():
            return errors.RateLimited(str(raised.detail), retry_after=1)
        case exceptions.MethodNotAllowed():
            return errors.MethodNotAllowed(f"{raised.detail} The Allow header lists the methods that it takes.")
        case exceptions.UnsupportedMediaType():
            words = f"{raised.detail} Send JSON, with Content-Type: application/json."
            return errors.InputError(words, field="Content-Type")
        case exceptions.NotAcceptable():
            words = f"{raised.detail} Ask for application/json, or leave the header out."
            return errors.InputError(words, field="Accept")
        case exceptions.APIException() if raised.status_code < 500:
            return errors.InputError(str(raised.detail))
        case OperationalError() | InterfaceError():  # it restarts, or is too busy
            logger.error("api.database_away", exc_info=raised)
            return errors.RemoteUnavailable(DATABASE_AWAY, retry_after=1)
    logger.error("api.unexpected", exc_info=raised)
    return MachinaError("Something went wrong on our side. Try again; if it stays, tell us the time.")


def _flatten(detail: object, path: str = "") -> Iterator[FieldError]:
    """DRF's nested error detail as flat, dotted fields."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            here = "" if name == "non_field_errors" else str(name)
            yield from _flatten(inner, ".".join(part for part in (path, here) if part))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from _flatten(inner, f"{path}.{index}" if nested else path)
    else:
        yield FieldError(path or "body", str(detail))
