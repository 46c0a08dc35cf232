"""Whose account has consented: from an identity token, from the vendor's userinfo, or from the token answer itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from integrations.providers.addresses import Addresses
from integrations.providers.answers import TokenJSON
from integrations.providers.consent import Identity

ReadIdentity = Callable[[Mapping[str, object]], Identity]


class Consented(Protocol):
    """What a provider may look at to say whose account it is."""

    @property
    def answer(self) -> TokenJSON:
        """The token answer."""
        ...

    @property
    def addresses(self) -> Addresses:
        """Where the provider is reached now."""
        ...

    def id_claims(self) -> Mapping[str, object] | None:
        """The claims of the answer's identity token, checked for issuer, audience and time; None without one."""
        ...

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> object:
        """The JSON at an address of the provider, asked for with the new access token, which is not shown here.

        Raises ValueError when the vendor answers anything else.
        """
        ...

    def post(self, url: str, headers: Mapping[str, str] | None = None) -> object:
        """The same by an empty POST, for vendors who are asked so."""
        ...


Identify = Callable[[Consented], Identity]
"""Raises ValueError when nothing names an account."""


def openid(read: ReadIdentity) -> Identify:
    """From the identity token, and from userinfo where there is none (OpenID Connect)."""
    ask_userinfo = userinfo(read)

    def identify(consented: Consented) -> Identity:
        claims = consented.id_claims()
        return ask_userinfo(consented) if claims is None else read(claims)

    return identify


def userinfo(read: ReadIdentity) -> Identify:
    """From what the address ``userinfo_url`` says about the new access token."""

    def identify(consented: Consented) -> Identity:
        if "userinfo_url" not in consented.addresses:
            raise ValueError("the token answer names no account, and the provider has no userinfo_url")
        claims = consented.get(consented.addresses["userinfo_url"])
        if isinstance(claims, dict):
            return read(claims)
        raise ValueError("the provider did not say whose account it is")

    return identify


def token_answer(read: ReadIdentity) -> Identify:
    """From the token answer itself, as Notion and Slack give it."""

    def identify(consented: Consented) -> Identity:
        return read(consented.answer)

    return identify


def text(claims: Mapping[str, object], name: str) -> str:
    """A claim that is a text; empty where it is missing or something else."""
    value = claims.get(name)
    return value if isinstance(value, str) else ""
