"""Running an operation: the request, the answer, and calls looked up later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from integrations.api.serializers.repeatable import RepeatableSerializer
from integrations.api.serializers.strict import IdField, StrictSerializer
from integrations.catalog.projections.rest import OPERATORS_MARK
from integrations.execution.outcome import execution_time, seconds_until_due
from integrations.execution.params import problems
from integrations.holders import holder_problem
from integrations.models import Call, Customer
from integrations.payloads.serializers import ContentSerializer
from integrations.payloads.shown import content_fields


class AccountChoice(StrictSerializer):
    """Whose account: a customer's (``customer``) or the operator's own (``account_mode: owner``). Never guessed."""

    customer = serializers.SlugField(
        required=False, max_length=64, help_text="Key of the customer whose account it is."
    )
    account_mode = serializers.ChoiceField(
        choices=("owner", "customer"), required=False, help_text="owner for the operator's own account."
    )
    connection = IdField(
        required=False, allow_null=True, help_text="Which of several accounts; by default the default one."
    )

    def problems_between_fields(self, raw: Mapping[str, object]) -> dict[str, str]:
        """The account holder is always named: a missing customer never means the owner."""
        wrong = holder_problem(raw.get("account_mode"), raw.get("customer"), field="customer")
        return super().problems_between_fields(raw) | ({wrong.field: wrong.message} if wrong else {})


class RunRequest(AccountChoice, RepeatableSerializer):
    """One call of an operation."""

    params = serializers.DictField(required=False, default=dict, help_text="Arguments by the input schema.")

    def to_internal_value(self, data: Any) -> Any:
        """Where something is wrong, what is wrong with the arguments is told as well, by their own names."""
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            raise serializers.ValidationError({**self._wrong_arguments(data), **error.detail}) from None

    def _wrong_arguments(self, data: Mapping[str, object]) -> dict[str, str]:
        wrong = problems(self.context["operation"], data.get("params", {}))
        return {each.field: each.message for each in wrong}


class OptionsRequest(AccountChoice):
    """What the person has typed so far in a field with dynamic options."""

    query = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)
    page_token = serializers.CharField(required=False, allow_null=True, max_length=2000)
    params = serializers.DictField(
        required=False,
        default=dict,
        help_text="What the fields hold that these choices rest on, such as the file whose parts are offered.",
    )


@extend_schema_field({"type": "string", **OPERATORS_MARK})
class CostField(serializers.CharField):
    """An amount that only the operator's side finds in an answer."""


class UsageOfCallSerializer(serializers.Serializer[Any]):  # a dict from the ledger
    """What one call used, and what is charged for it."""

    id = serializers.UUIDField()
    operation = serializers.CharField()
    pricing_key = serializers.CharField()
    quantity = serializers.CharField(help_text="Requests that reached the vendor.")
    unit = serializers.CharField()
    cost = CostField(help_text="What the vendor charges, a decimal string.")
    price = serializers.CharField(help_text="What the customer is charged, a decimal string.")
    currency = serializers.CharField()


class RunAnswer(serializers.Serializer[Any]):  # an Outcome
    """A finished call."""

    success = serializers.BooleanField()
    result = serializers.JSONField(help_text="The operation's output.")
    call = serializers.UUIDField()
    usage = UsageOfCallSerializer(allow_null=True)
    execution_time = serializers.IntegerField(help_text="Milliseconds.")
    warnings = serializers.ListField(
        child=serializers.CharField(),
        help_text="What is wrong with a result that came all the same, for example an item that could not be read.",
    )
    withheld = serializers.CharField(
        required=False, allow_null=True, help_text="Why there is no content to see where there was one."
    )


RETRY_AFTER = "Seconds after which a call that waits, for a limit of the vendor for example, is tried again."


class RunAccepted(serializers.Serializer[Any]):  # a call that takes longer than a request should
    """A call that goes on: ask at ``url``."""

    call = serializers.UUIDField()
    state = serializers.ChoiceField(choices=Call.State.choices)
    url = serializers.URLField()
    retry_after = serializers.IntegerField(required=False, help_text=RETRY_AFTER)


class CallSerializer(ContentSerializer, serializers.ModelSerializer[Call]):
    """A call as it was recorded."""

    kind = serializers.CharField(
        read_only=True, help_text="operation, or options for a loader of choices, or probe for the test of an account."
    )
    customer = serializers.SlugRelatedField[Customer](slug_field="key", read_only=True, allow_null=True)
    connection = serializers.PrimaryKeyRelatedField[Any](read_only=True, allow_null=True)
    retry_after = serializers.SerializerMethodField(help_text=RETRY_AFTER)

    def get_retry_after(self, call: Call) -> int | None:
        return seconds_until_due(call)

    class Meta:
        model = Call
        fields = (
            "id",
            "kind",
            "operation",
            "customer",
            "connection",
            "source",
            "state",
            "retry_after",
            "attempt",
            "requests",
            "result",
            "content",
            "error",
            "warnings",
            "withheld",
            "created_at",
            "started_at",
            "finished_at",
        )
        read_only_fields = fields

    def to_representation(self, call: Call) -> dict[str, object]:
        """As the actor of the request may see it."""
        row: dict[str, object] = super().to_representation(call)
        return row | content_fields(self.context["actor"], call, customer_id=call.customer_id)


class CallInListSerializer(serializers.ModelSerializer[Call]):
    """A call in the call log, without what was sent and what came back."""

    customer = serializers.SlugRelatedField[Customer](slug_field="key", read_only=True, allow_null=True)
    connection = serializers.PrimaryKeyRelatedField[Any](read_only=True, allow_null=True)
    actor = serializers.SerializerMethodField(help_text="Who asked; for the operator only.")
    refused = serializers.BooleanField(
        source="is_refused", read_only=True, help_text="Refused before anything was sent: nothing was charged."
    )
    execution_time = serializers.SerializerMethodField(help_text="Milliseconds.")

    class Meta:
        model = Call
        fields = (
            "id",
            "operation",
            "customer",
            "connection",
            "actor",
            "source",
            "state",
            "refused",
            "error",
            "attempt",
            "requests",
            "execution_time",
            "created_at",
            "started_at",
            "finished_at",
        )
        read_only_fields = fields

    def get_actor(self, call: Call) -> str | None:
        sees_who = self.context["actor"].sees_all
        return f"{call.actor_kind}:{call.actor_label}" if sees_who else None

    def get_execution_time(self, call: Call) -> int:
        return execution_time(call)
