"""Dynamic choices of a field, such as the labels of a mailbox."""

from __future__ import annotations

from pydantic import BaseModel


class OptionsQuery(BaseModel):
    """What the person has typed so far, and where the last page ended."""

    query: str = ""
    page_token: str | None = None
    form: dict[str, object] = {}
    """The other fields that these choices rest on, as the form holds them: neither whole nor checked."""


class Option(BaseModel):
    """One choice: the value that is sent and the text a person reads."""

    value: str
    label: str


class OptionsPage(BaseModel):
    """Some choices, and the token of the next page where there are more."""

    options: list[Option]
    next: str | None = None
