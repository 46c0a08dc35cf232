"""Answers HEAD without a body."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from machina.middleware.border import Border


class HeadMiddleware(Border):
    """Daphne leaves out only the first part of a body, and who reads on takes the rest for the next answer."""

    def after(self, request: HttpRequest, response: HttpResponseBase) -> None:
        if request.method == "HEAD" and isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
