"""Owned by sandbox: what Slack's workspaces hold."""

from __future__ import annotations

from typing import Any

from django.db import models

from integrations.sandbox.models.identity import Account


class SlackTeam(models.Model):
    """A workspace."""

    team_id = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=100)
    domain = models.CharField(max_length=100, unique=True, help_text="Its part of the address: acme.slack.com.")
    last_ts = models.BigIntegerField(default=0, help_text="The newest time of a message in microseconds, given once.")

    def __str__(self) -> str:
        return self.name


class SlackMember(models.Model):
    """Somebody in a workspace: a person, or the bot of an app. Who can sign in has an account."""

    team = models.ForeignKey(SlackTeam, on_delete=models.CASCADE, related_name="members")
    account = models.OneToOneField(Account, null=True, on_delete=models.CASCADE, related_name="slack_member")
    user_id = models.CharField(max_length=32)
    handle = models.CharField(max_length=80)
    real_name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)
    bot_id = models.CharField(max_length=32, blank=True)
    is_deleted = models.BooleanField(default=False)
    time_zone = models.CharField(max_length=64, default="Europe/Berlin")
    status_text = models.CharField(max_length=100, blank=True)
    status_emoji = models.CharField(max_length=100, blank=True)
    status_expiration = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("team", "user_id"), name="sandbox_slack_user"),)

    def __str__(self) -> str:
        return f"{self.handle} in {self.team}"


class SlackConversation(models.Model):
    """A channel, or a conversation of a few people."""

    class Kind(models.TextChoices):
        PUBLIC = "public_channel"
        PRIVATE = "private_channel"
        DIRECT = "im"
        GROUP = "mpim"

    team = models.ForeignKey(SlackTeam, on_delete=models.CASCADE, related_name="conversations")
    channel_id = models.CharField(max_length=32)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=16, choices=Kind)
    topic = models.CharField(max_length=250, blank=True)
    purpose = models.CharField(max_length=250, blank=True)
    is_general = models.BooleanField(default=False)
    is_archived = models.BooleanField(default=False)
    created_at = models.BigIntegerField(help_text="Seconds of the epoch.")
    creator = models.ForeignKey(SlackMember, on_delete=models.CASCADE, related_name="made")
    members = models.ManyToManyField(SlackMember, related_name="conversations")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("team", "channel_id"), name="sandbox_slack_channel"),)

    def __str__(self) -> str:
        return f"{self.name} in {self.team}"


class SlackPost(models.Model):
    """A message. Its time is its name in the conversation."""

    conversation = models.ForeignKey(SlackConversation, on_delete=models.CASCADE, related_name="posts")
    ts = models.CharField(max_length=20)
    thread_ts = models.CharField(max_length=20, blank=True, help_text="The first message's, also of that one itself.")
    author = models.ForeignKey(SlackMember, on_delete=models.CASCADE, related_name="posts")
    text = models.TextField(blank=True)
    subtype = models.CharField(max_length=40, blank=True)
    edited_ts = models.CharField(max_length=20, blank=True)
    post_at = models.BigIntegerField(null=True, help_text="Of a scheduled one: when it will be there.")
    made_at = models.BigIntegerField(default=0, help_text="Of a scheduled one: when it was put off.")
    scheduled_id = models.CharField(max_length=32, blank=True)
    only_for = models.ForeignKey(SlackMember, null=True, on_delete=models.CASCADE, related_name="whispered")
    is_pinned = models.BooleanField(default=False)
    is_broadcast = models.BooleanField(default=False)
    reactions: models.JSONField[Any, Any] = models.JSONField(default=dict, help_text="Who, by name of the emoji.")
    blocks: models.JSONField[Any, Any] = models.JSONField(default=list)
    metadata: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        ordering = ("ts",)
        constraints = (models.UniqueConstraint(fields=("conversation", "ts"), name="sandbox_slack_ts"),)

    def __str__(self) -> str:
        return f"{self.ts} in {self.conversation}"


class SlackFile(models.Model):
    """A file between its first request and for ever after."""

    team = models.ForeignKey(SlackTeam, on_delete=models.CASCADE, related_name="files")
    file_id = models.CharField(max_length=32)
    owner = models.ForeignKey(SlackMember, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    title = models.CharField(max_length=255, blank=True)
    mime_type = models.CharField(max_length=200, blank=True)
    size = models.BigIntegerField(help_text="As announced.")
    received = models.BigIntegerField(default=0)
    ticket = models.CharField(max_length=64, unique=True, help_text="Hash of what the upload's address holds.")
    created_at = models.BigIntegerField()
    is_complete = models.BooleanField(default=False)
    posts = models.ManyToManyField(SlackPost, related_name="files")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("team", "file_id"), name="sandbox_slack_file"),)

    def __str__(self) -> str:
        return self.name


class SlackFilePart(models.Model):
    """A piece of a file's bytes, so that none is ever held whole."""

    file = models.ForeignKey(SlackFile, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"part {self.number} of {self.file}"
