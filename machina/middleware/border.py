"""The shape our middleware shares: something before the view, something after it, and no I/O."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase] | Callable[[HttpRequest], Awaitable[HttpResponseBase]]


class Border:
    """Runs ``before`` and ``after`` in whichever thread it is called in; they must not block."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self._is_async:
            return self._call_async(request)
        # The handler gives a plain function to middleware that it calls synchronously.
        response = self.before(request) or cast(HttpResponseBase, self.get_response(request))
        self.after(request, response)
        return response

    async def _call_async(self, request: HttpRequest) -> HttpResponseBase:
        response = self.before(request) or await cast(Awaitable[HttpResponseBase], self.get_response(request))
        self.after(request, response)
        return response

    def before(self, request: HttpRequest) -> HttpResponseBase | None:
        """Look at the request; a response returned here is the answer, and the view is not called."""
        return None

    def after(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Change the response's headers."""
