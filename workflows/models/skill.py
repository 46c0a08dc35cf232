"""Owned by agents.skills: skills that operators write, and each version of them."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from integrations.actors import Actor


class SkillQuerySet(models.QuerySet["Skill"]):
    """Written skills as one actor may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """All for the operator's side; none for a customer's actor, to whom the registry tells what its agents have."""
        return self if actor.sees_all else self.none()


class Skill(models.Model):
    """A skill by its name, for everybody or for one customer. ``version`` is the number of the one that counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=64)
    customer = models.ForeignKey(
        "integrations.Customer",
        null=True,
        on_delete=models.CASCADE,
        related_name="skills",
        help_text="Null: everybody.",
    )
    version = models.PositiveIntegerField(default=1)
    is_active = models.BooleanField(default=True)
    created_by = models.CharField(max_length=250, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SkillQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=("name",), condition=Q(customer__isnull=True), name="skill_once"),
            models.UniqueConstraint(
                fields=("name", "customer"), condition=Q(customer__isnull=False), name="skill_once_a_customer"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SkillVersionQuerySet(models.QuerySet["SkillVersion"]):
    """Versions of written skills."""

    def current(self) -> Self:
        """The one of each skill that counts."""
        return self.select_related("skill").filter(number=F("skill__version"))


class SkillVersion(models.Model):
    """A SKILL.md as it was saved once, with its further texts by path; it never changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    references = models.JSONField(default=dict)
    note = models.CharField(max_length=1_000, blank=True)
    created_by = models.CharField(max_length=250, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SkillVersionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=("skill", "number"), name="skill_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="skill_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.skill.name}, version {self.number}"
