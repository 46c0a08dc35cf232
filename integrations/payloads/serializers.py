"""The content of a row that refers to its result: a call's or a step's."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class ContentSerializer(serializers.Serializer[Any]):
    """How ``payloads.shown.content_fields`` look in the answer about such a row."""

    result = serializers.JSONField(
        read_only=True, allow_null=True, help_text="What came back; null where it is larger than 256 KB."
    )
    content = serializers.JSONField(
        read_only=True,
        allow_null=True,
        default=None,
        help_text="Of a larger result `{payload, size, preview}`: fetch it from /api/v1/payloads/<payload>/.",
    )
    withheld = serializers.CharField(
        read_only=True, allow_null=True, default=None, help_text="Why there is no content to see where there was one."
    )
