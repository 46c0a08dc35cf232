"""Reads JSON bodies; one that is nested without end is the caller's mistake, not ours."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class BoundedJSONParser(JSONParser):
    """DRF's parser, which lets Python's recursion limit through as an error of the server."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:  # DRF's own signature
        try:
            return super().parse(*args, **kwargs)
        except RecursionError:
            raise ParseError("The body is nested too deeply. Flatten it.") from None
