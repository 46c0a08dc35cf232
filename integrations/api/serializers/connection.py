"""Connections and connect links in and out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from integrations.api.serializers.strict import StrictSerializer
from integrations.connect.accounts.filled_in import check_account, check_credential
from integrations.connect.scopes import group_by_provider
from integrations.errors import InputError
from integrations.holders import holder_problem
from integrations.models import Connection, ConnectLink, Customer, Revocation


class RevocationSerializer(serializers.ModelSerializer[Revocation]):
    """How far the provider has been told that an account was disconnected."""

    class Meta:
        model = Revocation
        fields = ("state", "attempts", "due_at", "give_up_at", "finished_at")
        read_only_fields = fields


class ConnectionSerializer(serializers.ModelSerializer[Connection]):
    """A connected account. Tokens are in no answer."""

    customer = serializers.SlugRelatedField[Customer](slug_field="key", read_only=True, allow_null=True)
    expires_at = serializers.DateTimeField(source="grant.expires_at", read_only=True, allow_null=True, default=None)
    revocation = serializers.SerializerMethodField(
        help_text="Of a disconnected account: whether its provider has been told. It is tried for three days."
    )

    @extend_schema_field(RevocationSerializer(allow_null=True))
    def get_revocation(self, connection: Connection) -> object:
        """The newest one: who connects an account again, and disconnects it, has several."""
        if connection.status != Connection.Status.REVOKED:
            return None
        own = [each for each in connection.revocations.all() if not each.is_personal]
        return RevocationSerializer(max(own, key=lambda each: each.created_at)).data if own else None

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
            "base_url",
            "status",
            "status_reason",
            "scopes",
            "expires_at",
            "last_used_at",
            "connected_at",
            "is_default",
            "revocation",
        )
        read_only_fields = fields


class ConnectionCreate(StrictSerializer):
    """An account that is connected by a credential which a person, or a program, fills in."""

    customer = serializers.SlugField(
        required=False, max_length=64, help_text="Key of the customer whose account it is."
    )
    account_mode = serializers.ChoiceField(
        choices=("owner", "customer"), required=False, help_text="owner for the operator's own account."
    )
    provider = serializers.CharField(max_length=64, help_text="Key of a provider, whose fields GET /providers/ tells.")
    # DRF takes declared fields out of the class, so its own attribute of this name stays what it is.
    fields = serializers.DictField(help_text="The values by name. They are in no answer.")  # type: ignore[assignment]
    base_url = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="The account's own address, where it has one."
    )
    label = serializers.CharField(  # type: ignore[assignment]  # as with fields
        required=False, allow_blank=True, max_length=120, help_text="Your own name for it."
    )
    services = serializers.ListField(
        child=serializers.CharField(max_length=64), required=False, help_text="All of the provider's without it."
    )

    def problems_between_fields(self, raw: Mapping[str, object]) -> dict[str, str]:
        """Whose account it is, and what the provider asks for, so that everything wrong is said at once."""
        holder = holder_problem(raw.get("account_mode"), raw.get("customer"), field="customer")
        told = {holder.field: holder.message} if holder else {}
        provider, values, base_url = raw.get("provider"), raw.get("fields"), raw.get("base_url", "")
        if isinstance(provider, str) and isinstance(values, Mapping) and isinstance(base_url, str):
            told |= _told(lambda: check_account(provider, fields=values, base_url=base_url))
        return told


class UseSerializer(serializers.Serializer[Any]):  # a Use
    """One thing that names a connection."""

    kind = serializers.CharField(help_text="workflow")
    id = serializers.UUIDField()
    name = serializers.CharField()


class UsesSerializer(serializers.Serializer[Any]):
    """What stops when a connection is disconnected."""

    count = serializers.IntegerField()
    uses = UseSerializer(many=True, help_text="For the operator alone.")


class ConnectionChange(StrictSerializer):
    """What is one's own about an account; only what is given changes."""

    label = serializers.CharField(  # type: ignore[assignment]  # DRF takes declared fields out of the class
        required=False, allow_blank=True, max_length=120, help_text="Your own name for it; empty for the provider's."
    )
    is_default = serializers.BooleanField(
        required=False, help_text="true makes it the one that is taken when a call names none."
    )

    def validate_is_default(self, value: bool) -> bool:
        """There is always one, as long as there is any."""
        if not value:
            raise serializers.ValidationError("Make another account the default instead.")
        return value


class CredentialReplace(StrictSerializer):
    """A credential that takes the place of another one of the connection in ``context``."""

    # DRF takes declared fields out of the class, so its own attribute of this name stays what it is.
    fields = serializers.DictField(help_text="The values by name. They are in no answer.")  # type: ignore[assignment]
    base_url = serializers.CharField(required=False, max_length=500, help_text="The address as it is, if left out.")
    other_account = serializers.BooleanField(
        default=False, help_text="Whether it may be another account's. Only the operator can say so."
    )

    def problems_between_fields(self, raw: Mapping[str, object]) -> dict[str, str]:
        """What the provider asks for. Raises Conflict where no credential can be replaced."""
        connection: Connection = self.context["connection"]
        values, base_url = raw.get("fields"), raw.get("base_url")
        if isinstance(values, Mapping) and isinstance(base_url, str | None):
            return _told(lambda: check_credential(connection, fields=values, base_url=base_url))
        return {}


def _told(check: Callable[[], object]) -> dict[str, str]:
    try:
        check()
    except InputError as error:
        return {each.field: each.message for each in error.errors}
    return {}


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
            "origin",
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
    origin = serializers.CharField(
        required=False,
        max_length=300,
        help_text="Origin of a page of yours that opens the link in a window and is told how it goes, for example "
        "https://app.example.com; it must be that of an address on the operator's list.",
    )
    verification = serializers.ChoiceField(
        choices=ConnectLink.Verification.choices,
        default=ConnectLink.Verification.EMAIL_CODE,
        help_text="How it is proved who clicks.",
    )
