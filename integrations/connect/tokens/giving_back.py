"""Giving tokens back to the vendor, which ends them there."""

from __future__ import annotations

import logging

from integrations.connect.states import LIVE, Status
from integrations.connect.tokens import grants
from integrations.connect.tokens.token_endpoint import revoke_tokens
from integrations.connect.tokens.vault import VaultError
from integrations.errors import MachinaError
from integrations.models import Grant, OAuthApp
from integrations.providers import registry
from integrations.providers.consent import PersonalTokens, Tokens
from integrations.providers.oauth2 import Revocation

logger = logging.getLogger(__name__)


def drop_tokens(app: OAuthApp, account_id: str, tokens: Tokens) -> bool:
    """Give back tokens that are not going to be stored, unless that would end a connection of the same account."""
    facts = registry.provider(app.provider).oauth2
    kept = grants.rests_on_account(app, account_id, statuses=LIVE | {Status.PENDING})
    is_shared = facts.tokens_belong_to == "account"
    ends_all = isinstance(facts.revocation, Revocation) and facts.revocation.ends == "account"
    if (is_shared or ends_all) and kept.exists():
        return False
    return give_back(app, tokens)


def drop_personal(app: OAuthApp, personal: PersonalTokens) -> bool:
    """The same for a person's own tokens, unless a connection of whomever rests on what this person gave the app."""
    if Grant.objects.filter(oauth_app=app, account_id=personal.account_id).exists():
        return False
    return give_back(app, personal.tokens)


def give_back(app: OAuthApp, tokens: Tokens) -> bool:
    """Whether they no longer work at the vendor, who may be down or unable to end any. Raises nothing."""
    try:
        return revoke_tokens(registry.provider(app.provider), app, tokens)
    except VaultError:
        logger.exception("connect.revoke_cannot_open", extra={"oauth_app": str(app.pk)})
        return False
    except MachinaError as error:
        logger.warning("connect.revoke_failed", extra={"provider": app.provider, "reason": error.code})
        return False
