"""Keyset pages: ``{"results": […], "next": url | null}`` with ``limit`` up to 200."""

from __future__ import annotations

from datetime import UTC, datetime

from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from integrations.errors import FieldError, InputError

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MAX_DIGITS = 9
"""More are no number that anybody means, and Python refuses to read some thousand of them."""


class KeysetPagination(CursorPagination):
    """DRF's cursor pages, newest first unless the view sets ``ordering``."""

    page_size = DEFAULT_LIMIT
    page_size_query_param = "limit"
    max_page_size = MAX_LIMIT
    ordering = ("-created_at", "-id")

    def get_page_size(self, request: Request) -> int:
        raw = request.query_params.get("limit", str(DEFAULT_LIMIT))
        if not raw.isascii() or not raw.isdigit() or len(raw) > MAX_DIGITS or not 1 <= int(raw) <= MAX_LIMIT:
            message = f"{raw[:40]!r} is not a number from 1 to {MAX_LIMIT}."
            raise InputError(f"limit: {message}", errors=[FieldError("limit", message)])
        return int(raw)

    def decode_cursor(self, request: Request) -> Cursor | None:
        try:
            cursor = super().decode_cursor(request)
        except NotFound as error:
            raise _wrong_cursor() from error
        if cursor is not None and cursor.position is not None and not _is_moment(str(cursor.position)):
            raise _wrong_cursor()
        return cursor

    def get_ordering(self, request: Request, queryset: object, view: object) -> tuple[str, ...]:
        return tuple(getattr(view, "ordering", self.ordering))

    def get_paginated_response(self, data: object) -> Response:
        return Response({"results": data, "next": self.get_next_link()})

    def get_paginated_response_schema(self, schema: dict[str, object]) -> dict[str, object]:
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": {"type": "array", "items": schema},
                "next": {"type": ["string", "null"], "format": "uri", "description": "Address of the next page."},
            },
        }


def _is_moment(position: str) -> bool:
    """Whether it is what ``encode_cursor`` writes: every list is ordered by a moment first."""
    try:
        moment = datetime.fromisoformat(position)
        return moment.tzinfo is not None and moment.astimezone(UTC) is not None
    except (ValueError, OverflowError):
        return False


def _wrong_cursor() -> InputError:
    message = "This cursor is not one of ours; follow the `next` address of a list."
    return InputError(message, errors=[FieldError("cursor", message)])
