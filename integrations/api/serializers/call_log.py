"""Calls looked up later: who asked for what, what the vendor was asked, and how it ended."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from integrations.api.serializers.call import REASON, RETRY_AFTER, UsageOfCallSerializer
from integrations.billing.ledger import usage_of_call
from integrations.egress.exchanged import read_back
from integrations.execution.outcome import execution_time, seconds_until_due, waits_for
from integrations.margin import usage_for
from integrations.models import Call, Customer
from integrations.payloads.serializers import ContentSerializer
from integrations.payloads.shown import content_fields, shown


class VendorRequestSerializer(serializers.Serializer[Any]):  # a dict from the call's row
    """One request to the vendor, or one kind of part of the batch before it. Nothing of what it carried is kept."""

    method = serializers.CharField()
    host = serializers.CharField()
    path = serializers.CharField(
        help_text="With blanks in place of values and without a query; empty for an address that somebody has written."
    )
    status = serializers.IntegerField(allow_null=True, help_text="null where no answer came.")
    problem = serializers.CharField(help_text="The code of an error where no answer came.")
    duration = serializers.IntegerField(allow_null=True, help_text="Milliseconds until the answer began.")
    attempt = serializers.IntegerField(allow_null=True, help_text="2 where the same request was sent once more.")
    sent = serializers.IntegerField(allow_null=True, help_text="Bytes of its body.")
    count = serializers.IntegerField(help_text="How many requests the vendor counts for it.")
    in_batch = serializers.BooleanField(help_text="Whether it is a part of the batch before it.")


class LoggedCallSerializer(serializers.ModelSerializer[Call]):
    """What every answer about a call says; never what was sent or came back."""

    customer = serializers.SlugRelatedField[Customer](slug_field="key", read_only=True, allow_null=True)
    connection = serializers.PrimaryKeyRelatedField[Any](read_only=True, allow_null=True)
    actor = serializers.SerializerMethodField(help_text="Who asked; for the operator only.")
    refused = serializers.BooleanField(
        source="is_refused", read_only=True, help_text="Refused before anything was sent: nothing was charged."
    )
    run = serializers.UUIDField(source="run_id", read_only=True, allow_null=True)
    node_id = serializers.CharField(read_only=True, help_text="The node of that run, if it has one.")
    request_count = serializers.IntegerField(
        source="requests", read_only=True, help_text="Requests that reached the vendor, all attempts."
    )
    execution_time = serializers.SerializerMethodField(help_text="Milliseconds.")
    reason = serializers.SerializerMethodField(help_text=REASON)

    def get_actor(self, call: Call) -> str | None:
        sees_who = self.context["actor"].sees_all
        return f"{call.actor_kind}:{call.actor_label}" if sees_who else None

    def get_reason(self, call: Call) -> str | None:
        return waits_for(call)

    def get_execution_time(self, call: Call) -> int:
        return execution_time(call)

    class Meta:
        model = Call
        fields: tuple[str, ...] = (
            "id",
            "operation",
            "customer",
            "connection",
            "actor",
            "source",
            "run",
            "node_id",
            "state",
            "reason",
            "refused",
            "error",
            "attempt",
            "request_count",
            "execution_time",
            "created_at",
            "started_at",
            "finished_at",
        )
        read_only_fields = fields


class CallInListSerializer(LoggedCallSerializer):
    """A call in the call log."""


class CallSerializer(ContentSerializer, LoggedCallSerializer):
    """A call as it was recorded."""

    kind = serializers.CharField(
        read_only=True,
        help_text="operation; options for a loader of choices; probe for the test of an account; connect for tokens.",
    )
    retry_after = serializers.SerializerMethodField(help_text=RETRY_AFTER)
    requests = serializers.SerializerMethodField(help_text="As far as they are kept: of very many the first and last.")
    params = serializers.JSONField(
        read_only=True, allow_null=True, default=None, help_text="What was asked; null where it is larger than 256 KB."
    )
    usage = serializers.SerializerMethodField(help_text="What it used; null where nothing was metered.")

    def get_retry_after(self, call: Call) -> int | None:
        return seconds_until_due(call)

    @extend_schema_field(VendorRequestSerializer(many=True))
    def get_requests(self, call: Call) -> list[dict[str, object]]:
        return [read_back(each) for each in call.exchanges]

    @extend_schema_field(UsageOfCallSerializer(allow_null=True))
    def get_usage(self, call: Call) -> dict[str, object] | None:
        return usage_for(self.context["actor"], usage_of_call(call.pk))

    class Meta(LoggedCallSerializer.Meta):
        fields = (
            *LoggedCallSerializer.Meta.fields,
            "kind",
            "retry_after",
            "requests",
            "usage",
            "params",
            "result",
            "content",
            "warnings",
            "withheld",
        )
        read_only_fields = fields

    def to_representation(self, call: Call) -> dict[str, object]:
        """As the actor of the request may see it."""
        row: dict[str, object] = super().to_representation(call)
        actor = self.context["actor"]
        asked = shown(actor, call.params_id, call.params, customer_id=call.customer_id)
        content = content_fields(actor, call, customer_id=call.customer_id)
        return row | content | {"params": asked.value, "withheld": content["withheld"] or asked.withheld}
