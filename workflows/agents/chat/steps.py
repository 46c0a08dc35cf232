"""What the pages of chats ask and send while a person talks: messages, what became of them, answers to questions."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, cast
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from integrations.acting import actor_of, as_of_now
from integrations.actors import Actor
from integrations.errors import InputError, MachinaError, MethodNotAllowed, NotFound, Unauthenticated
from workflows.agents.approvals.answering import answer
from workflows.agents.chat import answers, conversations, links
from workflows.agents.chat.conversations import Speaker
from workflows.agents.chat.pages import COOKIE, of_browser
from workflows.agents.chat.speaking import say
from workflows.models import Approval, Chat, ChatLink

MOST_BODY = 64 * 1024


@dataclass(frozen=True)
class Talking:
    """Who talks in which conversation, and by what right answers are given."""

    speaker: Speaker
    chat: Chat
    page: str
    """Where the conversation is shown."""
    is_staff: bool
    still_may: Callable[[], None]
    decider: Callable[[], Actor]


def _staff(request: HttpRequest, deployment_id: UUID, chat_id: UUID) -> Talking:
    if not getattr(request.user, "is_staff", False):
        raise Unauthenticated("Sign in first.")
    actor = actor_of(request)
    conversations.require_speaker(actor)
    speaker = Speaker.of_actor(actor)
    chat = conversations.own_chat(speaker, chat_id)
    if chat.deployment_id != deployment_id:
        raise NotFound("There is no such conversation here.")
    page = reverse("chat-open", args=[deployment_id, chat_id])
    return Talking(speaker, chat, page, True, lambda: conversations.require_speaker(as_of_now(actor)), lambda: actor)


def _customer(request: HttpRequest, link_id: UUID, chat_id: UUID) -> Talking:
    try:
        link = of_browser(request, link_id)
    except Http404:
        raise NotFound("This link has ended, or it belongs to another browser. Ask for a new one.") from None
    browser = request.COOKIES.get(COOKIE, "")
    speaker = Speaker.of_link(link)
    chat = conversations.own_chat(speaker, chat_id)

    def still_may() -> None:
        locked = ChatLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        links.require_usable_by(locked, browser)

    page = f"{reverse('chat-with', args=[link_id])}?c={chat_id}"
    return Talking(speaker, chat, page, False, still_may, lambda: links.actor_of_link(link))


Find = Callable[[HttpRequest, UUID, UUID], Talking]


def _turns(find: Find) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, owner_id: UUID, chat_id: UUID) -> HttpResponse:
        """Messages behind ``after`` with their answers, to be asked again while one is under way."""

        def told() -> HttpResponse:
            talking = find(request, owner_id, chat_id)
            _require_method(request, "GET")
            given = request.GET.get("after", "0")
            after = int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0
            return JsonResponse({"turns": answers.turns(talking.chat, after=after, is_staff=talking.is_staff)})

        return _answered(told)

    return view


def _say(find: Find) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, owner_id: UUID, chat_id: UUID) -> HttpResponse:
        """Send a message: as JSON, or by the form where there is no script."""

        def told() -> HttpResponse:
            talking = find(request, owner_id, chat_id)
            _require_method(request, "POST")
            given = _given(request, "text", "key")
            turn = say(
                talking.speaker,
                talking.chat,
                given.get("text", ""),
                key=given.get("key", ""),
                still_may=talking.still_may,
            )
            if _is_form(request):
                return redirect(talking.page)
            return JsonResponse({"number": turn.number, "run": str(turn.run_id)}, status=202)

        return _answered(told)

    return view


def _decide(find: Find) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, owner_id: UUID, chat_id: UUID, approval_id: UUID) -> HttpResponse:
        """Answer what a run of this conversation asks before it goes on."""

        def told() -> HttpResponse:
            talking = find(request, owner_id, chat_id)
            _require_method(request, "POST")
            decision = _given(request, "decision").get("decision")
            if decision not in ("approve", "refuse"):
                raise InputError("Say approve or refuse.", field="decision")
            runs = talking.chat.turns.values_list("run_id", flat=True)
            if not Approval.objects.filter(pk=approval_id, run__in=runs).exists():
                raise NotFound("Nothing of this conversation waits for that answer.")
            with transaction.atomic():
                talking.still_may()
                done = answer(talking.decider(), approval_id, cast(Literal["approve", "refuse"], decision))
            return JsonResponse({"state": done.state})

        return _answered(told)

    return view


def _answered(do: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        response = do()
    except MachinaError as error:
        problem = {"type": f"urn:machina:error:{error.code}", "title": error.title, "status": error.status}
        response = JsonResponse(problem | error.as_dict(), status=error.status, content_type="application/problem+json")
    response["Cache-Control"] = "no-store"
    return response


def _require_method(request: HttpRequest, method: str) -> None:
    """After who asks is known: nobody learns what there is here. Raises MethodNotAllowed."""
    if request.method != method:
        raise MethodNotAllowed(f"This takes {method}.")


def _is_form(request: HttpRequest) -> bool:
    return request.content_type != "application/json"


def _given(request: HttpRequest, *names: str) -> dict[str, str]:
    """Texts by these names. Raises InputError."""
    if _is_form(request):
        return {name: request.POST[name] for name in (*names,) if name in request.POST}
    if len(request.body) > MOST_BODY:
        raise InputError("That is too long.", field="text")
    try:
        given = json.loads(request.body)
    except (ValueError, RecursionError):
        raise InputError("Send a JSON object.") from None
    if not isinstance(given, dict) or not all(isinstance(given.get(name, ""), str) for name in names):
        raise InputError(f"Send a JSON object with texts: {', '.join(names)}.")
    return {name: given[name] for name in names if name in given}


staff_turns, staff_say, staff_decide = _turns(_staff), _say(_staff), _decide(_staff)
customer_turns, customer_say, customer_decide = _turns(_customer), _say(_customer), _decide(_customer)
