"""Parts of a contact as inputs take them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from integrations.catalog.email_addresses import parse_address
from integrations.catalog.schema import Input

_LONG, _SHORT = 1024, 64


def _address(text: str) -> str:
    """The address itself, without a name that may stand before it. Raises ValueError."""
    return parse_address(text).addr_spec


def _known_address(text: str) -> str:
    """The address itself, or what is written in place of one: whatever is kept can be taken away."""
    try:
        return _address(text)
    except ValueError:
        return text


def _as_value(given: object) -> object:
    """One text, as lists of other steps have them, is a value without a type."""
    return {"value": given} if isinstance(given, str) else given


class GivenEmail(Input):
    """An e-mail address."""

    value: Annotated[str, AfterValidator(_address)] = Field(examples=["ada@globex.example"], max_length=320)
    """The address."""
    type: str = Field(default="", max_length=_SHORT, examples=["work"])
    """home, work, other, or a word of your own; empty is none, or as it was."""


class GivenPhone(Input):
    """A telephone number."""

    value: str = Field(min_length=1, max_length=_SHORT, examples=["+49 40 5550 117"])
    """The number."""
    type: str = Field(default="", max_length=_SHORT, examples=["mobile"])
    """home, work, mobile, main and the like, or a word of your own; empty is none, or as it was."""


class GivenWebsite(Input):
    """A page."""

    value: str = Field(min_length=1, max_length=2048, examples=["https://globex.example"])
    """Its address."""
    type: str = Field(default="", max_length=_SHORT, examples=["work"])
    """home, work, blog, profile and the like, or a word of your own; empty is none, or as it was."""


class GivenAddress(Input):
    """A postal address."""

    type: str = Field(default="", max_length=_SHORT, examples=["work"])
    """home, work, other, or a word of your own."""
    street: str | None = Field(default=None, max_length=_LONG)
    """Street and number."""
    extended: str | None = Field(default=None, max_length=_LONG)
    """What else belongs to it, such as a floor."""
    po_box: str | None = Field(default=None, max_length=_SHORT)
    """A box at the post office."""
    postal_code: str | None = Field(default=None, max_length=_SHORT)
    """Its postal code."""
    city: str | None = Field(default=None, max_length=_LONG)
    """Its town."""
    region: str | None = Field(default=None, max_length=_LONG)
    """Its state or province."""
    country: str | None = Field(default=None, max_length=_LONG)
    """Its country."""
    country_code: str | None = Field(default=None, max_length=2)
    """The country in two letters."""


Email = Annotated[GivenEmail, BeforeValidator(_as_value)]
Phone = Annotated[GivenPhone, BeforeValidator(_as_value)]
KnownAddress = Annotated[str, AfterValidator(_known_address)]
Website = Annotated[GivenWebsite, BeforeValidator(_as_value)]
