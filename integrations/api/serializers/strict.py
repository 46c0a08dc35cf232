"""The base of inputs: unknown fields are refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):  # data goes on to actions, never into an instance
    """An input body: every field it does not know, or may not set, is an error at that field, beside all others."""

    def problems_between_fields(self, raw: Mapping[str, object]) -> dict[str, str]:
        """Rules over several fields, checked on the raw body so that they are said together with all others."""
        return {}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        problems: dict[str, Any] = {**self._unknown(data), **self.problems_between_fields(data)}
        value = None
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            problems.update(error.detail)  # a field's own error says more than a rule about several
        if problems:
            raise serializers.ValidationError(problems)
        return value

    def _unknown(self, data: Mapping[str, object]) -> dict[str, str]:
        known = {name for name, field in self.fields.items() if not field.read_only}
        message = f"Unknown field. Expected one of: {', '.join(sorted(known))}."
        return dict.fromkeys(sorted(str(name) for name in data if name not in known), message)


class IdField(serializers.UUIDField):
    """An id as text. DRF would make one of any number, and of true."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)
