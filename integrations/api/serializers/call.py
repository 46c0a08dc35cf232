"""Running an operation: the request and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from integrations.api.serializers.repeatable import RepeatableSerializer
from integrations.api.serializers.strict import IdField, StrictSerializer
from integrations.catalog.projections.rest import OPERATORS_MARK
from integrations.execution.params import problems
from integrations.holders import holder_problem
from integrations.models import Call


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
REASON = "Why it waits, such as a limit of the vendor; null for a call that does not wait."


class RunAccepted(serializers.Serializer[Any]):  # a call that takes longer than a request should
    """A call that goes on: ask at ``url``."""

    call = serializers.UUIDField()
    state = serializers.ChoiceField(choices=Call.State.choices)
    url = serializers.URLField()
    retry_after = serializers.IntegerField(required=False, help_text=RETRY_AFTER)
    reason = serializers.CharField(required=False, help_text=REASON)
