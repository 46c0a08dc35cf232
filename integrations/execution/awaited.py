"""Answers that are made when something has ended: the event loop waits for it, or a thread where there is no loop."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from integrations.database import in_thread

Answer = Callable[[Any], Response]
"""Makes the answer from what was waited for, without the database, or where None came in time. May raise what views
raise."""
IN_LOOP = "answers_are_awaited"
"""Set in a Django request by a handler that awaits ``Awaited.ended`` after its middleware."""


def _handled(error: Exception, context: dict[str, object]) -> Response:
    """As the framework would, whose setting is a dotted path to its types and a function at run time."""
    handler: Any = api_settings.EXCEPTION_HANDLER
    response: Response = handler(error, context)
    return response


class Waiting(Protocol):
    """A place where one thing is waited for, which has to be left."""

    def leave(self) -> None: ...

    async def awaited(self, seconds: float) -> Any:
        """It, or None where it has not come within so many seconds."""
        ...

    def awaited_in_thread(self, seconds: float) -> Any:
        """The same, holding the caller's thread."""
        ...


class Awaited(Response):
    """What a view returns that has begun something: where and how long to wait for it, and how to answer then."""

    def __init__(self, place: Waiting, seconds: float, answer: Answer) -> None:
        super().__init__()
        self._place = place
        self._seconds = seconds
        self._answer = answer
        vars(self)["_resource_closers"].append(place.leave)  # Django calls them once the answer is sent

    def render(self) -> HttpResponse:  # type: ignore[override]  # the answer takes its place
        """As the framework asks: unfinished for a handler that waits in its loop, else after waiting here."""
        request: Request = vars(self)["renderer_context"]["request"]
        if vars(request._request).get(IN_LOOP):
            self.content = b""  # for middleware that looks at it
            return self
        return self._finished(self._place.awaited_in_thread(self._seconds))

    async def ended(self) -> HttpResponse:
        """The answer, after what no thread has to wait for."""
        try:
            found = await self._place.awaited(self._seconds)
        finally:
            self._place.leave()
        if found is None:  # what is said then, the database knows
            return await in_thread(partial(self._finished, None))
        return self._finished(found)

    def _finished(self, found: Any) -> HttpResponse:
        """The rendered answer with the headers that this one has got meanwhile."""
        context: dict[str, object] = dict(vars(self)["renderer_context"])
        try:
            final = self._answer(found)
        except Exception as error:  # as the framework does around a view: one place knows what each means
            final = _handled(error, context)
        final.accepted_renderer = self.accepted_renderer
        final.accepted_media_type = self.accepted_media_type
        vars(final)["renderer_context"] = context
        final.render()
        for name, value in self.headers.items():
            if name not in ("Content-Type", "Content-Length"):
                final.headers.setdefault(name, value)
        final.headers["Content-Length"] = str(len(final.content))
        final.cookies.update(self.cookies)
        vars(final)["_resource_closers"].extend(vars(self)["_resource_closers"])
        return final
