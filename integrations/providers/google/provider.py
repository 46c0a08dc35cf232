"""Google's facts. Source: https://developers.google.com/identity/protocols/oauth2/web-server"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from integrations.providers.consent import Identity, Tokens
from integrations.providers.declare import Provider
from integrations.providers.google.refusals import REFUSALS
from integrations.providers.identity import openid, text
from integrations.providers.oauth2 import ASK_ADMINISTRATOR, OAuth2, Revocation
from integrations.providers.requests import OAuthClient, VendorRequest, form_request


def read_identity(claims: Mapping[str, object]) -> Identity:
    """From an identity token, or from userinfo (whose older version says ``id`` and ``verified_email``)."""
    account_id = text(claims, "sub") or text(claims, "id")
    if not account_id:
        raise ValueError("Google's answer names no account")
    verified = claims.get("email_verified", claims.get("verified_email"))
    return Identity(
        account_id=account_id,
        email=text(claims, "email"),
        email_verified=verified is True or verified == "true",
        domain=text(claims, "hd"),
        name=text(claims, "name"),
    )


def revoke(client: OAuthClient, tokens: Tokens) -> VendorRequest:
    """Google asks for the token alone; who holds it may end it."""
    return form_request(client.addresses["revoke_url"], {"token": tokens.refresh or tokens.access})


provider = Provider(
    key="google",
    name="Google",
    color="#4285F4",
    documentation_url="https://developers.google.com/identity/protocols/oauth2/web-server",
    folder=Path(__file__).parent,
    addresses={
        "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
        "token_url": "https://oauth2.googleapis.com/token",
        "userinfo_url": "https://openidconnect.googleapis.com/v1/userinfo",
        "revoke_url": "https://oauth2.googleapis.com/revoke",
        "issuer": "https://accounts.google.com",
    },
    credential=OAuth2(
        allauth_class="allauth.socialaccount.providers.google.provider.GoogleProvider",
        identity_scopes=("openid", "email", "profile"),
        scope_names={
            "email": "https://www.googleapis.com/auth/userinfo.email",
            "profile": "https://www.googleapis.com/auth/userinfo.profile",
        },
        # Without `consent` a second consent brings no refresh token. `include_granted_scopes` is left out on purpose:
        # it would hand what the account granted for one customer to another.
        authorize_params={"access_type": "offline", "prompt": "consent select_account"},
        account_hint="login_hint",
        issuer_spellings=("accounts.google.com",),
        identify=openid(read_identity),
        refresh_tokens="always",
        tokens_belong_to="consent",
        revocation=Revocation(request=revoke, ends="account"),
        blocked_errors={
            "access_denied": ASK_ADMINISTRATOR,
            "admin_policy_enforced": ASK_ADMINISTRATOR,
            "policy_enforced": "It is in Google's Advanced Protection, which allows no such app: use another account.",
            "org_internal": "The OAuth app is for accounts of its own organisation alone: use one of those.",
        },
        passing_errors=frozenset({"temporarily_unavailable", "server_error", "internal_failure", "backend_error"}),
        app_errors=frozenset(
            {
                "invalid_client",
                "unauthorized_client",
                "deleted_client",
                "disabled_client",
                "restricted_client",
                "redirect_uri_mismatch",
                "unsupported_grant_type",
            }
        ),
    ),
    verifies_identity=True,
    refusals=REFUSALS,
    access_page="https://myaccount.google.com/connections",
)
