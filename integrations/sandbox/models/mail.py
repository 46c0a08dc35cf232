"""Owned by sandbox: Gmail mailboxes. What a search asks for is computed once, when a message is stored."""

from __future__ import annotations

import html

from django.db import models

from integrations.sandbox.models.identity import Account


class Mailbox(models.Model):
    """The mail of one account, and the counter that numbers every change in it."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="mailbox")
    history_id = models.PositiveBigIntegerField(default=1000)
    history_floor = models.PositiveBigIntegerField(default=1000, help_text="Changes up to here are forgotten.")
    vacation = models.JSONField(default=dict, help_text="The automatic reply, in Google's own shape.")

    def __str__(self) -> str:
        return f"mailbox of {self.account}"


class Label(models.Model):
    """A system or user label."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="labels")
    label_id = models.CharField(max_length=64)
    name = models.CharField(max_length=225)
    is_system = models.BooleanField(default=False)
    message_list_visibility = models.CharField(max_length=8, blank=True)
    label_list_visibility = models.CharField(max_length=20, blank=True)
    text_color = models.CharField(max_length=7, blank=True)
    background_color = models.CharField(max_length=7, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("mailbox", "label_id"), name="sandbox_label_id"),
            models.UniqueConstraint(fields=("mailbox", "name"), name="sandbox_label_name"),
        )

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """One message: the bytes as they came, the payload as Gmail shows it, and words to search in.

    A column of words holds casefolded words between single spaces, so that a search for whole words or for a
    phrase is a search for a substring.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="messages")
    message_id = models.CharField(max_length=16)
    thread_id = models.CharField(max_length=16)
    rfc822_id = models.CharField(max_length=998, blank=True, db_index=True)
    internal_date = models.PositiveBigIntegerField(help_text="Milliseconds since 1970.")
    history_id = models.PositiveBigIntegerField()
    size_estimate = models.PositiveIntegerField()
    snippet = models.TextField(blank=True)
    subject = models.TextField(blank=True, help_text="Without Re: and Fwd:, to find the thread of an answer.")
    has_attachment = models.BooleanField(default=False)
    from_words = models.TextField(blank=True)
    to_words = models.TextField(blank=True)
    cc_words = models.TextField(blank=True)
    bcc_words = models.TextField(blank=True)
    subject_words = models.TextField(blank=True)
    filename_words = models.TextField(blank=True)
    all_words = models.TextField(blank=True)
    payload = models.JSONField()
    raw = models.BinaryField()
    labels = models.ManyToManyField(Label, related_name="messages")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mailbox", "message_id"), name="sandbox_message_id"),)
        indexes = (
            models.Index(fields=("mailbox", "-internal_date", "-id"), name="sandbox_message_newest"),
            models.Index(fields=("mailbox", "thread_id"), name="sandbox_message_thread"),
        )

    def __str__(self) -> str:
        return self.message_id

    @property
    def snippet_text(self) -> str:
        """The snippet as text; Gmail's own form, which is stored, is escaped HTML."""
        return html.unescape(self.snippet)


class Draft(models.Model):
    """A message that has not been sent."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="drafts")
    draft_id = models.CharField(max_length=24)
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="draft")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mailbox", "draft_id"), name="sandbox_draft_id"),)

    def __str__(self) -> str:
        return self.draft_id


class HistoryRecord(models.Model):
    """One numbered change. It names the message by id, because the message may be gone."""

    class Change(models.TextChoices):
        MESSAGE_ADDED = "messageAdded"
        MESSAGE_DELETED = "messageDeleted"
        LABEL_ADDED = "labelAdded"
        LABEL_REMOVED = "labelRemoved"

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="history")
    history_id = models.PositiveBigIntegerField()
    change = models.CharField(max_length=16, choices=Change)
    message_id = models.CharField(max_length=16)
    thread_id = models.CharField(max_length=16)
    changed_label_ids = models.JSONField(default=list)
    label_ids = models.JSONField(default=list, help_text="The message's labels after the change.")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("mailbox", "history_id"), name="sandbox_history_order"),)

    def __str__(self) -> str:
        return f"{self.history_id} {self.change}"
