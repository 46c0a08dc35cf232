"""Rendering the pages of connect, with the headers all of them carry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from integrations.connect.operator_settings import operator_settings

ResponseT = TypeVar("ResponseT", bound=HttpResponse)

HEADERS = {
    # Addresses of these pages hold secrets of their own: they are neither kept nor told to other sites.
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    # The window that the editor opened must stay in reach of the editor.
    "Cross-Origin-Opener-Policy": "unsafe-none",
}


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object] | None = None,
    *,
    status: int = 200,
    leads_to: Iterable[str] = (),
) -> HttpResponse:
    """A page of connect. ``leads_to``: where its forms redirect to, which browsers hold against form-action."""
    shown = {"operator": operator_settings(), **(context or {})}
    response = render(request, f"connect/{template}.html", shown, status=status)
    origins = sorted({_origin(address) for address in leads_to})
    if origins:
        vars(response)["_csp_replace"] = {"form-action": ["'self'", *origins]}  # read by django-csp
    return _with_headers(response)


def message(request: HttpRequest, title: str, text: str, *, status: int, shows_accounts: bool = False) -> HttpResponse:
    """A plain page that says one thing, with the way to the lasting page if that helps."""
    context = {"title": title, "text": text, "shows_accounts": shows_accounts}
    return page(request, "message", context, status=status)


def refused(request: HttpRequest) -> HttpResponse:
    """A callback that belongs to no attempt of this browser: what it brought is neither used nor shown."""
    return message(
        request,
        "This sign-in cannot be completed",
        "It was not started in this browser, it took longer than ten minutes, or it was already used. Nothing has"
        " been connected. Go back to where you started and try again.",
        status=400,
    )


def say(request: HttpRequest, text: str, *, is_error: bool = False) -> None:
    """Show this once, at the top of the next page of connect."""
    messages.add_message(request, messages.ERROR if is_error else messages.SUCCESS, text, extra_tags="connect")


def redirect(address: str) -> HttpResponseRedirect:
    """Lead on, to a page of ours or to a provider."""
    return _with_headers(HttpResponseRedirect(address))


def _with_headers(response: ResponseT) -> ResponseT:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
