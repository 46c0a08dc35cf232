"""Ids as Notion has them: UUIDs, with or without dashes; made at random, or from a name where they have to stay."""

from __future__ import annotations

import re
from uuid import UUID, uuid4, uuid5

from integrations.sandbox.notion.errors import invalid

_NAMESPACE = UUID("9a1f0c2a-0000-4000-8000-6e6f74696f6e")
_UUID = re.compile(r"[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}")


def new_id() -> str:
    return str(uuid4())


def id_of(name: str) -> str:
    """The same for the same name, in every sandbox."""
    return str(uuid5(_NAMESPACE, name))


def bare(value: str) -> str:
    """As it stands in addresses."""
    return value.replace("-", "")


def dashed(value: object, path: str) -> str:
    """The one spelling that is stored. Raises 400 for what is no id."""
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise invalid(f"path failed validation: {path} should be a valid uuid, instead was `{value!r}`.")
    return str(UUID(value))
