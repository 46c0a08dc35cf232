"""WhiteNoise in front of Django, without a change of thread for requests that are not for a file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async  # noqa: TID251  # files alone
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise's own middleware is synchronous; under ASGI it would send every request through a thread."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self._is_async:
            return self._call_async(request)
        return cast(HttpResponseBase, super().__call__(request))

    async def _call_async(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(self.static_prefix):
            find = self.find_file if self.autorefresh else self.files.get
            file = await sync_to_async(find)(request.path_info)
            if file is not None:
                return cast(HttpResponseBase, await sync_to_async(self.serve)(file, request))
        return await cast(Awaitable[HttpResponseBase], self.get_response(request))
