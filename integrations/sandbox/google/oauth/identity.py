"""Who an account is: the claims of userinfo and of id tokens, as far as the scopes allow."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from integrations.sandbox.google.oauth.scopes import ALIASES
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Account, SigningKey

LIFETIME_SECONDS = 3600


def claims(account: Account, scopes: Collection[str]) -> Resource:
    """What userinfo answers."""
    told: Resource = {"sub": account.subject}
    if ALIASES["profile"] in scopes:
        told |= {"name": account.name, "given_name": account.given_name}
        told |= {"family_name": account.family_name} if account.family_name else {}
    if ALIASES["email"] in scopes:
        told |= {"email": account.email, "email_verified": True}
    if account.hosted_domain and len(told) > 1:
        told["hd"] = account.hosted_domain
    return told


def id_token(account: Account, scopes: Collection[str], *, issuer: str, client_id: str, nonce: str) -> str:
    """A signed JWT. Its times are the real ones: whoever checks it has no part in the sandbox's clock."""
    issued = int(time.time())
    payload = claims(account, scopes) | {
        "iss": issuer,
        "azp": client_id,
        "aud": client_id,
        "iat": issued,
        "exp": issued + LIFETIME_SECONDS,
    }
    if nonce:
        payload["nonce"] = nonce
    key = signing_key()
    return jwt.encode(payload, key.private_key, algorithm="RS256", headers={"kid": key.key_id})


@dataclass(frozen=True)
class Key:
    """A key pair as it is used."""

    key_id: str
    private_key: rsa.RSAPrivateKey


def signing_key() -> Key:
    """The stored key, made at the first call of the first process."""
    stored = SigningKey.objects.filter(provider="google").first()
    if stored is None:
        made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        defaults = {"key_id": "sandbox", "private_pem": pem.decode()}
        stored, _ = SigningKey.objects.get_or_create(provider="google", defaults=defaults)
    return Key(stored.key_id, _load(stored.private_pem))


@cache
def _load(private_pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(private_pem.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("The stored signing key is not an RSA key.")
    return key


def public_keys() -> Resource:
    """The JSON Web Key Set."""
    key = signing_key()
    public = jwt.algorithms.RSAAlgorithm.to_jwk(key.private_key.public_key(), as_dict=True)
    return {"keys": [public | {"kid": key.key_id, "use": "sig", "alg": "RS256"}]}
