"""Refuses bodies over the limit before any view reads them, where no `machina.server` did so as they came."""

from __future__ import annotations

from http import HTTPStatus
from io import SEEK_END

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse

from integrations.errors import PayloadTooLarge
from machina.error_pages import PROGRAMS, problem_response
from machina.middleware.border import Border
from machina.server.limits import body_limit


class BodyLimitMiddleware(Border):
    """Answers 413: as problem+json to programs, as a sentence to browsers."""

    def before(self, request: HttpRequest) -> HttpResponse | None:
        limit = body_limit(request.path)
        size = body_size(request)
        if size <= limit:
            return None
        detail = f"The body has {size} bytes, and at most {limit} are accepted. Send less, or send files one by one."
        if request.path.startswith(PROGRAMS):
            return problem_response(PayloadTooLarge(detail))
        return HttpResponse(detail, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, content_type="text/plain")


def body_size(request: HttpRequest) -> int:
    """The length the sender announced; of a chunked body, which announces none, what has been received."""
    announced = request.META.get("CONTENT_LENGTH")
    if announced:
        return int(announced) if announced.isdigit() else 0
    if not isinstance(request, ASGIRequest):  # WSGI gives no body to a request without a length
        return 0
    size: int = request._stream.seek(0, SEEK_END)
    request._stream.seek(0)
    return size
