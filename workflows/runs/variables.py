"""What the variables of a drawing are where nobody has set them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from pydantic import JsonValue


def defaults_of(graph: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """By name; null where there is no default."""
    variables = cast(list[Mapping[str, JsonValue]], graph.get("variables") or [])
    return {str(each["name"]): each.get("default") for each in variables}
