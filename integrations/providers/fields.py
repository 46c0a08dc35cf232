"""What a person fills in for a credential: each field with its words and its check, and templates made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from integrations.errors import FieldError

PLACE = "fields"
"""Where callers put the values: a wrong one is called ``fields.<name>``."""
VISIBLE = r"[!-~]+"
"""Printable ASCII without spaces, as keys and tokens are written."""
PRINTABLE = r"[^\x00-\x1f\x7f]+"
_HOLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True, kw_only=True)
class CredentialField:
    """One value of a credential."""

    name: str
    """In snake_case, as programs call it."""
    label: str
    """As people read it above the field, in the vendor's own words."""
    help: str = ""
    """Where a person finds the value at the vendor."""
    is_secret: bool = True
    """Whether it is typed unseen, and removed from whatever a vendor echoes."""
    pattern: str = VISIBLE
    """The whole value matches it, without the spaces around it that copying adds."""
    example: str = ""
    """A made-up value of the right form."""
    is_optional: bool = False
    longest: int = 2048

    def problem(self, value: object) -> str:
        """What is wrong with a value, without showing one that is secret; empty where nothing is."""
        if value in (None, ""):
            return "" if self.is_optional else f"{self.label} is missing. {self.help}".strip()
        if not isinstance(value, str):
            return f"{self.label} has to be a text."
        if len(value) > self.longest:
            return f"{self.label} has at most {self.longest:,} characters, not {len(value):,}."
        if re.fullmatch(self.pattern, value):
            return ""
        shown = "This" if self.is_secret else repr(value)
        like = f", such as {self.example}" if self.example else ""
        return f"{shown} is no {self.label}{like}. Copy it as the vendor shows it."


def read_fields(
    fields: Sequence[CredentialField], given: Mapping[str, object]
) -> tuple[dict[str, str], list[FieldError]]:
    """The values by name, an empty text for an optional one that is left out; and everything that is wrong."""
    stripped = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
    wrong = list(_unknown(fields, given))
    wrong += [
        FieldError(f"{PLACE}.{field.name}", problem)
        for field in fields
        if (problem := field.problem(stripped.get(field.name)))
    ]
    return {field.name: str(stripped.get(field.name) or "") for field in fields}, wrong


def names_in(template: str) -> tuple[str, ...]:
    """The fields that stand in a template, such as ``Bearer {key}``."""
    return tuple(_HOLE.findall(template))


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with the values in it, and nothing in them read as a template again."""
    return _HOLE.sub(lambda hole: values[hole[1]], template)


def fill_all(templates: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """All of them, names as well, without those in which a field is empty."""
    return {
        fill(name, values): fill(template, values)
        for name, template in templates.items()
        if all(values[each] for each in names_in(name + template))
    }


def _unknown(fields: Sequence[CredentialField], given: Mapping[str, object]) -> Iterator[FieldError]:
    known = [field.name for field in fields]
    for name in given:
        if name not in known:
            yield FieldError(f"{PLACE}.{name}", f"Unknown field. Expected one of: {', '.join(known)}.")
