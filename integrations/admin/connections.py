"""The admin of connections: health, and the buttons that test, refresh, confirm and end them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.dataclasses import UnfoldAction
from unfold.decorators import display

from integrations.actors import Actor
from integrations.admin.account_pages import AccountPages, is_replaceable
from integrations.admin.base import ReadOnlyAdmin
from integrations.admin.dialogs import Done, asking_button
from integrations.admin.display import (
    connection_pill,
    customer_link,
    lines,
    link_to,
    page_of,
    provider_name,
    reason_words,
    scope_sentences,
    service_names,
    short,
)
from integrations.admin.lookups import CustomerFilter, ProviderFilter, StatusFilter, shown_fieldsets
from integrations.admin.written import at, when
from integrations.connect.accounts import defaults, disconnect, pauses, proofs
from integrations.connect.links import reconnects
from integrations.connect.states import LIVE, USABLE, Status
from integrations.connect.tokens import refresh_on_request
from integrations.errors import from_dict
from integrations.execution.probe import probe
from integrations.models import Connection
from integrations.uses import uses_of

BUTTONS_OF: Mapping[str, Collection[str]] = {
    "test": USABLE,
    "refresh_token": LIVE,
    "confirm": {Status.PENDING},
    "make_default": LIVE,
    "rename": set(Status) - {Status.PENDING, Status.REVOKED},
    "send_link": set(Status) - {Status.PENDING, Status.REVOKED},
    "pause": USABLE,
    "resume": {Status.PAUSED},
    "disconnect": set(Status) - {Status.REVOKED},
}
"""The buttons of a connection's page, each with the states in which it is offered."""
MORE = ("rename", "replace_credential", "refresh_token", "make_default", "send_link", "pause", "resume")
"""Those that are rarely pressed, behind one button."""


@admin.register(Connection)
class ConnectionAdmin(AccountPages, ReadOnlyAdmin):
    """Connections of all customers and the owner."""

    empty = "Accounts appear here once a customer has opened a connect link, or you have connected one of your own."
    list_display = ("account", "whose", "at_provider", "health", "why_short", "default", "used", "connected")
    list_filter = (StatusFilter, CustomerFilter, ProviderFilter)
    list_filter_submit = True
    list_select_related = ("customer", "oauth_app")
    search_fields = ("email", "name", "label", "customer__name", "customer__key")
    actions_detail = ("test", "confirm", {"title": "More", "icon": "more_horiz", "items": list(MORE)}, "disconnect")
    fieldsets = (
        (None, {"fields": ("account", "health", "why", "access", "waits_until", "whose", "at_provider")}),
        ("Your own", {"fields": ("own_label", "default", "used_by")}),
        ("What it may do", {"fields": ("connected_services", "granted_scopes")}),
        ("Where it comes from", {"fields": ("address", "from_where", "app", "connected_at_all", "last_used")}),
    )
    readonly_fields = tuple(name for _, options in fieldsets for name in options["fields"])
    ordering = ("-created_at",)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:  # unfold's own signature
        """Only the buttons that fit; a press that comes late is refused by the action itself."""
        row = Connection.objects.filter(pk=object_id).first()
        fitting = {f"integrations_connection_{name}" for name in BUTTONS_OF if row and _fits(name, row)}
        if row and is_replaceable(row):
            fitting = fitting - {"integrations_connection_refresh_token"} | {
                "integrations_connection_replace_credential"
            }
        offered: list[UnfoldAction] = super().get_actions_detail(request, object_id)
        return [each for each in offered if each.action_name in fitting]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:  # Django's own types
        """Without what there is nothing to say of."""
        optional = ("why", "access", "waits_until", "own_label", "address", "from_where")
        return shown_fieldsets(self.fieldsets, obj, optional=optional, admin=self)

    @display(description="Account")
    def account(self, row: Connection) -> str:
        return str(row)

    @display(description="Customer", ordering="customer__name")
    def whose(self, row: Connection) -> str:
        return customer_link(row.customer)

    @display(description="Provider", ordering="provider")
    def at_provider(self, row: Connection) -> str:
        return provider_name(row.provider)

    @display(description="State", ordering="status")
    def health(self, row: Connection) -> str:
        return connection_pill(row)

    @display(description="Why")
    def why(self, row: Connection) -> str:
        return reason_words(row.status_reason) if row.status_reason else ""

    @display(description="Access at the provider")
    def access(self, row: Connection) -> str | SafeString:
        """Whether the provider has been told of the end."""
        told = row.revocations.filter(is_personal=False).first() if row.status == Status.REVOKED else None
        if told is None:
            return ""
        if told.due_at is None:
            return str(told.get_state_display())
        text = "Could not be told yet, and is told again for three days: next {}, for the last time {}"
        return format_html(text, when(told.due_at), at(told.give_up_at))

    @display(description="Why")
    def why_short(self, row: Connection) -> str:
        return short(self.why(row))

    @display(description="Default", boolean=True)
    def default(self, row: Connection) -> bool:
        return row.is_default

    @display(description="Last used", ordering="last_used_at")
    def used(self, row: Connection) -> str:
        return when(row.last_used_at)

    @display(description="Connected", ordering="connected_at")
    def connected(self, row: Connection) -> str:
        return when(row.connected_at, never="not yet")

    @display(description="Waits for you until")
    def waits_until(self, row: Connection) -> str:
        return at(row.pending_until) if row.status == Status.PENDING else ""

    @display(description="Your name for it")
    def own_label(self, row: Connection) -> str:
        return row.label

    @display(description="Used by")
    def used_by(self, row: Connection) -> str:
        """What stops when the account is disconnected."""
        return lines(f"{use.kind.capitalize()}: {use.name}" for use in uses_of(row.pk)) or "nothing names this account"

    @display(description="Services")
    def connected_services(self, row: Connection) -> str:
        return service_names(row.services) or "none"

    @display(description="Allowed")
    def granted_scopes(self, row: Connection) -> str:
        return lines(scope_sentences(row.provider, row.scopes)) or "nothing beyond the key itself"

    @display(description="Address")
    def address(self, row: Connection) -> str:
        return row.base_url

    @display(description="Connected from")
    def from_where(self, row: Connection) -> str:
        return ", ".join(str(each) for each in (row.client_address, row.client_country) if each)

    @display(description="OAuth app")
    def app(self, row: Connection) -> str:
        return link_to(row.oauth_app, nothing="none: the credential is filled in")

    @display(description="Connected")
    def connected_at_all(self, row: Connection) -> str:
        return at(row.connected_at, never="not yet")

    @display(description="Last used")
    def last_used(self, row: Connection) -> str:
        return at(row.last_used_at)

    @asking_button(
        "Test",
        "Asks the provider for the account's profile. It is free.",
        path="test",
        icon="network_check",
    )
    def test(self, actor: Actor, row: Connection) -> Done:
        outcome = probe(actor, row)
        if outcome.error is not None:
            raise from_dict(outcome.error)
        return Done("The connection works.")

    @asking_button(
        "Refresh token",
        "Exchanges the refresh token for a new access token now.",
        path="refresh",
        icon="autorenew",
        verb="Refresh",
    )
    def refresh_token(self, actor: Actor, row: Connection) -> Done:
        refresh_on_request.refresh_now(actor, row)
        return Done("The token was refreshed.")

    @asking_button(
        "Confirm account",
        "Only confirm an account that you know belongs to this customer: it can be used from then on. "
        "Compare the address, the country and the time on this page with the customer.",
        path="confirm",
        icon="verified_user",
        verb="Confirm",
    )
    def confirm(self, actor: Actor, row: Connection) -> Done:
        confirmed = proofs.confirm(actor, row)
        return Done(f"{confirmed} is confirmed and can be used.", page_of(confirmed))

    @asking_button(
        "Make default",
        "Calls that name no account of this customer will use this one.",
        path="default",
        icon="star",
    )
    def make_default(self, actor: Actor, row: Connection) -> Done:
        return Done(f"{defaults.set_default(actor, row)} is the default now.")

    @asking_button(
        "Send reconnect link",
        "Mails the customer a link that accepts this same account alone.",
        path="reconnect",
        icon="mail",
        verb="Send link",
    )
    def send_link(self, actor: Actor, row: Connection) -> Done:
        link = reconnects.send_reconnect_link(actor, row)
        return Done(f"The link was mailed to {link.customer.email}.")

    @asking_button(
        "Pause",
        "No call uses this account until you resume it. Its tokens are kept.",
        path="pause",
        icon="pause",
    )
    def pause(self, actor: Actor, row: Connection) -> Done:
        return Done(f"{pauses.pause(actor, row)} is paused.")

    @asking_button(
        "Resume",
        "Calls may use this account again.",
        path="resume",
        icon="play_arrow",
    )
    def resume(self, actor: Actor, row: Connection) -> Done:
        return Done(f"{pauses.resume(actor, row)} can be used again.")

    @asking_button(
        "Disconnect",
        "Deletes our tokens, and ends the access at the provider unless another connection rests on it. "
        "Workflows that use this account will stop: this page lists them under Used by.",
        path="disconnect",
        icon="link_off",
        is_danger=True,
    )
    def disconnect(self, actor: Actor, row: Connection) -> Done:
        ended = disconnect.disconnect(actor, row)
        return Done(
            f"Disconnected: our tokens are deleted. {ended.words}", reverse("admin:integrations_connection_changelist")
        )


def _fits(button: str, row: Connection) -> bool:
    if button == "send_link" and row.customer_id is None:
        return False
    return row.status in BUTTONS_OF[button] and not (button == "make_default" and row.is_default)
