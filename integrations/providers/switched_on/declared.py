"""Providers as declared by the setting: what allauth knows of a vendor's accounts, and the standard for the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

from django.utils.module_loading import import_string

from integrations.providers.consent import Identity
from integrations.providers.declare import Provider
from integrations.providers.identity import ReadIdentity, userinfo
from integrations.providers.oauth2 import NotRevocable, OAuth2, Revocation, joined_by
from integrations.providers.requests import TokenForm, revoke_by_post
from integrations.providers.switched_on.setting import SwitchedOn

STOCK = "integrations.providers.switched_on.stock"


def declared(switched_on: Iterable[SwitchedOn]) -> list[Provider]:
    """The providers that the setting switches on."""
    return [declare(each) for each in switched_on]


def declare(setting: SwitchedOn) -> Provider:
    """One of them. Its identity is believed by nobody: allauth says little of what a vendor has verified."""
    named = {name: getattr(setting, name) for name in ("authorize_url", "token_url", "userinfo_url", "revoke_url")}
    allauth_class = f"{STOCK}.{setting.allauth}"
    page = urlsplit(setting.authorize_url)
    return Provider(
        key=setting.key,
        name=setting.name or setting.key.replace("_", " ").capitalize(),
        color="#475569",
        documentation_url=f"https://docs.allauth.org/en/latest/socialaccount/providers/{setting.allauth}.html",
        folder=Path(__file__).parent,
        addresses={name: url for name, url in named.items() if url},
        api_hosts=setting.api_hosts,
        scopes=setting.scopes,
        credential=OAuth2(
            allauth_class=allauth_class,
            write_scopes=joined_by(setting.scope_separator),
            form=TokenForm(authentication=setting.client_authentication),
            identify=userinfo(reader_of(allauth_class)),
            refresh_tokens=setting.refresh_tokens,
            tokens_belong_to="consent",
            revocation=Revocation(request=revoke_by_post, ends="token") if setting.revoke_url else NotRevocable(),
        ),
        verifies_identity=False,
        access_page=setting.access_page or f"{page.scheme}://{page.netloc}",
    )


def reader_of(allauth_class: str) -> ReadIdentity:
    """Who a vendor's answer names, as allauth reads it. Raises ValueError where it names nobody."""

    def read(claims: Mapping[str, object]) -> Identity:
        stock = import_string(allauth_class)
        # It is asked about an answer alone, and so needs neither a request nor an OAuth app.
        told = stock(None, app=SimpleNamespace(settings={}, provider_id="", provider=stock.id, client_id="", key=""))
        try:
            account_id = told.extract_uid(dict(claims))
            common = told.extract_common_fields(dict(claims))
        except (LookupError, TypeError, AttributeError) as error:
            raise ValueError("the provider did not say whose account it is") from error
        if account_id in (None, "", "None"):
            raise ValueError("the provider did not say whose account it is")
        names = (common.get(name) for name in ("first_name", "last_name"))
        full = common.get("name") or " ".join(str(each) for each in names if each) or common.get("username")
        return Identity(str(account_id), str(common.get("email") or ""), False, "", str(full or ""))

    return read
