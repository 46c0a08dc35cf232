"""Providers of keys as they differ: a bearer key, a header of the vendor's own, Basic, an address for each customer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from integrations.providers.base_urls import BaseUrl
from integrations.providers.consent import Identity
from integrations.providers.declare import Provider
from integrations.providers.fields import CredentialField
from integrations.providers.filled_in import ApiKey, Basic, CredentialTest, NoCredential
from integrations.providers.identity import text

FOLDER = Path(__file__).parent


def read_user(answer: Mapping[str, object]) -> Identity:
    if not text(answer, "id"):
        raise ValueError("no account")
    email = text(answer, "email")
    return Identity(
        text(answer, "id"), email, answer.get("verified") is True, text(answer, "team"), text(answer, "name")
    )


WHOAMI = CredentialTest(path="/v1/me", read=read_user)
NOBODY = CredentialTest(path="/v1/models")
SUBDOMAIN = CredentialField(
    name="subdomain", label="Subdomain", is_secret=False, pattern=r"[A-Za-z0-9-]+", example="acme"
)


def declared(key: str, credential: ApiKey | Basic | NoCredential, **facts: Any) -> Provider:
    """A provider with this kind of credential."""
    given: dict[str, Any] = {
        "name": key.title(),
        "color": "#123ABC",
        "documentation_url": f"https://{key}.example/docs",
        "folder": FOLDER,
        "addresses": {"api_url": f"https://api.{key}.example"},
        "access_page": f"https://{key}.example/keys",
        "verifies_identity": True,
    }
    return Provider(key=key, credential=credential, **given | facts)


PARCEL = declared("parcel", ApiKey(test=WHOAMI))
"""A bearer key, and the vendor says whose it is."""
MODELS = declared(
    "models",
    ApiKey(
        fields=(
            CredentialField(name="key", label="API key", pattern=r"sk-[A-Za-z0-9-]{8,}", example="sk-example-1234"),
            CredentialField(name="organization", label="Organization", is_secret=False, is_optional=True),
        ),
        headers={"X-Api-Key": "{key}", "X-Organization": "{organization}"},
        test=NOBODY,
    ),
    verifies_identity=False,
)
"""Headers of its own, and the vendor tells nobody whose key it is."""
LEDGER = declared("books", Basic(test=WHOAMI))
"""A name and a password."""
STRIPED = declared(
    "striped",
    Basic(fields=(CredentialField(name="key", label="Secret key"),), username="{key}", password="", test=WHOAMI),
)
"""Basic with the key in one half."""
MAPS = declared("maps", ApiKey(headers={}, query={"api_key": "{key}"}, test=WHOAMI))
"""The query, because the vendor reads nothing else."""
DESK = declared(
    "desk",
    ApiKey(
        fields=(SUBDOMAIN, CredentialField(name="key", label="API key")),
        base_url=BaseUrl(template="https://{subdomain}.desk.example"),
        test=WHOAMI,
    ),
    addresses={},
)
"""An address made of a field."""
FORGE = declared("forge", ApiKey(base_url=BaseUrl(example="https://forge.acme.example"), test=WHOAMI), addresses={})
"""An address that a person gives whole."""
WEATHER = declared("weather", NoCredential(), access_page="", verifies_identity=False)
"""Asks nobody."""
ALL = (PARCEL, MODELS, LEDGER, STRIPED, MAPS, DESK, FORGE, WEATHER)
