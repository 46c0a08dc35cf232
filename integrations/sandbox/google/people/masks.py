"""Masks: which fields of a person are read, and which are written."""

from __future__ import annotations

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import invalid

_WRITABLE = """
addresses biographies birthdays calendarUrls clientData emailAddresses events externalIds genders imClients interests
locales locations memberships miscKeywords names nicknames occupations organizations phoneNumbers relations sipAddresses
urls userDefined
"""
WRITABLE = frozenset(_WRITABLE.split())
READABLE = WRITABLE | {"ageRanges", "coverPhotos", "metadata", "photos", "skills"}
OF_OTHERS = frozenset(["emailAddresses", "metadata", "names", "phoneNumbers", "photos"])


def read_mask(call: ApiCall, name: str, *, known: frozenset[str] = READABLE) -> frozenset[str]:
    """The fields a required mask names. Raises 400 for none, or for one that there is not."""
    text = call.parameters.text(name)
    if not text:
        raise invalid(f"{name} mask is required. Please specify one or more valid paths.", location=name)
    fields = frozenset(each.strip() for each in text.split(","))
    for field in sorted(fields - known):
        raise invalid(f'Invalid {name} mask path: "{field}".', location=name)
    return fields
