"""Webhook endpoints and deliveries in and out."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from integrations.api.serializers.strict import StrictSerializer
from integrations.models import Customer, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from integrations.outgoing.kinds import KINDS

EVENTS = f'Names of events; a name may end in *, and "*" alone stands for all: {", ".join(KINDS)}.'


class WebhookEndpointSerializer(serializers.ModelSerializer[WebhookEndpoint]):
    """An address that is told of events. Its secret is shown once, when it is made or replaced."""

    customer = serializers.SlugRelatedField[Customer](slug_field="key", read_only=True, allow_null=True)
    events = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = WebhookEndpoint
        fields = (
            "id",
            "customer",
            "url",
            "description",
            "events",
            "is_active",
            "why_inactive",
            "created_at",
            "updated_at",
        )
        read_only_fields = fields


class CreatedWebhookEndpointSerializer(WebhookEndpointSerializer):
    """An endpoint just made, or with a new secret: the only answer with it."""

    secret = serializers.CharField(
        read_only=True, help_text="Begins with whsec_. Messages are signed by it; it is not shown again."
    )

    class Meta:
        model = WebhookEndpoint
        fields = (*WebhookEndpointSerializer.Meta.fields, "secret")
        read_only_fields = fields


class WebhookEndpointChange(StrictSerializer):
    """Fields of an endpoint that can change; only those given do."""

    url = serializers.CharField(max_length=2000, help_text="Where events are posted to, by https.")
    events = serializers.ListField(child=serializers.CharField(max_length=64), max_length=50, help_text=EVENTS)
    description = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="What is behind it, for people."
    )
    is_active = serializers.BooleanField(
        required=False, help_text="false keeps it and sends nothing; what happens meanwhile is not sent later."
    )


class WebhookEndpointCreate(StrictSerializer):
    """A new endpoint."""

    customer = serializers.SlugField(
        required=False,
        allow_null=True,
        max_length=64,
        help_text="Key of the customer whose endpoint it is, and of whom alone it hears. Without one it is the "
        "operator's, which hears of everybody; a customer's key makes its own.",
    )
    url = serializers.CharField(max_length=2000, help_text="Where events are posted to, by https.")
    events = serializers.ListField(
        child=serializers.CharField(max_length=64), max_length=50, default=lambda: ["*"], help_text=EVENTS
    )
    description = serializers.CharField(
        required=False, allow_blank=True, max_length=200, default="", help_text="What is behind it, for people."
    )


class WebhookDeliverySerializer(serializers.ModelSerializer[WebhookDelivery]):
    """One event on its way to one endpoint, or arrived, or given up."""

    endpoint = serializers.PrimaryKeyRelatedField[Any](read_only=True)
    customer = serializers.SlugRelatedField[Customer](slug_field="key", read_only=True, allow_null=True)

    class Meta:
        model = WebhookDelivery
        fields = (
            "id",
            "endpoint",
            "message_id",
            "event",
            "customer",
            "state",
            "attempts",
            "status",
            "error",
            "due_at",
            "give_up_at",
            "created_at",
            "finished_at",
        )
        read_only_fields = fields


class WebhookAttemptSerializer(serializers.ModelSerializer[WebhookAttempt]):
    """One request, and how the endpoint answered."""

    duration = serializers.IntegerField(source="milliseconds", read_only=True, help_text="Milliseconds.")

    class Meta:
        model = WebhookAttempt
        fields = ("number", "at", "duration", "status", "error", "answer")
        read_only_fields = fields


class WholeWebhookDeliverySerializer(WebhookDeliverySerializer):
    """A delivery with what is sent and every attempt, the last one first."""

    log = WebhookAttemptSerializer(many=True, read_only=True)

    class Meta:
        model = WebhookDelivery
        fields = (*WebhookDeliverySerializer.Meta.fields, "body", "log")
        read_only_fields = fields


class WebhookReplay(StrictSerializer):
    """Which deliveries are sent again."""

    since = serializers.DateTimeField(help_text="Those that failed and are of this time or later.")


class WebhookReplayed(serializers.Serializer[Any]):  # a count
    """How many deliveries are sent again."""

    deliveries = serializers.IntegerField(help_text="At most 1,000 at once; ask again for more.")
