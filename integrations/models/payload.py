"""Owned by payloads: contents of calls and steps, kept once and for a time, and stored files."""

from __future__ import annotations

import uuid

from django.db import models


class Payload(models.Model):
    """One JSON value of a holder: a customer's, or without customer the owner's. Never changed, only forgotten.

    Rows of other packages refer to it without a constraint, so that forgetting it touches none of them: a reference
    to a payload that is gone means that its content is no longer kept.
    """

    class Encoding(models.TextChoices):
        PLAIN = "plain"
        ZSTD = "zstd"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey("integrations.Customer", null=True, on_delete=models.CASCADE, related_name="payloads")
    encoding = models.CharField(max_length=5, choices=Encoding.choices)
    content = models.BinaryField(help_text="JSON in UTF-8, compressed or plain as ``encoding`` says.")
    size = models.PositiveIntegerField(help_text="Bytes of the plain JSON.")
    sha256 = models.BinaryField(max_length=32, help_text="Of the plain JSON.")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=("expires_at",), name="payload_expiry")]

    def __str__(self) -> str:
        return f"payload {self.id}"


class StoredFile(models.Model):
    """Content that is too large for JSON: an attachment or a download. The bytes lie in Django's default storage."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey("integrations.Customer", null=True, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    mime_type = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "id")
        indexes = [models.Index(fields=("expires_at",), name="file_expiry")]

    def __str__(self) -> str:
        return self.name
