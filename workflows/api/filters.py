"""Reading what a list is filtered by."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from integrations.errors import FieldError, InputError


def identifier(field: str, value: str) -> UUID:
    """Raises InputError for what is no UUID."""
    try:
        return UUID(value)
    except ValueError:
        raise wrong(field, f"{value[:40]!r} is no UUID.") from None


def choice(field: str, value: str, choices: Sequence[str]) -> str:
    """Raises InputError for what is none of the choices."""
    if value not in choices:
        raise wrong(field, f"{value[:40]!r} is none of {', '.join(choices)}.")
    return value


def wrong(field: str, message: str) -> InputError:
    """The error of a filter that cannot be used."""
    return InputError(f"{field}: {message}", errors=[FieldError(field, message)])
