"""Reading Google's answers strictly: googleapiclient hands on as text what is not JSON."""

from __future__ import annotations

import json
from typing import Any

from googleapiclient.model import JsonModel


class NotJson(Exception):
    """A success was announced, and its content is no JSON object, or there is none."""


class StrictJson(JsonModel):
    """Every answer of Google's that has content is an object."""

    def deserialize(self, content: Any) -> Any:
        try:
            document = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise NotJson from error
        if not isinstance(document, dict):
            raise NotJson
        return document
