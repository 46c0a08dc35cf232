"""The base of inputs: unknown fields are refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):  # data goes on to actions, never into an instance
    """An input body: every field it does not know, or may not set, is an error at that field."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            unknown = sorted(str(name) for name in data if name not in known)
            if unknown:
                expected = ", ".join(sorted(known))
                raise serializers.ValidationError(
                    dict.fromkeys(unknown, f"Unknown field. Expected one of: {expected}.")
                )
        return super().to_internal_value(data)
