"""What looks like a login, and therefore belongs to an account and nowhere else."""

from __future__ import annotations

import re

SECRET_NAMES = frozenset(
    {
        *("password", "passphrase", "secret", "clientsecret", "apikey", "xapikey", "privatekey"),
        *("token", "accesstoken", "refreshtoken", "idtoken", "bearertoken", "authtoken"),
        *("authorization", "proxyauthorization", "cookie", "setcookie", "credential", "credentials"),
    }
)
"""Names of values that are logins, as small letters alone. Page and sync tokens are none."""
SECRET_VALUE = re.compile(r"(?:bearer|basic)\s+\S{8,}|mk_[\w-]{12,}|ya29\.\S+|1//[\w-]{10,}|whsec_\S+", re.IGNORECASE)


def is_login(name: str, value: object) -> bool:
    """Whether it looks like one, by its name or by itself."""
    is_named_so = re.sub(r"[^a-z]", "", name.lower()) in SECRET_NAMES
    return is_named_so or (isinstance(value, str) and SECRET_VALUE.fullmatch(value.strip()) is not None)
