"""Owned by sandbox: Drive as one account sees it. What is shared with others is noted, and does not appear there."""

from __future__ import annotations

from django.db import models

from integrations.sandbox.models.identity import Account


class CloudDrive(models.Model):
    """The Drive of one account: its root folder, and the counter that numbers every change in it."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="cloud_drive")
    root_id = models.CharField(max_length=64)
    change_number = models.PositiveBigIntegerField(default=1000)

    def __str__(self) -> str:
        return f"Drive of {self.account}"


class SharedDrive(models.Model):
    """A shared drive that the account is a member of."""

    cloud = models.ForeignKey(CloudDrive, on_delete=models.CASCADE, related_name="shared_drives")
    drive_id = models.CharField(max_length=64)
    name = models.TextField()
    role = models.CharField(max_length=16, default="organizer", help_text="What the account may do in it.")
    body = models.JSONField(default=dict, help_text="What else clients may write, in Google's own shape.")
    request_id = models.CharField(max_length=200, blank=True, help_text="Of the client that made it.")
    is_hidden = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("cloud", "drive_id"), name="sandbox_shared_drive_id"),)

    def __str__(self) -> str:
        return self.name


class DriveItem(models.Model):
    """A file or folder; the root of My Drive and of each shared drive is one as well."""

    cloud = models.ForeignKey(CloudDrive, on_delete=models.CASCADE, related_name="items")
    file_id = models.CharField(max_length=64)
    shared_drive = models.ForeignKey(SharedDrive, null=True, on_delete=models.CASCADE, related_name="items")
    parent_id = models.CharField(max_length=64, blank=True, help_text="File id of the folder; empty for a root.")
    is_root = models.BooleanField(default=False)
    name = models.TextField()
    mime_type = models.CharField(max_length=255)
    body = models.JSONField(default=dict, help_text="What else clients may write, in Google's own shape.")
    content = models.BinaryField(null=True, help_text="The bytes; of Google's own types the text in it.")
    size = models.PositiveBigIntegerField(null=True, help_text="Of files with bytes of their own.")
    checksums = models.JSONField(default=dict, help_text="Under Google's names.")
    owner = models.EmailField(blank=True, help_text="Empty in a shared drive.")
    role = models.CharField(max_length=16, default="owner", help_text="What the account may do with it.")
    is_trashed = models.BooleanField(default=False, help_text="By itself, not with a folder around it.")
    trashed_at = models.DateTimeField(null=True)
    version = models.PositiveBigIntegerField(default=1)
    change_number = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("cloud", "file_id"), name="sandbox_drive_file_id"),)
        indexes = (
            models.Index(fields=("cloud", "parent_id"), name="sandbox_drive_parent"),
            models.Index(fields=("cloud", "change_number"), name="sandbox_drive_change"),
        )

    def __str__(self) -> str:
        return self.name


class DriveGrant(models.Model):
    """A permission on a file, or on the root of a shared drive, besides its owner's."""

    item = models.ForeignKey(DriveItem, on_delete=models.CASCADE, related_name="grants")
    permission_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, help_text="user, group, domain or anyone.")
    role = models.CharField(max_length=16)
    email = models.EmailField(blank=True)
    domain = models.CharField(max_length=253, blank=True)
    body = models.JSONField(default=dict, help_text="What else clients may write, in Google's own shape.")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("item", "permission_id"), name="sandbox_drive_grant"),)

    def __str__(self) -> str:
        return f"{self.role} on {self.item}"


class DriveTombstone(models.Model):
    """Something that was deleted for good, for whoever follows the changes."""

    cloud = models.ForeignKey(CloudDrive, on_delete=models.CASCADE, related_name="tombstones")
    file_id = models.CharField(max_length=64)
    drive_id = models.CharField(max_length=64, blank=True)
    change_number = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("cloud", "change_number"), name="sandbox_drive_gone"),)

    def __str__(self) -> str:
        return self.file_id
