"""``/hooks/<public id>/`` for Django: what ``machina.webhooks`` has not answered before, such as large bodies."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from integrations.execution.awaited import IN_LOOP
from workflows.triggers.hooks.answering import AwaitedAnswer
from workflows.triggers.hooks.calls import call_of
from workflows.triggers.hooks.receiving import received


@csrf_exempt
def hook(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One call of a webhook. Whoever waits is awaited by a handler that can, else here."""
    [answer] = received([call_of(request, public_id)])
    if isinstance(answer, Exception):
        raise answer
    if isinstance(answer, AwaitedAnswer) and not vars(request).get(IN_LOOP):
        return answer.ended_in_thread()
    return answer
