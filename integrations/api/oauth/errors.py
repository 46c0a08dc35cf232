"""Errors as OAuth writes them (RFC 6749, section 5.2)."""

from __future__ import annotations

from django.http import JsonResponse


class OAuthError(Exception):
    """``code`` is a word of the standard; the words say what to do."""

    def __init__(self, code: str, words: str, *, status: int = 400) -> None:
        super().__init__(words)
        self.code, self.words, self.status = code, words, status


def answer(error: OAuthError) -> JsonResponse:
    """For the endpoints that programs call."""
    body = {"error": error.code, "error_description": error.words}
    return JsonResponse(body, status=error.status, headers={"Cache-Control": "no-store"})
