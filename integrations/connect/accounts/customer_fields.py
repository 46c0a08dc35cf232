"""What each field of a customer may hold, and the form it is stored in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from integrations.catalog.zones import zone_names
from integrations.errors import FieldError
from integrations.models.customer import KEY_PATTERN


class WrongField(Exception):
    """A value that a field may not hold; the text says what to write instead."""


PUBLIC_MAIL_DOMAINS = frozenset(Path(__file__).with_name("public_domains.txt").read_text(encoding="ascii").split())
"""Domains of the large free-mail services, at which anyone can get an address: they say nothing about who an account
belongs to. No list is complete, so an operator who enters a domain has to know it as well."""
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_MOST_ACCOUNTS = 500
_MOST_METADATA = 64 * 1024
# JSON's spelling of a NUL, which PostgreSQL cannot store; not a backslash that stands before "u0000" itself.
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def check_key(key: str) -> list[FieldError]:
    """What is wrong with a key: nothing, or one error."""
    if re.fullmatch(KEY_PATTERN, key):
        return []
    return [FieldError("key", f"{key!r} is not a key. Use lower-case letters, digits, - and _, for example acme-corp.")]


def _name(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value.strip()) > 200:
        raise WrongField("Write a name of 1 to 200 characters.")
    return value.strip()


def _email(value: object) -> str:
    if value in ("", None):
        return ""
    address = value.strip() if isinstance(value, str) else ""
    try:
        validate_email(address)
    except ValidationError:
        raise WrongField(f"{value!r} is not an e-mail address, such as team@acme.example.") from None
    if len(address) > 254:
        raise WrongField("An e-mail address has at most 254 characters.")
    return address


def _domain(value: object) -> str:
    domain = value.strip().lower().rstrip(".") if isinstance(value, str) else ""
    if not domain and value in ("", None):
        return ""
    if not _DOMAIN.fullmatch(domain):
        raise WrongField(f"{value!r} is not a domain, such as acme.example.")
    if domain in PUBLIC_MAIL_DOMAINS:
        raise WrongField(
            f"Anyone can have an account at {domain}, so it proves nothing. List the addresses as expected accounts."
        )
    return domain


def _expected_accounts(value: object) -> list[str]:
    if not isinstance(value, list | tuple) or len(value) > _MOST_ACCOUNTS:
        raise WrongField(f"Give a list of at most {_MOST_ACCOUNTS} e-mail addresses.")
    addresses = [_email(each) for each in value]
    if not all(addresses):
        raise WrongField("An expected account is empty. Give its e-mail address or leave it out.")
    return list(dict.fromkeys(addresses))


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise WrongField(f"{value!r} is neither true nor false.")
    return value


def _time_zone(value: object) -> str:
    if not isinstance(value, str) or value not in zone_names():
        raise WrongField(f"{value!r} is not a time zone by area and city, such as Europe/Berlin.")
    return value


def _metadata(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise WrongField('Give a JSON object, for example {"plan": "pro"}.')
    try:
        text = json.dumps(value, allow_nan=False, ensure_ascii=False)
        size = len(text.encode())  # fails for half of a surrogate pair, which no answer could show
    except (TypeError, ValueError, RecursionError):
        raise WrongField("This is not plain JSON. Give whole text, numbers, lists and objects.") from None
    if size > _MOST_METADATA:
        raise WrongField(f"There are {size:,} bytes of JSON here; {_MOST_METADATA:,} is the limit.")
    if _NUL.search(text):
        raise WrongField("There is a NUL character in it, which cannot be stored. Remove it.")
    return value


CHECKS: Mapping[str, Callable[[object], object]] = {
    "name": _name,
    "email": _email,
    "domain": _domain,
    "expected_accounts": _expected_accounts,
    "any_account": _flag,
    "is_active": _flag,
    "time_zone": _time_zone,
    "metadata": _metadata,
}
