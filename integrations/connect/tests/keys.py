"""A vendor that knows its customers by their keys, over real HTTP, and a service of each of its kind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from integrations.catalog.context import Ctx
from integrations.catalog.declare import AccountNeed, Service
from integrations.catalog.registry import Catalog, using
from integrations.catalog.schema import Input, Output
from integrations.egress.tests.vendor import Reply, Vendor, status
from integrations.providers import registry
from integrations.providers.declare import Provider
from integrations.providers.filled_in import NoCredential
from integrations.providers.tests.filled_in import ALL

YARA_KEY = "yara-key-canary-5d1e7b"
THEO_KEY = "theo-key-canary-9c42aa"
MODEL_KEY = "sk-canary-77aa01"
OTHER_MODEL_KEY = "sk-canary-88bb02"
YARA = {"id": "u-1", "email": "yara.keller@globex.example", "verified": True, "team": "", "name": "Yara Keller"}
THEO = {"id": "u-2", "email": "theo.marsh@sandmail.example", "verified": True, "team": "", "name": "Theo Marsh"}
KNOWN: Mapping[str, object] = {YARA_KEY: YARA, THEO_KEY: THEO, MODEL_KEY: {}, OTHER_MODEL_KEY: {}}
PRICING = """
source = "https://parcel.example/prices"
date = 2026-11-01
[parcel_read]
cost = "0.0001"
price = "0.002"
"""


class ParcelRead(Input):
    number: str = "1"
    """Which parcel."""


class Parcel(Output):
    state: str = ""
    """Where it is."""
    account: str = ""
    """Whose credential the vendor saw."""


def known_by_key(known: Mapping[str, object] = KNOWN) -> Reply:
    """Who the key in any header or in the query is; 401, with what was sent in it, for one that is not known."""

    def reply(handler: Any, vendor: Vendor) -> None:  # a handler of the tests' vendor
        received = vendor.received[-1]
        sent = json.dumps([received.path, dict(received.headers)])
        if received.path.startswith(("/public/", "/parcels/open")):
            status(200, {"state": sent})(handler, vendor)
            return
        account = next((each for key, each in known.items() if key in sent or encoded(key) in sent), None)
        if account is None:
            status(401, {"error": "unknown key", "you_sent": sent})(handler, vendor)
        elif "/v1/" in received.path:
            status(200, account)(handler, vendor)
        else:
            status(200, {"state": f"on its way, says {sent}"})(handler, vendor)

    return reply


def encoded(key: str) -> str:
    """As HTTP Basic has it with the key alone, or behind Ada's name."""
    from base64 import b64encode

    return b64encode(f"ada:{key}".encode()).decode()


def service_of(provider: Provider, folder: Path, *, account: AccountNeed | None = None) -> Service:
    """An operation on an account, or without one where its provider has none; and one that takes what there is."""
    (folder / "pricing.toml").write_text(PRICING)
    service = Service(
        key=f"{provider.key}_api",
        name=f"{provider.name} API",
        provider=provider.key,
        color="#123456",
        documentation_url=f"https://{provider.key}.example/docs",
        folder=folder,
        scopes={},
        hosts=(f"api.{provider.key}.example",),
        test_operation="read_parcel",
        account=account or ("none" if isinstance(provider.credential, NoCredential) else "required"),
    )

    @service.operation(effect="read", scopes=[], price="parcel_read", sample={})
    def read_parcel(ctx: Ctx, data: ParcelRead) -> Parcel:
        """Read where a parcel is."""
        return Parcel.model_validate(ctx.http.request("GET", f"/parcels/{data.number}").json())

    if service.account == "required":

        @service.operation(effect="read", scopes=[], price="parcel_read", sample={}, account="optional")
        def look_up(ctx: Ctx, data: ParcelRead) -> Parcel:
            """Look a parcel up as anybody may."""
            answer = ctx.http.request("GET", f"/public/{data.number}").json()
            return Parcel(state=answer["state"], account=ctx.account.account_id)

    return service


@contextmanager
def declared(folder: Path) -> Iterator[None]:
    """Every kind of provider beside Google, each with a service."""
    google = registry.provider("google")
    with registry.using(google, *ALL), using(Catalog([service_of(each, folder) for each in ALL])):
        yield
