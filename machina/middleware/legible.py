"""Refuses what could be read in two ways: a NUL in an address, and a body that is said to be in another charset."""

from __future__ import annotations

import codecs

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse

from integrations.errors import InputError
from machina.error_pages import PROGRAMS, problem_response
from machina.middleware.border import Border

FILES, HOOKS = "/api/v1/files/", "/hooks/"
"""What comes here is opaque bytes, whatever its sender says about them; only forms around a file are read."""
FORM = "multipart/form-data"
TEXT = ("application/json", "application/x-www-form-urlencoded", FORM)
READABLE = ("utf-8", "ascii")


class LegibleMiddleware(Border):
    """Everything is UTF-8. Python knows many more encodings, of which some make half characters and some no text."""

    def before(self, request: HttpRequest) -> HttpResponse | None:
        if "\0" in request.path:  # PostgreSQL refuses even to look for one
            raise Http404
        said = (request.content_params or {}).get("charset", "")
        if not said or _name_of(said) in READABLE or not _is_read(request):
            return None
        detail = f"The body is said to be in {said[:40]!r}. Send it in UTF-8."
        if request.path.startswith(PROGRAMS):
            return problem_response(InputError(detail, field="Content-Type"))
        raise BadRequest(detail)


def _is_read(request: HttpRequest) -> bool:
    if request.path.startswith((FILES, HOOKS)):
        return request.path.startswith(FILES) and request.content_type == FORM
    return request.content_type in TEXT


def _name_of(charset: str) -> str:
    try:
        return codecs.lookup(charset).name
    except (LookupError, ValueError):
        return ""
