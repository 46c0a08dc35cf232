"""Slack's facts. Source: https://docs.slack.dev/authentication/installing-with-oauth"""

from __future__ import annotations

from pathlib import Path

from integrations.providers.declare import Provider
from integrations.providers.oauth2 import ASK_ADMINISTRATOR, OAuth2, PersonalToken, Revocation
from integrations.providers.requests import revoke_by_get
from integrations.providers.slack.events import EVENTS
from integrations.providers.slack.identity import identify
from integrations.providers.slack.refusals import REFUSALS
from integrations.providers.slack.tokens import PERSONAL, read_personal, read_scopes, read_tokens, write_scopes

provider = Provider(
    key="slack",
    name="Slack",
    color="#4A154B",
    documentation_url="https://docs.slack.dev/authentication/installing-with-oauth",
    folder=Path(__file__).parent,
    addresses={
        "authorize_url": "https://slack.com/oauth/v2/authorize",
        "token_url": "https://slack.com/api/oauth.v2.access",
        "userinfo_url": "https://slack.com/api/auth.test",
        "revoke_url": "https://slack.com/api/auth.revoke",
    },
    # allauth's own Slack signs people in (OpenID Connect), and gives no token that works in a workspace.
    credential=OAuth2(
        write_scopes=write_scopes,
        # https://docs.slack.dev/authentication/using-pkce: for apps that were made public clients, which cannot be
        # undone; all others are answered pkce_not_allowed.
        pkce=False,
        read_tokens=read_tokens,
        read_scopes=read_scopes,
        personal=PersonalToken(scopes_begin_with=PERSONAL, read=read_personal),
        identify=identify,
        # With token rotation switched on for the app, which cannot be undone there.
        refresh_tokens="sometimes",
        tokens_belong_to="account",
        # An access token that has expired cannot be revoked, and its refresh token not at all.
        revocation=Revocation(
            request=revoke_by_get,
            gone_words=frozenset({"token_revoked", "invalid_auth", "account_inactive"}),
            ends="token",
        ),
        dead_grant_errors=frozenset(
            {"invalid_refresh_token", "token_revoked", "token_expired", "invalid_auth", "invalid_code", "code_expired"}
        ),
        blocked_errors={
            "access_denied": ASK_ADMINISTRATOR,
            "account_inactive": "The account was deactivated in Slack. Connect it as somebody else.",
            "cannot_install_an_org_installed_app": ASK_ADMINISTRATOR,
            "user_email_unverified": "Confirm your e-mail address in Slack; then connect again.",
        },
        passing_errors=frozenset(
            {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited", "accesslimited"}
        ),
        app_errors=frozenset(
            {
                "bad_client_secret",
                "invalid_client_id",
                "bad_redirect_uri",
                "oauth_authorization_url_mismatch",
                "invalid_grant_type",
                "pkce_not_allowed",
                "no_scopes",
            }
        ),
    ),
    verifies_identity=True,
    refusals=REFUSALS,
    events=EVENTS,
    access_page="https://my.slack.com/apps/manage",
)
