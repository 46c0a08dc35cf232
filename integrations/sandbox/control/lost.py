"""An answer that gets lost on its way: what happened is done, and the client cannot know it."""

from __future__ import annotations

from django.http import HttpResponse


class AnswerLost(Exception):
    """Raised after the effect; the view sends what no client can read."""


def unreadable_answer() -> HttpResponse:
    """A 200 whose body cannot be decoded, so that every client fails at once while reading it.

    A view cannot cut the connection the same way under WSGI and ASGI, and a body that is shorter than announced
    would leave the client waiting for its own timeout.
    """
    response = HttpResponse(b"\x00lost", content_type="application/json")
    response["Content-Encoding"] = "gzip"
    return response
