"""What every answer to a webhook's call carries, as if the middleware had seen it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from integrations.errors import MachinaError, RateLimited
from machina import log
from machina.error_pages import OUR_FAULT, problem_response
from machina.middleware.origin import ACCEPTABLE
from machina.webhooks.reading import is_secure

logger = logging.getLogger(__name__)

HEADER_MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "machina.middleware.page_policy.PagePolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
"""Whose headers every answer carries."""


def request_id_for(headers: Mapping[str, str]) -> str:
    """The caller's if it is a plain word, else one of ours."""
    given = headers.get("x-request-id", "")
    return given if ACCEPTABLE.fullmatch(given) else uuid4().hex


def refused(error: Exception) -> HttpResponse:
    """What stands for an answer that there is none of."""
    if isinstance(error, RateLimited):
        response = problem_response(error)
        response.headers["Retry-After"] = str(error.wait)
        return response
    logger.error("webhooks.failed", exc_info=error)
    return problem_response(MachinaError(OUR_FAULT))


def dressed(response: HttpResponse, headers: Mapping[str, str]) -> HttpResponse:
    """The answer with the headers of every answer."""
    for name, value in _common_headers(response.status_code >= 400, is_secure(headers)):
        response.headers.setdefault(name, value)
    response.headers["X-Request-ID"] = log.request_id.get()
    response.headers.setdefault("Content-Length", str(len(response.content)))
    return response


@lru_cache(maxsize=4)
def _common_headers(is_failure: bool, is_secure: bool) -> tuple[tuple[str, str], ...]:
    """What the middleware adds to a bare answer, asked once for each kind."""
    request = HttpRequest()
    request.path = request.path_info = "/hooks/any/"
    request.META["HTTP_X_FORWARDED_PROTO"] = "https" if is_secure else "http"
    handle: Any = lambda request: HttpResponse(status=500 if is_failure else 200)  # noqa: E731
    for name in reversed(HEADER_MIDDLEWARE):
        handle = import_string(name)(handle)
    return tuple((name, value) for name, value in handle(request).headers.items() if name != "Content-Type")
