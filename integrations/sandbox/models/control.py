"""Owned by sandbox: how it shall behave, and what it was asked. Rows, because several processes share them."""

from __future__ import annotations

from typing import Self

from django.db import models


class Behaviour(models.Model):
    """The one row of settings that hold for everyone."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    access_token_seconds = models.PositiveIntegerField(default=3600)
    rotate_refresh_tokens = models.BooleanField(default=False)
    history_seconds = models.PositiveIntegerField(
        default=7 * 24 * 3600, help_text="How long Gmail's history reaches back."
    )
    sync_token_seconds = models.PositiveIntegerField(default=7 * 24 * 3600, help_text="How long a sync token is good.")
    clock_offset_seconds = models.BigIntegerField(default=0, help_text="How far the sandbox's clock is ahead.")

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="sandbox_one_behaviour"),)

    def __str__(self) -> str:
        return "behaviour"

    @classmethod
    def current(cls) -> Self:
        """The stored row, or the defaults as long as nobody changed anything."""
        return next(iter(cls.objects.filter(pk=1)), None) or cls()


class Rule(models.Model):
    """One misbehaviour: which requests it meets, how often, and what happens to them."""

    provider = models.CharField(max_length=32, default="google")
    method = models.CharField(max_length=200, help_text="A method's id, the beginning of one up to a dot, or *.")
    times = models.PositiveIntegerField(null=True, help_text="How many requests it still meets; empty means all.")
    status = models.PositiveSmallIntegerField(null=True)
    retry_after = models.PositiveIntegerField(null=True, help_text="Seconds, sent as Retry-After.")
    delay_ms = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=64, blank=True)
    error = models.CharField(max_length=64, blank=True, help_text="An OAuth error, such as invalid_grant.")
    drop_after_effect = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.provider} {self.method}"


class RequestRecord(models.Model):
    """One request as tests count them: never a token, an address line or a body."""

    provider = models.CharField(max_length=32)
    method = models.CharField(max_length=200, db_index=True)
    detail = models.CharField(max_length=200, blank=True)
    status = models.PositiveSmallIntegerField()
    account = models.CharField(max_length=254, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.method} {self.status}"
