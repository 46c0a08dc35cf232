"""E-mail addresses as field types: one address, or a list of them, safe to be put into a header."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

import idna
from pydantic import AfterValidator, BeforeValidator, Field

from integrations.catalog.address_lists import Mailbox, read_addresses
from integrations.catalog.lines import is_line

_LOCAL_PART = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s.@<>"(),;:\\\[\]]+(?:\.[^\s.@<>"(),;:\\\[\]]+)*')
_DOMAIN = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*|\[[0-9A-Za-z.:]+\]")


def parse_address(text: str) -> Mailbox:
    """One mailbox such as ``ada@example.com`` or ``Ada Lovelace <ada@example.com>``.

    International domains are written in ASCII. Raises ValueError for anything else, line breaks included.
    """
    if not is_line(text):
        raise ValueError("must not contain line breaks or control characters")
    found = read_addresses(text)
    if len(found.mailboxes) != 1 or not found.is_regular:
        raise _not_one(text)
    return _sendable(found.mailboxes[0], text)


def _sendable(mailbox: Mailbox, text: str) -> Mailbox:
    """The mailbox as it may stand in a header. Raises ValueError, naming the text it was read from."""
    if not is_line(mailbox.display_name):
        raise ValueError("must not contain line breaks or control characters, encoded ones included")
    local_part, _, domain = mailbox.addr_spec.rpartition("@")
    if not local_part.isascii():
        raise ValueError(f"{text!r}: the part before the @ must be written in ASCII letters")
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode("ascii")
        except UnicodeError:
            raise ValueError(f"{text!r}: {domain!r} is not a domain name") from None
    if not _LOCAL_PART.fullmatch(local_part) or not _DOMAIN.fullmatch(domain):
        raise _not_one(text)
    return Mailbox(mailbox.display_name, f"{local_part}@{domain}")


def _not_one(text: str) -> ValueError:
    return ValueError(f"{text!r} is not one e-mail address; write ada@example.com or Ada <ada@example.com>")


def _checked(text: str) -> str:
    return str(parse_address(text))


def _listed(value: object) -> object:
    """One text with addresses, or an attendee or sender from an earlier step, counts as a list."""
    if isinstance(value, str):
        found = read_addresses(value)
        if not is_line(value) or not found.is_regular or not found.mailboxes:
            return [value] if value.strip() else []
        return [str(each) for each in found.mailboxes]
    if isinstance(value, list):
        return [_address_of(each) for each in value]
    return value


def _address_of(value: object) -> object:
    return value["email"] if isinstance(value, Mapping) and "email" in value else value


EmailAddress = Annotated[str, AfterValidator(_checked), Field(examples=["Ada Lovelace <ada@example.com>"])]
EmailAddresses = Annotated[list[EmailAddress], BeforeValidator(_listed), Field(examples=[["ada@example.com"]])]
