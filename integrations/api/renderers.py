"""How answers are written besides plain JSON."""

from __future__ import annotations

from collections.abc import Mapping

from rest_framework.renderers import BaseRenderer, JSONRenderer


class ProblemRenderer(JSONRenderer):
    """JSON for errors, so that a client that asks for CSV still gets a readable problem."""

    media_type = "application/problem+json"
    format = "problem"


class CsvRenderer(BaseRenderer):
    """A report's text as it was built; errors on the way become JSON."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self,
        data: object,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, object] | None = None,
    ) -> bytes:
        if isinstance(data, str):
            return data.encode()
        return bytes(JSONRenderer().render(data))
