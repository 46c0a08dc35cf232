"""Views that answer when a call has ended: what is synchronous in them runs in a thread, waiting holds none."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.api.problems import exception_handler
from integrations.database import release_database
from integrations.execution.notices import subscription
from integrations.execution.outcome import Outcome
from integrations.execution.waiting import Place, place
from integrations.models import Call

Answer = Callable[[Outcome | None], Response]
"""Makes the answer from the outcome, without the database, or where None came in time. May raise what views raise."""


class Awaited(Response):
    """What a waiting view returns: the call, how long to wait for it, and how to answer then."""

    def __init__(self, call: Call, seconds: float, answer: Answer) -> None:
        super().__init__()
        self.call = call
        self.seconds = seconds
        self._answer = answer

    def finished(self, outcome: Outcome | None) -> HttpResponse:
        """The rendered answer, as the framework would have finished it."""
        context: dict[str, object] = dict(vars(self)["renderer_context"])
        try:
            final = self._answer(outcome)
        except Exception as error:  # as the framework does around a view: one place knows what each means
            final = exception_handler(error, context)
        final.accepted_renderer = self.accepted_renderer
        final.accepted_media_type = self.accepted_media_type
        vars(final)["renderer_context"] = context
        for name, value in self.headers.items():
            if name != "Content-Type":
                final.headers.setdefault(name, value)
        final.render()
        return HttpResponse(final.content, status=final.status_code, headers=dict(final.headers))


class WaitingView(APIView):
    """A view whose methods may return ``Awaited``."""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:  # an asynchronous view, for which django-stubs has no word
        view = super().as_view(**initkwargs)

        def in_thread(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            release_database()
            return response

        async def waiting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not subscription.is_ready:
                await sync_to_async(subscription.get_ready)()
            with place() as mine:
                vars(request)["place"] = mine
                response = await sync_to_async(in_thread)(request, *args, **kwargs)
                if not isinstance(response, Awaited):
                    return response
                outcome = await mine.outcome(response.call, response.seconds)
            return response.finished(outcome) if outcome else await sync_to_async(response.finished)(None)

        return update_wrapper(waiting, view)


def place_of(request: Request) -> Place:
    """Where the request waits; its call is opened under ``call_id``."""
    taken: Place = vars(request._request)["place"]
    return taken
