"""What comes back."""

from __future__ import annotations

from pydantic import Field, JsonValue

from integrations.catalog.files import FileRef
from integrations.catalog.schema import Input, Output


class HttpAnswer(Output):
    """An answer of any API."""

    status: int
    """The status, such as 200."""
    headers: dict[str, str] = Field(default_factory=dict)
    """The headers, under lower-case names. Of several pages, those of the last one."""
    body: JsonValue = None
    """What the answer says: JSON as it is, text as a text; of several pages the list of their entries. Null where there
    is nothing, or a file."""
    file: FileRef | None = None
    """The answer as a stored file, where it was asked for or is neither JSON nor text; pass its file_id on."""
    has_more: bool = False
    """Whether there were more pages than were read."""


class HttpAccountTest(Input):
    """Nothing: the account says where it is used."""


class HttpAccountAnswer(Output):
    """What the account's own address answers."""

    url: str
    """The address that was asked."""
    status: int
    """The status of the answer; the account works where it is none of 401 and 403."""
