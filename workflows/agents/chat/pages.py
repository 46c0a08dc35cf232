"""The pages of chats: for staff who are signed in, and for a customer's person with a link. No GET changes anything."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypedDict
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied as Forbidden
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from integrations.acting import actor_of
from integrations.errors import MachinaError, PermissionDenied
from workflows.agents.chat import answers, conversations, links
from workflows.agents.chat.conversations import Speaker
from workflows.agents.chat.speaking import LONGEST_TEXT
from workflows.models import Chat, ChatLink, Trigger


class Facts(TypedDict):
    """What the page's script begins with."""

    base: str
    """Below which the open conversation takes messages; empty without one."""
    staff: bool
    approves: bool
    workflow: str


COOKIE = "machina_chat"
"""What a browser is known by to the links that it has opened."""
ENDED = {
    "revoked": ("This link was withdrawn", "Ask whoever sent it to you for a new one."),
    "expired": ("This link has expired", "Ask whoever sent it to you for a new one."),
    "bound": (
        "This link is already in use",
        "It was opened in another browser. Go on there, or ask whoever sent it to you to free it.",
    ),
}


def staff_page(request: HttpRequest, deployment_id: UUID, chat_id: UUID | None = None) -> HttpResponse:
    """Their conversations with a deployment, one of them open."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not getattr(request.user, "is_staff", False):
        raise Forbidden("Only staff may chat here.")
    with refused():
        actor = actor_of(request)
        deployment = conversations.find_deployment(actor, deployment_id)
        speaker = Speaker.of_actor(actor)
        mine = conversations.conversations(speaker, deployment)
        chat = conversations.own_chat(speaker, chat_id) if chat_id else None
        trigger = conversations.chat_trigger(deployment)
    base = reverse("chat", args=[deployment.pk])
    context = {
        **_shown(trigger, chat, is_staff=True),
        "whose": deployment.customer.name if deployment.customer else "Owner",
        "conversations": [(each, f"{base}{each.pk}/", chat is not None and each.pk == chat.pk) for each in mine],
        "begin": f"{base}new",
        "workflow": deployment.workflow_id,
        "is_staff": True,
    }
    facts = Facts(
        base=f"{base}{chat.pk}/" if chat else "", staff=True, approves=True, workflow=str(deployment.workflow_id)
    )
    return _private(render(request, "chat/chat.html", {**context, "facts": facts}))


def staff_new(request: HttpRequest, deployment_id: UUID) -> HttpResponse:
    """Begin a conversation."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("chat", args=[deployment_id]))
    if not getattr(request.user, "is_staff", False) or request.method != "POST":
        raise Forbidden("Only staff may chat here, and a conversation is begun by its button.")
    with refused():
        actor = actor_of(request)
        deployment = conversations.find_deployment(actor, deployment_id)
        chat = conversations.begin(Speaker.of_actor(actor), deployment)
    return redirect("chat-open", deployment.pk, chat.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def link_page(request: HttpRequest, token: str) -> HttpResponse:
    """A customer's way in: GET shows what it is, POST binds it to this browser."""
    link = links.link_of_token(token)
    if link is None:
        raise Http404
    browser = request.COOKIES.get(COOKIE, "")
    if links.is_usable_by(link, browser):
        return _private(redirect("chat-with", link.pk))
    state = links.state_of(link)
    if state == "open" and request.method == "POST":
        browser = browser or secrets.token_urlsafe(32)
        if links.bind(link, browser):
            return _private(_remembering(redirect("chat-with", link.pk), browser))
        link.refresh_from_db()
        state = links.state_of(link)
        state = "bound" if state == "open" else state
    if state != "open":
        title, words = ENDED[state]
        return _private(render(request, "chat/ended.html", {"title": title, "words": words}, status=410))
    return _private(render(request, "chat/welcome.html", _welcome(link)))


def customer_page(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """The conversation of a link, in the browser that it is bound to."""
    link = of_browser(request, link_id)
    speaker = Speaker.of_link(link)
    with refused():
        trigger = conversations.chat_trigger(link.deployment)
        mine = conversations.conversations(speaker, link.deployment)
        asked = request.GET.get("c", "")
        chat = conversations.own_chat(speaker, UUID(asked)) if _is_uuid(asked) else next(iter(mine), None)
    home = reverse("chat-with", args=[link.pk])
    context = {
        **_shown(trigger, chat, is_staff=False),
        "whose": link.customer.name,
        "conversations": [(each, f"{home}?c={each.pk}", chat is not None and each.pk == chat.pk) for each in mine],
        "begin": f"{home}new",
        "is_staff": False,
    }
    facts = Facts(base=f"{home}{chat.pk}/" if chat else "", staff=False, approves=link.may_approve, workflow="")
    return _private(render(request, "chat/chat.html", {**context, "facts": facts}))


def customer_new(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Begin a conversation with a link."""
    link = of_browser(request, link_id)
    if request.method != "POST":
        raise Http404
    with refused():
        conversations.chat_trigger(link.deployment)
        chat = conversations.begin(Speaker.of_link(link), link.deployment)
    return redirect(f"{reverse('chat-with', args=[link.pk])}?c={chat.pk}")


def of_browser(request: HttpRequest, link_id: UUID) -> ChatLink:
    """The link, if this browser has it and it has not ended. Raises Http404."""
    found = ChatLink.objects.select_related("customer", "deployment__customer", "deployment__workflow")
    link = found.filter(pk=link_id).first()
    if link is None or not links.is_usable_by(link, request.COOKIES.get(COOKIE, "")):
        raise Http404
    return link


@contextmanager
def refused() -> Iterator[None]:
    """Turns what actions refuse into the pages that say so."""
    try:
        yield
    except PermissionDenied as error:
        raise Forbidden(error.detail) from error
    except MachinaError as error:
        raise Http404(error.detail) from error


def _shown(trigger: Trigger, chat: Chat | None, *, is_staff: bool) -> dict[str, Any]:
    parameters = trigger.parameters
    suggestions = parameters.get("suggestions")
    return {
        "chat": chat,
        "title": str(parameters.get("title") or "Assistant")[:80],
        "greeting": str(parameters.get("greeting") or "")[:500],
        "suggestions": [str(each)[:120] for each in suggestions[:4]] if isinstance(suggestions, list) else [],
        "turns": answers.turns(chat, is_staff=is_staff) if chat else [],
        "longest": LONGEST_TEXT,
    }


def _welcome(link: ChatLink) -> dict[str, Any]:
    with refused():
        parameters = conversations.chat_trigger(link.deployment).parameters
    return {
        "title": str(parameters.get("title") or "Assistant")[:80],
        "greeting": str(parameters.get("greeting") or "")[:500],
        "whose": link.customer.name,
        "expires_at": link.expires_at,
    }


def _remembering(response: HttpResponse, browser: str) -> HttpResponse:
    response.set_cookie(
        COOKIE,
        browser,
        max_age=int(links.LONGEST.total_seconds()),
        path="/chat/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
