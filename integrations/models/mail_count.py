"""Owned by connect: how many mails have gone out lately, so that nobody is mailed without end."""

from __future__ import annotations

from django.db import models


class MailCount(models.Model):
    """The mails of one kind to one recipient, or about one link or customer: a row that is locked while it counts.

    Recipients are kept as keyed hashes.
    """

    key = models.CharField(primary_key=True, max_length=120)
    sent = models.JSONField(default=list, help_text="When, in seconds since 1970, the last day's mails went out.")
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    def __str__(self) -> str:
        return self.key
