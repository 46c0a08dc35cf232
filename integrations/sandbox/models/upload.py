"""Owned by sandbox: resumable uploads between their first request and their last byte."""

from __future__ import annotations

from django.db import models

from integrations.sandbox.models.identity import Account


class UploadSession(models.Model):
    """The checked request that started an upload, and the bytes received so far."""

    upload_hash = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="uploads")
    verb = models.CharField(max_length=8)
    path = models.TextField()
    query = models.JSONField()
    body = models.TextField(blank=True, help_text="The JSON that came with the first request.")
    media_type = models.CharField(max_length=200, blank=True)
    received = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return f"upload {self.pk} to {self.path}"
