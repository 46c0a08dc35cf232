"""Giving tokens back to the vendor that are not going to be stored."""

from __future__ import annotations

from integrations.connect.states import LIVE, Status
from integrations.connect.tokens import grants, revocations
from integrations.models import Grant, OAuthApp
from integrations.providers import registry
from integrations.providers.consent import PersonalTokens, Tokens
from integrations.providers.oauth2 import NotRevocable, Revocation


def drop_tokens(app: OAuthApp, account_id: str, tokens: Tokens) -> bool:
    """Give back tokens that are not going to be stored, unless that would end a connection of the same account."""
    facts = registry.provider(app.provider).oauth2
    kept = grants.rests_on_account(app, account_id, statuses=LIVE | {Status.PENDING})
    is_shared = facts.tokens_belong_to == "account"
    ends_all = isinstance(facts.revocation, Revocation) and facts.revocation.ends == "account"
    if (is_shared or ends_all) and kept.exists():
        return False
    return _end(app, account_id, tokens)


def drop_personal(app: OAuthApp, personal: PersonalTokens) -> bool:
    """The same for a person's own tokens, unless a connection of whomever rests on what this person gave the app."""
    if Grant.objects.filter(oauth_app=app, account_id=personal.account_id).exists():
        return False
    return _end(app, personal.account_id, personal.tokens, is_personal=True)


def _end(app: OAuthApp, account_id: str, tokens: Tokens, *, is_personal: bool = False) -> bool:
    """Whether they no longer work at the vendor; who cannot be told now is told later."""
    if isinstance(registry.provider(app.provider).credential.revocation, NotRevocable):
        return False
    return revocations.begin(revocations.keep(app, account_id, tokens, is_personal=is_personal))
