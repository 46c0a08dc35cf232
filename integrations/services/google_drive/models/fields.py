"""Field types that several of Drive's inputs share."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from integrations.catalog.identifiers import Identifier
from integrations.catalog.lines import is_line
from integrations.catalog.schema import BlankIsNone, ui

WORDS_OF_THE_API = frozenset({"trash", "generateIds", "generateCseToken"})
"""In the place of a file's id these lead to other methods: deleting ``trash`` empties the trash for good."""


def _no_word_of_the_api(text: str) -> str:
    if text in WORDS_OF_THE_API:
        raise ValueError(f"{text!r} is a word of Drive's API and no id: take one from list_files or from a link")
    return text


def _one_line(text: str) -> str:
    if not is_line(text):
        raise ValueError("must be one line without control characters")
    return text


def _encodable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"has half of a character at {error.start}, which UTF-8 cannot hold") from error
    return text


def _stored_id(value: object) -> object:
    """The id of a file that an earlier step handed over whole."""
    return value["file_id"] if isinstance(value, dict) and "file_id" in value else value


DriveId = Annotated[Identifier, AfterValidator(_no_word_of_the_api)]
Name = Annotated[str, AfterValidator(_one_line)]
Text = Annotated[str, AfterValidator(_encodable)]
StoredFileId = Annotated[Identifier, BeforeValidator(_stored_id)]

FileField = Annotated[
    DriveId,
    Field(
        description="Id of the file in Drive, from list_files, a trigger or its link.",
        json_schema_extra=ui(options="files"),
    ),
]
FolderField = Annotated[
    DriveId,
    Field(
        description="Id of the folder; root is My Drive, and the id of a shared drive is its uppermost folder.",
        examples=["root"],
        json_schema_extra=ui(options="folders"),
    ),
]
OptionalFolderField = Annotated[
    DriveId | None,
    BlankIsNone,
    Field(
        description="Id of the folder; root is My Drive, and the id of a shared drive is its uppermost folder.",
        examples=["root"],
        json_schema_extra=ui(options="folders"),
    ),
]
OptionalDriveField = Annotated[
    DriveId | None,
    BlankIsNone,
    Field(
        description="Id of a shared drive.",
        json_schema_extra=ui(options="drives", advanced=True),
    ),
]
