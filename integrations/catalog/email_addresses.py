"""E-mail addresses as field types: one address, or a list of them, safe to be put into a header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email.errors import HeaderParseError
from email.headerregistry import Address, AddressHeader, HeaderRegistry
from typing import Annotated, cast

from pydantic import AfterValidator, BeforeValidator, Field

from integrations.catalog.lines import is_line

_REGISTRY = HeaderRegistry()


def parse_address(text: str) -> Address:
    """One mailbox such as ``ada@example.com`` or ``Ada Lovelace <ada@example.com>``.

    International domains are written in ASCII. Raises ValueError for anything else, line breaks included.
    """
    addresses = _mailboxes(text)
    if len(addresses) != 1:
        raise ValueError(f"{text!r} is not one e-mail address; write ada@example.com or Ada <ada@example.com>")
    address = addresses[0]
    if not address.username.isascii():
        raise ValueError(f"{text!r}: the part before the @ must be written in ASCII letters")
    try:
        domain = address.domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError(f"{text!r}: {address.domain!r} is not a domain name") from None
    return Address(display_name=address.display_name, username=address.username, domain=domain)


def _mailboxes(text: str) -> Sequence[Address]:
    """The mailboxes of an address header; none where it is not a whole list of them. Raises ValueError."""
    if not is_line(text):
        raise ValueError("must not contain line breaks or control characters")
    try:
        header = _REGISTRY("to", text)
        addresses = cast(AddressHeader, header).addresses
    except (HeaderParseError, IndexError):
        # The standard parser stumbles over some malformed input instead of listing a defect.
        return ()
    is_whole = not header.defects and all(each.username and each.domain for each in addresses)
    return addresses if is_whole else ()


def _checked(text: str) -> str:
    return str(parse_address(text))


def _listed(value: object) -> object:
    """One text with addresses, or an attendee or sender from an earlier step, counts as a list."""
    if isinstance(value, str):
        return [str(each) for each in _mailboxes(value)] or ([value] if value else [])
    if isinstance(value, list):
        return [_address_of(each) for each in value]
    return value


def _address_of(value: object) -> object:
    return value["email"] if isinstance(value, Mapping) and "email" in value else value


EmailAddress = Annotated[str, AfterValidator(_checked), Field(examples=["Ada Lovelace <ada@example.com>"])]
EmailAddresses = Annotated[list[EmailAddress], BeforeValidator(_listed), Field(examples=[["ada@example.com"]])]
