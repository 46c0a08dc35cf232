"""What things are called in the admin: states in colour and words, scopes as sentences, rows by linked names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from integrations.actors import Right
from integrations.catalog.registry import catalog
from integrations.models import Connection, ConnectLink, Customer
from integrations.providers.registry import all_providers

OWNER = "Owner"
STATE_WORDS = {
    "queued": "Queued",
    "running": "Running",
    "waiting": "Waiting",
    "succeeded": "Succeeded",
    "failed": "Failed",
    "cancelled": "Cancelled",
    "skipped": "Skipped",
    "outcome_unknown": "Outcome unknown",
    "correction": "Correction",
}
"""Of calls, steps, runs and usage: as in the editor."""
STATE_TONES = {
    "running": "running",
    "waiting": "waiting",
    "succeeded": "success",
    "failed": "error",
    "outcome_unknown": "unknown",
}
CONNECTION_WORDS: Mapping[str, str] = {
    Connection.Status.PENDING: "Waiting for confirmation",
    Connection.Status.ACTIVE: "Connected",
    Connection.Status.REFRESH_FAILING: "Cannot be refreshed at the moment",
    Connection.Status.NEEDS_RECONNECT: "Has to be connected again",
    Connection.Status.SCOPE_MISSING: "A permission is missing",
    Connection.Status.PAUSED: "Paused",
    Connection.Status.REVOKED: "Disconnected",
}
CONNECTION_TONES: Mapping[str, str] = {
    Connection.Status.ACTIVE: "success",
    Connection.Status.PENDING: "waiting",
    Connection.Status.REFRESH_FAILING: "warning",
    Connection.Status.SCOPE_MISSING: "warning",
    Connection.Status.NEEDS_RECONNECT: "error",
}
REASONS = {
    "no_refresh_token": "The provider gave no permission to stay connected.",
    "invalid_grant": "The provider no longer accepts this connection.",
    "refresh_interrupted": "A refresh was interrupted and could not be repeated.",
    "access_expired": "The access has ended; the provider gives it for a limited time.",
    "access_refused": "The provider no longer accepts this connection.",
    "access_denied": "Its organisation keeps this account from the app; an administrator there can allow it.",
    "admin_policy_enforced": "An administrator of its organisation has to allow the app.",
    "policy_enforced": "The provider protects this account from apps like this one.",
    "org_internal": "The OAuth app is for accounts of its own organisation alone.",
    "test_mode_expired": "The provider ends connections of apps in test mode after a few days.",
}
LINK_WORDS: Mapping[str, str] = {
    ConnectLink.State.OPEN: "Not opened yet",
    ConnectLink.State.BOUND: "In use by the customer",
    ConnectLink.State.FINISHED: "Finished",
    ConnectLink.State.EXPIRED: "Expired",
    ConnectLink.State.REVOKED: "Revoked",
}
LINK_TONES: Mapping[str, str] = {
    ConnectLink.State.OPEN: "neutral",
    ConnectLink.State.BOUND: "running",
    ConnectLink.State.FINISHED: "success",
}
HEALTH_REASONS = {
    "invalid_client": "The provider does not know this client id, or refuses its secret.",
    "unauthorized_client": "The provider does not let this app sign anybody in.",
}
RIGHT_WORDS: Mapping[Right, str] = {
    "view": "sees what happened",
    "read_content": "reads what calls and runs said",
    "operate": "acts on accounts and runs workflows",
    "billing": "manages prices and bills",
    "security": "manages OAuth apps, API keys and settings",
}
ORIGINS = {
    "admin": "Admin",
    "agent": "Agent",
    "api": "API",
    "connect": "Connecting accounts",
    "editor": "Editor",
    "mcp": "MCP",
    "options": "A form's choices",
    "probe": "Connection test",
    "workflow": "Workflow",
}


def pill(words: str, tone: str = "neutral") -> SafeString:
    """A state in colour and words, on lists and pages alike."""
    return format_html('<span class="machina-pill machina-pill-{}">{}</span>', tone, words)


def state_pill(state: str) -> SafeString:
    """How a call, a step, a run or a usage record ended, or how far it is."""
    return pill(STATE_WORDS.get(state) or in_words(state), STATE_TONES.get(state, "neutral"))


def connection_pill(connection: Connection) -> SafeString:
    """The health of an account."""
    return pill(CONNECTION_WORDS[connection.status], CONNECTION_TONES.get(connection.status, "neutral"))


def link_pill(link: ConnectLink) -> SafeString:
    """How far a link is; one whose time is over counts as expired also before the sweep."""
    state = link.state
    if state in (ConnectLink.State.OPEN, ConnectLink.State.BOUND) and link.expires_at <= timezone.now():
        state = ConnectLink.State.EXPIRED
    return pill(LINK_WORDS[state], LINK_TONES.get(state, "neutral"))


def reason_words(reason: str) -> str:
    """Why a connection is as it is."""
    return REASONS.get(reason) or in_words(reason)


def health_reason_words(reason: str) -> str:
    """Why a provider refuses an app."""
    return HEALTH_REASONS.get(reason) or in_words(reason)


def origin_words(origin: str) -> str:
    """What asked for a call."""
    return ORIGINS.get(origin) or in_words(origin)


def maker_words(label: str) -> str:
    """Who made something: the name without what kind of actor it is, where that is staff."""
    kind, _, name = label.partition(":")
    if not name:
        return label or "Machina"
    return "Machina" if kind == "system" else actor_words(kind, name)


def actor_words(kind: str, label: str) -> str:
    """Who did something, as people call him."""
    return f"API key {label}" if kind == "api_key" else label


def in_words(name: str) -> str:
    """A name of programs as people read it: `needs_reconnect` → `Needs reconnect`."""
    text = name.replace("_", " ").replace(".", " ").strip()
    return text[:1].upper() + text[1:]


def service_names(keys: Iterable[str]) -> str:
    """Names of services; of one that was uninstalled, its key in words."""
    services, providers = catalog().services, all_providers()
    found = ((key, services.get(key) or providers.get(key)) for key in keys)
    return ", ".join(each.name if each else in_words(key) for key, each in found)


def provider_name(key: str) -> str:
    """The name of a provider; of one that was uninstalled, its key in words."""
    known = all_providers()
    return known[key].name if key in known else in_words(key)


def operation_label(key: str) -> str:
    """`Gmail · Send message`; of one that was uninstalled, its key in words."""
    service_key, _, name = key.partition(".")
    service = catalog().services.get(service_key)
    operation = catalog().operations.get(key)
    return f"{service.name if service else in_words(service_key)} · {operation.label if operation else in_words(name)}"


def scope_sentences(provider: str, scopes: Iterable[str]) -> list[str]:
    """What an account has allowed, one plain sentence a scope."""
    known = {scope: words for service in catalog().of_provider(provider) for scope, words in service.scopes.items()}
    if (facts := all_providers().get(provider)) is not None:
        known = {**facts.scopes, **known}
    return [_sentence(known.get(scope) or _unknown_scope(scope)) for scope in scopes]


def lines(values: Iterable[str]) -> SafeString:
    """One value below the other."""
    return format_html_join(mark_safe("<br>"), "{}", ((value,) for value in values))


def short(words: str) -> SafeString:
    """A sentence in one line of a list, the whole of it on hover."""
    return format_html('<span class="machina-short" title="{0}">{0}</span>', words) if words else SafeString("")


def link_to(row: Model | None, *, nothing: str = "none") -> str | SafeString:
    """A row by its name, leading to its page."""
    if row is None:
        return nothing
    return format_html('<a class="machina-link" href="{}">{}</a>', page_of(row), row)


def customer_name(customer: Customer | None) -> str:
    """Whose it is, by name."""
    return customer.name if customer else OWNER


def customer_link(customer: Customer | None) -> str | SafeString:
    """Whose it is: a customer by name, or the owner."""
    return link_to(customer, nothing=OWNER)


def page_of(row: Any) -> str:
    """The address of a row's page in the admin."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _unknown_scope(scope: str) -> str:
    known = {"openid": "know who the account is", "email": "see the e-mail address", "profile": "see the name"}
    name = scope.rstrip("/").rpartition("/")[2]
    short = name.removeprefix("userinfo.")
    return known.get(short, f"use {name!r}, a permission no service here knows")
