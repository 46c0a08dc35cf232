"""Owned by sandbox: invented people, what they allowed which client, and the tokens of it."""

from __future__ import annotations

from django.db import models


class Account(models.Model):
    """One invented person at one provider."""

    provider = models.CharField(max_length=32)
    subject = models.CharField(max_length=64, help_text="The provider's own id of the account.")
    email = models.EmailField()
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100, blank=True)
    hosted_domain = models.CharField(max_length=253, blank=True, help_text="The Workspace domain; empty for consumers.")
    time_zone = models.CharField(max_length=64, default="Europe/Berlin")
    unfilled = models.JSONField(default=list, help_text="APIs whose content is made when they are first looked at.")
    is_bot = models.BooleanField(default=False, help_text="An app's own account: nobody signs in with it.")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("provider", "subject"), name="sandbox_account_subject"),
            models.UniqueConstraint(fields=("provider", "email"), name="sandbox_account_email"),
        )

    def __str__(self) -> str:
        return self.email

    @property
    def name(self) -> str:
        """The full name, as profiles show it."""
        return f"{self.given_name} {self.family_name}".strip()


class Consent(models.Model):
    """Everything one account allowed one client; it ends as a whole, with all its tokens."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="consents")
    client_id = models.CharField(max_length=200)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "client_id"), name="sandbox_consent_client"),)

    def __str__(self) -> str:
        return f"{self.client_id} for {self.account}"


class AuthorizationCode(models.Model):
    """A code between consent and exchange; only its hash is kept."""

    code_hash = models.CharField(max_length=64, unique=True)
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="codes")
    redirect_uri = models.TextField()
    scopes = models.JSONField()
    code_challenge = models.CharField(max_length=128, blank=True)
    code_challenge_method = models.CharField(max_length=8, blank=True)
    nonce = models.TextField(blank=True)
    details = models.JSONField(default=dict, help_text="What else the vendor's exchange needs.")
    with_refresh_token = models.BooleanField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"code {self.pk}"


class Token(models.Model):
    """An access or refresh token; only its hash is kept."""

    class Kind(models.TextChoices):
        ACCESS = "access"
        REFRESH = "refresh"

    token_hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="tokens")
    scopes = models.JSONField()
    expires_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True, help_text="When a rotated refresh token was exchanged.")

    def __str__(self) -> str:
        return f"{self.kind} token {self.pk}"


class SigningKey(models.Model):
    """The key that signs a provider's id tokens, made on first use and shared by all processes."""

    provider = models.CharField(max_length=32, unique=True)
    key_id = models.CharField(max_length=32)
    private_pem = models.TextField()

    def __str__(self) -> str:
        return self.key_id
