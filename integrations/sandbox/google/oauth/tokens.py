"""Codes and tokens as Google spells them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from integrations.sandbox.models import Behaviour, Consent, Token
from integrations.sandbox.oauth import tokens
from integrations.sandbox.oauth.tokens import Bearer

PROVIDER = "google"
CODE_PREFIX = "4/0sandbox-"


def find_bearer(access_token: str, now: datetime) -> Bearer | None:
    """The holder of a token that is good at this moment."""
    return tokens.find_bearer(PROVIDER, access_token, now, related=("mailbox",))


def issue_access_token(consent: Consent, scopes: Sequence[str], *, behaviour: Behaviour, now: datetime) -> str:
    """A new access token."""
    return tokens.issue_access_token(consent, scopes, prefix="ya29.sandbox-", behaviour=behaviour, now=now)


def issue_refresh_token(consent: Consent, scopes: Sequence[str]) -> str:
    """A new refresh token."""
    return tokens.issue_refresh_token(consent, scopes, prefix="1//sandbox-")


def find_refresh_token(refresh_token: str, client_id: str) -> Token | None:
    """A refresh token that this client may exchange."""
    return tokens.find_refresh_token(PROVIDER, refresh_token, client_id)
