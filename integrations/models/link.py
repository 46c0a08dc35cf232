"""Owned by connect: connect links, the attempts made from them or by an operator, and mailed codes."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class ConnectLink(models.Model):
    """The one-time address a customer opens to connect. Token, browser and code are stored as hashes only."""

    class State(models.TextChoices):
        OPEN = "open"
        BOUND = "bound"
        FINISHED = "finished"
        EXPIRED = "expired"
        REVOKED = "revoked"

    class Verification(models.TextChoices):
        EMAIL_CODE = "email_code", "Code by e-mail"
        EXPECTED_ACCOUNT = "expected_account", "Expected account only"
        OPERATOR = "operator", "Confirmed by an operator"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey("integrations.Customer", on_delete=models.CASCADE, related_name="links")
    services = models.JSONField()
    verification = models.CharField(max_length=16, choices=Verification.choices, default=Verification.EMAIL_CODE)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    return_url = models.URLField(max_length=2000, blank=True)
    origin = models.CharField(
        max_length=300, blank=True, help_text="The origin of a page of the operator's that opens the link in a window."
    )
    reconnect = models.ForeignKey(
        "integrations.Connection",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Only the account of this connection is accepted.",
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    expires_at = models.DateTimeField()
    browser_hash = models.CharField(max_length=64, blank=True, editable=False)
    finished_providers = models.JSONField(default=list, editable=False)
    created_by = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("-created_at", "id")

    def __str__(self) -> str:
        return f"Link of {self.created_at:%d %b %Y, %H:%M}"


class MailedCode(models.Model):
    """Six digits that were mailed, bound to one browser: 10 minutes, 5 tries."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code_hash = models.CharField(max_length=64)
    browser_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class LinkCode(MailedCode):
    """A code that opens a connect link, mailed to its customer's contact."""

    link = models.ForeignKey(ConnectLink, on_delete=models.CASCADE, related_name="codes")
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=("link", "sent_at"), name="link_code_sent")]

    def __str__(self) -> str:
        return f"code of {self.link_id}"


class MailboxCode(MailedCode):
    """A code that shows the reader of a mailbox what is connected for him; once used, the proof that he reads it.

    ``sent_at`` is null where the code of a link has proved the same.
    """

    address = models.CharField(max_length=254)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=("address", "sent_at"), name="mailbox_code_sent"),
            models.Index(fields=("browser_hash", "used_at"), name="mailbox_code_proof"),
        ]

    def __str__(self) -> str:
        return f"code of {self.address}"


class ConnectAttempt(models.Model):
    """One start of connecting: 10 minutes, claimed once by an atomic UPDATE before anything is taken in.

    ``oauth_app`` is null where the credential is filled in on a page of ours.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.CharField(max_length=64)
    oauth_app = models.ForeignKey("integrations.OAuthApp", null=True, on_delete=models.CASCADE, related_name="attempts")
    customer = models.ForeignKey("integrations.Customer", null=True, on_delete=models.CASCADE, related_name="attempts")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    link = models.ForeignKey(ConnectLink, null=True, on_delete=models.CASCADE, related_name="attempts")
    reconnect = models.ForeignKey("integrations.Connection", null=True, on_delete=models.CASCADE, related_name="+")
    services = models.JSONField(default=list)
    scopes = models.JSONField(default=list)
    return_url = models.URLField(max_length=2000, blank=True)
    start_hash = models.CharField(max_length=64, blank=True, db_index=True)
    start_expires_at = models.DateTimeField(null=True)
    session_hash = models.CharField(max_length=64, blank=True, help_text="The staff session that may start it.")
    state_hash = models.CharField(max_length=64, blank=True, db_index=True)
    nonce_hash = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    connection = models.ForeignKey(
        "integrations.Connection", null=True, on_delete=models.SET_NULL, related_name="attempts"
    )
    error_code = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=("expires_at",), name="attempt_expiry")]

    def __str__(self) -> str:
        return f"attempt {self.id}"
