"""Owned by sandbox: calendars and their events, recurring ones as one row with a row per exception."""

from __future__ import annotations

from django.db import models

from integrations.sandbox.models.identity import Account


class Calendar(models.Model):
    """A calendar together with its entry in the owner's list, and the counter that numbers every change in it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="calendars")
    calendar_id = models.CharField(max_length=254)
    is_primary = models.BooleanField(default=False)
    summary = models.TextField()
    description = models.TextField(blank=True)
    location = models.TextField(blank=True)
    time_zone = models.CharField(max_length=64)
    access_role = models.CharField(max_length=32, default="owner")
    color_id = models.CharField(max_length=4, default="14")
    is_hidden = models.BooleanField(default=False)
    is_selected = models.BooleanField(default=True)
    summary_override = models.TextField(blank=True)
    default_reminders = models.JSONField(default=list)
    change_number = models.PositiveBigIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("-is_primary", "id")
        constraints = (models.UniqueConstraint(fields=("account", "calendar_id"), name="sandbox_calendar_id"),)

    def __str__(self) -> str:
        return self.summary


class AccessRule(models.Model):
    """What somebody else may do with a calendar. Its owner's own right stands in no row."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="access_rules")
    scope_type = models.CharField(max_length=16)
    scope_value = models.CharField(max_length=254, blank=True)
    role = models.CharField(max_length=32)
    change_number = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("calendar", "scope_type", "scope_value"), name="sandbox_access_rule"),
        )

    def __str__(self) -> str:
        return f"{self.role} of {self.calendar} for {self.scope_value or self.scope_type}"


class Event(models.Model):
    """One event, one series, or one exception of a series. Deleted ones stay as `cancelled`, for sync."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="events")
    event_id = models.CharField(max_length=1024)
    ical_uid = models.CharField(max_length=1100, db_index=True)
    status = models.CharField(max_length=16, default="confirmed")
    body = models.JSONField(help_text="What clients may write, in Google's own shape.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="Of a series: the end of its first instance.")
    is_series = models.BooleanField(default=False)
    series_id = models.CharField(max_length=1024, blank=True, help_text="Of an exception: the series it belongs to.")
    original_start = models.JSONField(null=True, help_text="Of an exception: when it would have started.")
    sequence = models.PositiveIntegerField(default=0)
    change_number = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("calendar", "event_id"), name="sandbox_event_id"),)
        indexes = (
            models.Index(fields=("calendar", "starts_at"), name="sandbox_event_start"),
            models.Index(fields=("calendar", "change_number"), name="sandbox_event_change"),
        )

    def __str__(self) -> str:
        return self.event_id
