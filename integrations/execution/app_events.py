"""What a vendor sends of its own accord to an app's address: proved by its signature, and about whose accounts."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from integrations.connect.tokens.oauth_apps import open_signing_secret, require_environment
from integrations.errors import InputError, MachinaError, NotFound, Unauthenticated
from integrations.models import Connection, OAuthApp
from integrations.providers.registry import find

UNKNOWN = "There is no app at this address that receives events."


@dataclass(frozen=True)
class AppEvent:
    """An event, and the connections that it may be told to."""

    provider: str
    event: Mapping[str, object]
    connections: tuple[UUID, ...]


@dataclass(frozen=True)
class Challenge:
    """What the vendor wants to read, to know that the address is ours."""

    answer: str


def receive(provider: str, app_id: UUID, headers: Mapping[str, str], raw: bytes) -> AppEvent | Challenge | None:
    """What was sent, if the vendor has signed it just now; None for what is no event.

    Headers have their names in small letters. Raises NotFound for an app without events or without a signing secret,
    Unauthenticated for a wrong, old or missing signature, InputError for what is no JSON.
    """
    declared = find(provider)
    app = OAuthApp.objects.filter(pk=app_id, provider=provider).first()
    if declared is None or declared.events is None or app is None or not app.signing_secret_sealed:
        raise NotFound(UNKNOWN)
    _require_usable(app)
    if not declared.events.is_signed(headers, raw, open_signing_secret(app), time.time()):
        raise Unauthenticated(f"This is not signed by {declared.name} for this app, or was signed too long ago.")
    sent = _json(raw)
    challenge = declared.events.challenge(sent)
    if challenge is not None:
        return Challenge(challenge)
    event = declared.events.event(sent)
    if event is None:
        return None
    return AppEvent(provider, event, _connections(app, declared.events.accounts(sent)))


def _connections(app: OAuthApp, accounts: frozenset[str]) -> tuple[UUID, ...]:
    """Those made with the app for these accounts, or for people within them."""
    mine = Q(account_id__in=accounts)
    for account in accounts:
        mine |= Q(account_id__startswith=f"{account}/")
    found = Connection.objects.filter(mine, oauth_app=app) if accounts else Connection.objects.none()
    return tuple(found.order_by("pk").values_list("pk", flat=True))


def _require_usable(app: OAuthApp) -> None:
    try:
        require_environment(app)
    except MachinaError:
        raise NotFound(UNKNOWN) from None


def _json(raw: bytes) -> Mapping[str, object]:
    try:
        sent = json.loads(raw)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        raise InputError("The body is no JSON object.")
    return sent
