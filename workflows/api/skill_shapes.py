"""How skills and their versions are shown over REST."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from workflows.agents.skills.disclosure import skill_text
from workflows.agents.skills.registry import KnownSkill
from workflows.models import Skill, SkillVersion


class KnownSkillSerializer(serializers.Serializer[KnownSkill]):
    """A skill as agents have it, without its text."""

    name = serializers.CharField()
    description = serializers.CharField(help_text="All that a model sees before it reads the rest.")
    allowed_tools = serializers.ListField(
        source="document.allowed_tools",
        child=serializers.CharField(),
        allow_null=True,
        help_text="The tools that may be used while it is loaded; null where it narrows nothing.",
    )
    metadata = serializers.DictField(source="document.metadata", child=serializers.CharField())
    origin = serializers.ChoiceField(choices=["shipped", "operator", "customer"], help_text="Who it comes from.")
    version = serializers.IntegerField(allow_null=True, help_text="Of one that was written; null of a shipped one.")
    id = serializers.UUIDField(source="skill_id", allow_null=True, help_text="Of one that was written.")


class SkillWithTextSerializer(KnownSkillSerializer):
    """A skill with all that it says."""

    text = serializers.CharField(source="document.text", help_text="The SKILL.md as it was written.")
    references = serializers.DictField(source="document.references", child=serializers.CharField())
    preview = serializers.SerializerMethodField(help_text="What a model reads when it loads the skill.")

    @extend_schema_field(OpenApiTypes.STR)
    def get_preview(self, known: KnownSkill) -> str:
        return skill_text(known.document)


class SkillListSerializer(serializers.Serializer[Any]):
    """All of them at once."""

    results = KnownSkillSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class WrittenSkillSerializer(serializers.ModelSerializer[Skill]):
    """A skill that was written here."""

    customer = serializers.CharField(source="customer.key", default=None, allow_null=True)

    class Meta:
        model = Skill
        fields = ("id", "name", "customer", "version", "is_active", "created_at", "updated_at")
        read_only_fields = fields


class SkillVersionSerializer(serializers.ModelSerializer[SkillVersion]):
    """One version of a skill that was written here."""

    version = serializers.IntegerField(source="number")
    references = serializers.DictField(child=serializers.CharField())
    saved_by = serializers.CharField(source="created_by")

    class Meta:
        model = SkillVersion
        fields = ("version", "text", "references", "note", "saved_by", "created_at")
        read_only_fields = fields


class SkillLineSerializer(serializers.Serializer[Any]):
    """One line of a comparison."""

    change = serializers.ChoiceField(source="kind", choices=["both", "added", "removed", "gap"])
    text = serializers.CharField(allow_blank=True)


class SkillFileChangeSerializer(serializers.Serializer[Any]):
    """One file that differs: SKILL.md, or a reference by its path."""

    path = serializers.CharField()
    lines = SkillLineSerializer(many=True)


class SkillComparisonSerializer(serializers.Serializer[Any]):
    """All that differs between two versions."""

    files = SkillFileChangeSerializer(many=True)
