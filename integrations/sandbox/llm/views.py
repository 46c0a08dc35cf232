"""Chat completions and the list of models, open to everybody: no key is asked for, and any is taken."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from integrations.sandbox.control.log import record_request
from integrations.sandbox.control.lost import unreadable_answer
from integrations.sandbox.control.rules import active_rules, pause, take_rule
from integrations.sandbox.llm.answers import Answer
from integrations.sandbox.llm.obeying import reply_to, text_of
from integrations.sandbox.models import Rule

PROVIDER, METHOD = "llm", "llm.chat.completions"
MODEL = "sandbox/rules"


@require_safe
def models(request: HttpRequest) -> HttpResponse:
    """The one model there is; every other name that begins with `sandbox` is the same."""
    entry = {"id": MODEL, "object": "model", "created": 0, "owned_by": "machina-sandbox"}
    record_request(PROVIDER, "llm.models", 200)
    return JsonResponse({"object": "list", "data": [entry]})


@csrf_exempt
def chat_completions(request: HttpRequest) -> HttpResponseBase:
    """One turn, streamed if it is asked for so."""
    rule = take_rule(active_rules(PROVIDER), METHOD)
    response = _answered(request, rule)
    record_request(PROVIDER, METHOD, response.status_code, detail=request.headers.get("X-Request-Id", ""))
    return response


def _answered(request: HttpRequest, rule: Rule | None) -> HttpResponseBase:
    if request.method != "POST":
        return _refusal(405, "Only POST is allowed here.")
    if rule is not None:
        pause(rule)
        if rule.status and not rule.drop_after_effect:
            return _refusal(rule.status, "The sandbox was told to refuse this.", retry_after=rule.retry_after)
    asked = _read(request)
    if isinstance(asked, str):
        return _refusal(400, asked)
    answer = Answer(str(asked.get("model")), reply_to(asked["messages"], _tools(asked)), _size(asked))
    breaks_off = rule is not None and rule.drop_after_effect
    if asked.get("stream"):
        options = asked.get("stream_options")
        with_usage = isinstance(options, Mapping) and bool(options.get("include_usage"))
        return StreamingHttpResponse(
            answer.events(with_usage=with_usage, breaks_off=breaks_off),
            content_type="text/event-stream",
            headers={"Cache-Control": "no-store"},
        )
    return unreadable_answer() if breaks_off else JsonResponse(answer.document())


def _read(request: HttpRequest) -> dict[str, Any] | str:
    """What is asked for, or what is wrong with it."""
    try:
        asked = json.loads(request.body)
    except (ValueError, RecursionError):
        return "The body is not JSON."
    if not isinstance(asked, dict):
        return "The body is not an object."
    if not str(asked.get("model") or "").startswith("sandbox"):
        return f"There is no model {asked.get('model')!r} here. The sandbox's is called {MODEL!r}."
    messages = asked.get("messages")
    if not isinstance(messages, list) or not messages or not all(isinstance(each, dict) for each in messages):
        return "messages has to be a list of objects, with one at least."
    return asked


def _tools(asked: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    """The offered tools' schemas by their names."""
    given = asked.get("tools")
    functions = [each.get("function") for each in given if isinstance(each, Mapping)] if isinstance(given, list) else []
    return {
        str(each.get("name")): parameters if isinstance(parameters := each.get("parameters"), Mapping) else {}
        for each in functions
        if isinstance(each, Mapping)
    }


def _size(asked: Mapping[str, object]) -> int:
    messages = asked["messages"]
    assert isinstance(messages, list)
    return max(1, sum(len(text_of(each)) for each in messages) // 4)


def _refusal(status: int, message: str, *, retry_after: int | None = None) -> HttpResponse:
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    error = {"message": message, "type": "sandbox_error", "param": None, "code": None}
    return JsonResponse({"error": error}, status=status, headers=headers)
