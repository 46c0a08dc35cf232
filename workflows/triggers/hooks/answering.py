"""Answers to callers who wait: for the node that answers, or for the run's end, 25 s at most and without a thread."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse

from integrations.errors import CallCancelled, MachinaError
from integrations.execution.awaited import Waiting
from integrations.execution.waiting import KeyPlace
from integrations.payloads.contents import load
from workflows.models import Run
from workflows.runs.answers import Answer, answer_place
from workflows.triggers.hooks.problems import refusal
from workflows.triggers.hooks.settings import Respond

RUN_HEADER = "Machina-Run"
WAITED_FOR = 25.0
NOT_DONE: Mapping[str, MachinaError] = {
    Run.State.FAILED: MachinaError("The workflow has failed. Whoever runs Machina finds out why under the run's id."),
    Run.State.CANCELLED: CallCancelled("The run was cancelled before it had an answer. Call again if it is wanted."),
}
"""What a caller may know of a run without an answer, beside its id and state: why it failed names what is others'."""
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
OURS = re.compile(
    r"set-cookie2?|content-length|transfer-encoding|connection|keep-alive|upgrade|trailer|date|server|machina-.*"
    r"|content-security-policy.*|clear-site-data|strict-transport-security|public-key-pins.*|access-control-.*"
    r"|cross-origin-.*|service-worker-allowed|origin-agent-cluster|permissions-policy|x-frame-options"
    r"|x-content-type-options|x-request-id|sourcemap|refresh|www-authenticate"
)
"""Headers that a workflow does not decide on: its answer comes from the origin on which people are signed in."""
LONGEST_HEADER = 4_000
SANDBOXED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: https:; form-action https:"
"""A page that a workflow answers with runs no script, and is of no origin."""


@dataclass(frozen=True)
class Place:
    """Where the answer of a run is waited for, and what the caller gets of it."""

    waiting: Waiting
    made: Callable[[Any], HttpResponse]  # of what is waited for there


def place_for(run_id: UUID, respond: Respond) -> Place:
    """Taken before the run begins, so that nothing is missed; it has to be left."""
    if respond == "node":
        return Place(answer_place(run_id), partial(_as_answered, run_id))
    return Place(KeyPlace(run_id, lambda told: _output(run_id)), lambda response: response)


class AwaitedAnswer(HttpResponse):
    """Stands for an answer that is not there yet, until ``ended`` has given it."""

    def __init__(self, run_id: UUID, place: Place) -> None:
        super().__init__()
        self._run_id, self._place = run_id, place
        vars(self)["_resource_closers"].append(place.waiting.leave)  # Django calls them once the answer is sent

    async def ended(self) -> HttpResponse:
        """The answer, after what no thread has to wait for."""
        try:
            found = await self._place.waiting.awaited(WAITED_FOR)
        finally:
            self._place.waiting.leave()
        return self._made(found)

    def ended_in_thread(self) -> HttpResponse:
        """The same, holding the caller's thread."""
        try:
            return self._made(self._place.waiting.awaited_in_thread(WAITED_FOR))
        finally:
            self._place.waiting.leave()

    def _made(self, found: object) -> HttpResponse:
        """With the headers that this one has got meanwhile from what stands around it."""
        answer = accepted(self._run_id) if found is None else self._place.made(found)
        for name, value in self.headers.items():
            if name not in ("Content-Type", "Content-Length"):
                answer.headers.setdefault(name, value)
        answer.headers["Content-Length"] = str(len(answer.content))
        return answer


def _as_answered(run_id: UUID, answer: Answer) -> HttpResponse:
    if answer.is_given:
        return _named(as_told({"status": answer.status, "headers": answer.headers, "body": answer.body}), run_id)
    return started(run_id) if answer.run_state == Run.State.SUCCEEDED else _not_done(run_id, answer.run_state)


def _output(run_id: UUID) -> HttpResponse | None:
    """What the run has come to, from its row; None while it goes on."""
    run = Run.objects.select_related("output").only("state", "output").filter(pk=run_id).first()
    if run is None or run.state in Run.OPEN:
        return None
    if run.state != Run.State.SUCCEEDED:
        return _not_done(run_id, run.state)
    return _named(JsonResponse(load(run.output) if run.output is not None else None, safe=False), run_id)


def _not_done(run_id: UUID, state: str) -> HttpResponse:
    return _named(refusal(NOT_DONE[state], run=str(run_id), run_state=state), run_id)


def as_told(said: Mapping[str, Any]) -> HttpResponse:
    """Status, headers and body as a node has computed them, within what may come from this origin."""
    status, body = said.get("status"), said.get("body")
    is_status = isinstance(status, int) and not isinstance(status, bool) and 200 <= status <= 599
    code = status if is_status else HTTPStatus.INTERNAL_SERVER_ERROR
    if body is None or isinstance(body, str):
        response = HttpResponse(body or "", status=code, content_type="text/plain; charset=utf-8")
    else:
        response = JsonResponse(body, safe=False, status=code)
    headers = said.get("headers")
    for name, value in headers.items() if isinstance(headers, Mapping) else ():
        text = str(value)
        if _NAME.fullmatch(name) and not OURS.fullmatch(name.lower()) and _is_plain(text):
            response[name] = text
    response["Content-Security-Policy"] = SANDBOXED
    return response


def _is_plain(text: str) -> bool:
    return len(text) <= LONGEST_HEADER and text.isprintable() and text.isascii()


def started(run_id: UUID) -> HttpResponse:
    """The run is on its way, or over."""
    return _named(JsonResponse({"run": str(run_id)}), run_id)


def accepted(run_id: UUID) -> HttpResponse:
    """The delivery is kept, and nobody waits any longer."""
    return _named(JsonResponse({"run": str(run_id)}, status=HTTPStatus.ACCEPTED), run_id)


def _named(response: HttpResponse, run_id: UUID) -> HttpResponse:
    response[RUN_HEADER] = str(run_id)
    return response
