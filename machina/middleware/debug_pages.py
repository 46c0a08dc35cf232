"""Keeps Django's debug pages, which show settings and source, from everybody but this machine."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from machina.local import is_local
from machina.middleware.border import Border

INSTEAD = "This failed. Open it on the machine itself to see why, or look into the log.\n"


class DebugPagesMiddleware(Border):
    """An open HOST, a tunnel and a proxy on this machine let others in while DEBUG is on."""

    def after(self, request: HttpRequest, response: HttpResponseBase) -> None:
        is_page = isinstance(response, HttpResponse) and response.get("Content-Type", "").startswith("text/")
        if settings.DEBUG and response.status_code >= 400 and is_page and not is_local(request):
            response = cast(HttpResponse, response)
            response.content = INSTEAD
            response["Content-Type"] = "text/plain; charset=utf-8"
