"""Owned by api: programs that came by OAuth 2.1, and what people have allowed them."""

from __future__ import annotations

import uuid

from django.db import models


class AgentClient(models.Model):
    """A program that has registered itself (RFC 7591), such as an editor or a chat; it has no secret."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    redirect_uris = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class AgentConsent(models.Model):
    """An operator has let a program act for one customer, up to a level, at one resource.

    Code and refresh tokens are kept as hashes, each is good once; one that comes a second time ends the consent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(AgentClient, on_delete=models.CASCADE, related_name="consents")
    customer = models.ForeignKey("integrations.Customer", on_delete=models.CASCADE, related_name="agent_consents")
    given_by = models.CharField(max_length=64, help_text="Id of the operator.")
    tools = models.CharField(max_length=11)
    resource = models.CharField(max_length=300)
    redirect_uri = models.CharField(max_length=2_000)
    challenge = models.CharField(max_length=128)
    code_hash = models.CharField(max_length=64, unique=True)
    code_expires_at = models.DateTimeField()
    code_used_at = models.DateTimeField(null=True)
    refresh_hash = models.CharField(max_length=64, blank=True, db_index=True)
    earlier_refresh_hash = models.CharField(max_length=64, blank=True, db_index=True)
    refresh_expires_at = models.DateTimeField(null=True)
    key = models.OneToOneField(
        "integrations.ApiKey", null=True, on_delete=models.SET_NULL, related_name="consent", help_text="Its access."
    )
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"consent of {self.created_at:%d %b %Y, %H:%M:%S}"
