"""Connections and connect links in and out."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from integrations.api.serializers.strict import StrictSerializer
from integrations.connect.scopes import group_by_provider
from integrations.errors import InputError
from integrations.models import Connection, ConnectLink, Customer


class ConnectionSerializer(serializers.ModelSerializer[Connection]):
    """A connected account. Tokens are in no answer."""

    customer = serializers.SlugRelatedField[Customer](slug_field="key", read_only=True, allow_null=True)
    expires_at = serializers.DateTimeField(source="grant.expires_at", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Connection
        fields = (
            "id",
            "customer",
            "provider",
            "services",
            "email",
            "name",
            "label",
            "status",
            "status_reason",
            "scopes",
            "expires_at",
            "last_used_at",
            "connected_at",
            "is_default",
        )
        read_only_fields = fields


class LinkSerializer(serializers.ModelSerializer[ConnectLink]):
    """A connect link without its address, which is shown once, when it is made."""

    customer = serializers.SlugRelatedField[Customer](slug_field="key", read_only=True)

    class Meta:
        model = ConnectLink
        fields = (
            "id",
            "customer",
            "services",
            "verification",
            "state",
            "return_url",
            "expires_at",
            "created_at",
            "finished_at",
        )
        read_only_fields = fields


class CreatedLinkSerializer(serializers.Serializer[Any]):  # made from a link and its one-time address
    """A link just made, or sent again: the only answer with its address."""

    id = serializers.UUIDField()
    url = serializers.URLField(help_text="Send it to the customer; it is not shown again.")
    expires_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=ConnectLink.State.choices)


def installed(services: list[str]) -> None:
    """Every service that is not there is told together with the other wrong fields."""
    try:
        group_by_provider(services)
    except InputError as error:
        raise serializers.ValidationError([each.message for each in error.errors]) from None


class LinkCreate(StrictSerializer):
    """What a new connect link is for."""

    services = serializers.ListField(
        child=serializers.CharField(max_length=64),
        allow_empty=False,
        max_length=50,
        validators=[installed],
        help_text='Keys of services to connect, for example ["gmail", "google_calendar"].',
    )
    expires_in = serializers.IntegerField(
        required=False, min_value=300, max_value=30 * 86_400, help_text="Seconds until it expires; 7 days by default."
    )
    return_url = serializers.URLField(
        required=False, max_length=2000, help_text="Where the customer is sent back to; must be on the operator's list."
    )
    verification = serializers.ChoiceField(
        choices=ConnectLink.Verification.choices,
        default=ConnectLink.Verification.EMAIL_CODE,
        help_text="How it is proved who clicks.",
    )
