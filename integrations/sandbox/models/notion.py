"""Owned by sandbox: what lies in a Notion workspace, which is one account's."""

from __future__ import annotations

from django.db import models

from integrations.sandbox.models.identity import Account


class NotionRecord(models.Model):
    """A page, block, database, data source, comment or file upload."""

    class Kind(models.TextChoices):
        PAGE = "page"
        BLOCK = "block"
        DATABASE = "database"
        DATA_SOURCE = "data_source"
        COMMENT = "comment"
        FILE_UPLOAD = "file_upload"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="notion_records")
    record_id = models.CharField(max_length=36, help_text="Unique in its workspace; seeded ones are the same in each.")
    kind = models.CharField(max_length=16, choices=Kind)
    parent_kind = models.CharField(max_length=16, default="workspace")
    parent_id = models.CharField(max_length=36, blank=True)
    position = models.IntegerField(default=0, help_text="Its place among the children of its parent.")
    body = models.JSONField(default=dict, help_text="What its kind has beside this row.")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField()
    created_by = models.CharField(max_length=36)
    edited_by = models.CharField(max_length=36)
    in_trash = models.BooleanField(default=False)

    class Meta:
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("account", "record_id"), name="sandbox_notion_record"),)
        indexes = (models.Index(fields=("account", "parent_id", "position"), name="sandbox_notion_children"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"


class NotionFilePart(models.Model):
    """The bytes of one part of a file upload."""

    upload = models.ForeignKey(NotionRecord, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("upload", "number"), name="sandbox_notion_part"),)

    def __str__(self) -> str:
        return f"part {self.number} of {self.upload_id}"
