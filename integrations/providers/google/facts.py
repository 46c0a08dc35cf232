"""Google's facts. Source: https://developers.google.com/identity/protocols/oauth2/web-server"""

from __future__ import annotations

from collections.abc import Mapping

from integrations.providers.declare import Addresses, Identity, Provider
from integrations.providers.google.refusals import REFUSALS


def read_identity(claims: Mapping[str, object]) -> Identity:
    """From an identity token, or from userinfo (whose older version says ``id`` and ``verified_email``)."""
    account_id = _text(claims, "sub") or _text(claims, "id")
    if not account_id:
        raise ValueError("Google's answer names no account")
    verified = claims.get("email_verified", claims.get("verified_email"))
    return Identity(
        account_id=account_id,
        email=_text(claims, "email"),
        email_verified=verified is True or verified == "true",
        domain=_text(claims, "hd"),
        name=_text(claims, "name"),
    )


def _text(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) else ""


PROVIDER = Provider(
    key="google",
    name="Google",
    addresses=Addresses(
        authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
        token_url="https://oauth2.googleapis.com/token",  # noqa: S106  # an address
        userinfo_url="https://openidconnect.googleapis.com/v1/userinfo",
        revoke_url="https://oauth2.googleapis.com/revoke",
        issuers=("https://accounts.google.com", "accounts.google.com"),
    ),
    allauth_class="integrations.connect.handshake.google_oauth2.GoogleProvider",
    read_identity=read_identity,
    identity_scopes=("openid", "email", "profile"),
    scope_names={
        "email": "https://www.googleapis.com/auth/userinfo.email",
        "profile": "https://www.googleapis.com/auth/userinfo.profile",
    },
    # Without `consent` a second consent brings no refresh token. `include_granted_scopes` is left out on purpose: it
    # would hand what the account granted for one customer to another.
    authorize_params={"access_type": "offline", "prompt": "consent select_account"},
    account_hint="login_hint",
    verifies_identity=True,
    tokens_belong_to="consent",
    revoking_ends="account",
    gives_refresh_token=True,
    refusals=REFUSALS,
    access_page="https://myaccount.google.com/connections",
)
