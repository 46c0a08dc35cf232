"""How conversations, messages and links are shown over REST."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from workflows.agents.chat import answers, links
from workflows.models import Chat, ChatLink


class ChatSerializer(serializers.ModelSerializer[Chat]):
    """One conversation, without what was said in it."""

    deployment = serializers.UUIDField(source="deployment_id")
    customer = serializers.CharField(
        source="customer.key", default=None, allow_null=True, help_text="Key; null for the owner."
    )
    session_key = serializers.CharField(help_text="By which an agent remembers it.")
    messages = serializers.IntegerField(source="last", help_text="How many messages there have been.")

    class Meta:
        model = Chat
        fields: tuple[str, ...] = (
            "id",
            "deployment",
            "customer",
            "session_key",
            "messages",
            "created_at",
            "used_at",
        )
        read_only_fields: tuple[str, ...] = fields


class ChatApprovalSerializer(serializers.Serializer[Any]):
    """What a run asks before it goes on; answered at `/api/v1/approvals/<id>/answer`."""

    id = serializers.UUIDField()
    summary = serializers.CharField()
    expires_at = serializers.DateTimeField()


class ChatTurnSerializer(serializers.Serializer[Any]):
    """A message with its answer."""

    number = serializers.IntegerField()
    text = serializers.CharField()
    at = serializers.DateTimeField()
    run = serializers.UUIDField()
    state = serializers.CharField(help_text="Of its run; `forgotten` where that is no longer kept.")
    answer = serializers.CharField(allow_null=True, help_text="Once the run has succeeded.")
    error = serializers.CharField(allow_null=True, help_text="Why there is no answer.")
    doing = serializers.CharField(allow_null=True, help_text="The node that it is at.")
    writes = serializers.CharField(allow_null=True, help_text="What a model has written of the answer so far.")
    approvals = ChatApprovalSerializer(many=True)


class ChatWithTurnsSerializer(ChatSerializer):
    """One conversation with its last hundred messages."""

    turns = serializers.SerializerMethodField()

    class Meta(ChatSerializer.Meta):
        fields = (*ChatSerializer.Meta.fields, "turns")
        read_only_fields = fields

    @extend_schema_field(ChatTurnSerializer(many=True))
    def get_turns(self, chat: Chat) -> list[answers.Turn]:
        return answers.turns(chat, is_staff=self.context["actor"].sees_all)


class ChatSaidSerializer(serializers.Serializer[Any]):
    """A message that was taken, and the run that answers it."""

    number = serializers.IntegerField()
    run = serializers.UUIDField()
    url = serializers.CharField(help_text="Where the answer will be.")


class ChatLinkSerializer(serializers.ModelSerializer[ChatLink]):
    """A link, without its address."""

    deployment = serializers.UUIDField(source="deployment_id")
    customer = serializers.CharField(source="customer.key")
    state = serializers.SerializerMethodField(help_text="open, bound, expired or revoked.")

    class Meta:
        model = ChatLink
        fields: tuple[str, ...] = (
            "id",
            "deployment",
            "customer",
            "state",
            "may_approve",
            "expires_at",
            "bound_at",
            "created_at",
        )
        read_only_fields: tuple[str, ...] = fields

    @extend_schema_field(OpenApiTypes.STR)
    def get_state(self, link: ChatLink) -> str:
        return links.state_of(link)


class CreatedChatLinkSerializer(ChatLinkSerializer):
    """A link with its address, which no other answer has."""

    url = serializers.CharField(read_only=True)

    class Meta(ChatLinkSerializer.Meta):
        fields = (*ChatLinkSerializer.Meta.fields, "url")
        read_only_fields = fields
