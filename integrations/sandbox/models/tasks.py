"""Owned by sandbox: Google Tasks. Deleted tasks stay, as they do at Google, for whoever asks what has changed."""

from __future__ import annotations

from django.db import models

from integrations.sandbox.models.identity import Account


class TaskList(models.Model):
    """A list of tasks, and the counter that numbers every change in it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="task_lists")
    list_id = models.CharField(max_length=64)
    title = models.TextField(blank=True)
    is_default = models.BooleanField(default=False)
    change_number = models.PositiveBigIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("-is_default", "id")
        constraints = (models.UniqueConstraint(fields=("account", "list_id"), name="sandbox_task_list_id"),)

    def __str__(self) -> str:
        return self.title


class Task(models.Model):
    """One task. What Google's own apps alone can make is here as well: tasks that repeat, and assigned ones."""

    task_list = models.ForeignKey(TaskList, on_delete=models.CASCADE, related_name="tasks")
    task_id = models.CharField(max_length=64)
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="subtasks")
    rank = models.PositiveIntegerField(default=0, help_text="The place among those with the same parent.")
    title = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    due = models.DateField(null=True, help_text="Google keeps a day and no time of day.")
    completed_at = models.DateTimeField(null=True)
    is_hidden = models.BooleanField(default=False, help_text="Completed when its list was cleared, or in an app.")
    is_deleted = models.BooleanField(default=False)
    is_recurring = models.BooleanField(default=False)
    assignment = models.JSONField(default=dict, help_text="Where it was assigned, in Google's own shape.")
    links = models.JSONField(default=list)
    change_number = models.PositiveBigIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("rank", "id")
        constraints = (models.UniqueConstraint(fields=("task_list", "task_id"), name="sandbox_task_id"),)

    def __str__(self) -> str:
        return self.title
