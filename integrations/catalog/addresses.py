"""E-mail addresses as field types: one address, or a list of them, safe to be put into a header."""

from __future__ import annotations

from collections.abc import Mapping
from email.errors import HeaderParseError
from email.headerregistry import Address, AddressHeader, HeaderRegistry
from email.utils import formataddr, getaddresses
from typing import Annotated, cast

from pydantic import AfterValidator, BeforeValidator, Field

_REGISTRY = HeaderRegistry()


def parse_address(text: str) -> Address:
    """One mailbox such as ``ada@example.com`` or ``Ada Lovelace <ada@example.com>``.

    International domains are written in ASCII. Raises ValueError for anything else, line breaks included.
    """
    if not text.isprintable():
        raise ValueError("must not contain line breaks or control characters")
    try:
        header = _REGISTRY("to", text)
        addresses, defects = cast(AddressHeader, header).addresses, header.defects
    except (HeaderParseError, IndexError, ValueError):
        # The standard parser stumbles over some malformed input instead of listing a defect.
        addresses, defects = (), ()
    if len(addresses) != 1 or defects or not addresses[0].username or not addresses[0].domain:
        raise ValueError(f"{text!r} is not one e-mail address; write ada@example.com or Ada <ada@example.com>")
    address = addresses[0]
    if not address.username.isascii():
        raise ValueError(f"{text!r}: the part before the @ must be written in ASCII letters")
    try:
        domain = address.domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError(f"{text!r}: {address.domain!r} is not a domain name") from None
    return Address(display_name=address.display_name, username=address.username, domain=domain)


def _checked(text: str) -> str:
    return str(parse_address(text))


def _listed(value: object) -> object:
    """A single address, also an attendee or a sender from an earlier step, counts as a list of one."""
    if isinstance(value, str):
        several = "," in value and value.isprintable()
        return [formataddr(each) for each in getaddresses([value])] if several else [value] if value else []
    if isinstance(value, list):
        return [_address_of(each) for each in value]
    return value


def _address_of(value: object) -> object:
    return value["email"] if isinstance(value, Mapping) and "email" in value else value


EmailAddress = Annotated[str, AfterValidator(_checked), Field(examples=["Ada Lovelace <ada@example.com>"])]
EmailAddresses = Annotated[list[EmailAddress], BeforeValidator(_listed), Field(examples=[["ada@example.com"]])]
