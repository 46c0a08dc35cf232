"""Answers that are made when a call has ended: the event loop waits for them, or a thread where there is no loop."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from integrations.api.problems import exception_handler
from integrations.database import in_thread
from integrations.execution.outcome import Outcome
from integrations.execution.waiting import Place, take_place
from integrations.models import Call

Answer = Callable[[Outcome | None], Response]
"""Makes the answer from the outcome, without the database, or where None came in time. May raise what views raise."""
IN_LOOP = "answers_are_awaited"
"""Set in a Django request by a handler that awaits ``Awaited.ended`` after its middleware."""


class Awaited(Response):
    """What a view returns that has opened a call: how long to wait for it, and how to answer then."""

    def __init__(self, place: Place, call: Call, seconds: float, answer: Answer) -> None:
        super().__init__()
        self._place = place
        self._call = call
        self._seconds = seconds
        self._answer = answer
        vars(self)["_resource_closers"].append(place.leave)  # Django calls them once the answer is sent

    def render(self) -> HttpResponse:  # type: ignore[override]  # the answer takes its place
        """As the framework asks: unfinished for a handler that waits in its loop, else after waiting here."""
        request: Request = vars(self)["renderer_context"]["request"]
        if vars(request._request).get(IN_LOOP):
            self.content = b""  # for middleware that looks at it
            return self
        return self._finished(self._place.outcome_in_thread(self._call, self._seconds))

    async def ended(self) -> HttpResponse:
        """The answer, after what no thread has to wait for."""
        try:
            outcome = await self._place.outcome(self._call, self._seconds)
        finally:
            self._place.leave()
        if outcome is None:  # what is said then, the database knows
            return await in_thread(partial(self._finished, None))
        return self._finished(outcome)

    def _finished(self, outcome: Outcome | None) -> HttpResponse:
        """The rendered answer with the headers that this one has got meanwhile."""
        context: dict[str, object] = dict(vars(self)["renderer_context"])
        try:
            final = self._answer(outcome)
        except Exception as error:  # as the framework does around a view: one place knows what each means
            final = exception_handler(error, context)
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


def awaited(
    seconds: float, open_call: Callable[[UUID], Call], answer: Callable[[Call, Outcome | None], Response]
) -> Awaited:
    """Open a call under the id it is given, and answer when it has ended or so many seconds are over."""
    place = take_place()
    try:
        call = open_call(place.call_id)
    except BaseException:
        place.leave()
        raise
    return Awaited(place, call, seconds, lambda outcome: answer(call, outcome))
