"""Requests that may be sent again: the key by which they are recognised, in the body or as a header."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from integrations.api.serializers.strict import StrictSerializer
from integrations.catalog.projections.rest import IDEMPOTENCY_KEY

HEADER = "Idempotency-Key"
FIELD = "idempotency_key"
LONGEST = 120
PARAMETER = OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, description=IDEMPOTENCY_KEY)


class RepeatableSerializer(StrictSerializer):
    """Made with the context of ``header_of``; the key is in the validated data, wherever it was sent."""

    idempotency_key = serializers.CharField(required=False, max_length=LONGEST, help_text=IDEMPOTENCY_KEY)

    def problems_between_fields(self, raw: Mapping[str, object]) -> dict[str, str]:
        """A key said twice is said alike, and a header is a key."""
        header, problems = self._header, super().problems_between_fields(raw)
        if header is None:
            return problems
        if not 1 <= len(header) <= LONGEST:
            problems[HEADER] = f"The header has {len(header)} characters; a key has 1 to {LONGEST}."
        said = raw.get(FIELD)
        if said is not None and str(said).strip() != header:
            problems[FIELD] = (
                f"{str(said)[:LONGEST]!r} is not what the header {HEADER} says: {header[:LONGEST]!r}. Send one."
            )
        return problems

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        return value if self._header is None else {**value, FIELD: self._header}

    @property
    def _header(self) -> str | None:
        header: str | None = self.context.get(HEADER)
        return header


def header_of(request: Request) -> dict[str, str]:
    """The context in which the body of a repeatable request is read; the draft standard puts keys in quotes."""
    said = request.headers.get(HEADER)
    if said is None:
        return {}
    key = said.strip()
    is_quoted = len(key) >= 2 and key[0] == key[-1] == '"'
    return {HEADER: key[1:-1] if is_quoted else key}
