"""Files in and out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from integrations.api.serializers.strict import StrictSerializer
from integrations.holders import holder_problem
from integrations.models import StoredFile


@extend_schema_field({"type": "string", "format": "binary"})
class ContentField(serializers.Field[Any, Any, Any, Any]):
    """A part of a form that is a file, or a request whose body is one. Its bytes are not read here."""

    def to_internal_value(self, data: Any) -> UploadedFile[Any] | Request:
        if not isinstance(data, UploadedFile | Request):
            raise serializers.ValidationError("Send the file itself, as a part with a file name.")
        return data


class FileUpload(StrictSerializer):
    """A file, and whose it is."""

    file = ContentField(help_text="The content; its own name and media type are kept.")
    customer = serializers.SlugField(required=False, max_length=64, help_text="Key of the customer whose file it is.")
    account_mode = serializers.ChoiceField(
        choices=("owner", "customer"), required=False, help_text="owner for a file of the operator's own."
    )
    filename = serializers.CharField(
        required=False, allow_blank=True, max_length=255, help_text="A name in place of its own."
    )

    def problems_between_fields(self, raw: Mapping[str, object]) -> dict[str, str]:
        """Whose file it is, is always named."""
        wrong = holder_problem(raw.get("account_mode"), raw.get("customer"), field="customer")
        return {wrong.field: wrong.message} if wrong else {}


class FileSerializer(serializers.ModelSerializer[StoredFile]):
    """A stored file without its content."""

    file_id = serializers.UUIDField(source="pk", read_only=True)
    filename = serializers.CharField(source="name", read_only=True)

    class Meta:
        model = StoredFile
        fields = ("file_id", "filename", "mime_type", "size", "sha256", "expires_at")
        read_only_fields = fields
