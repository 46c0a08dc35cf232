"""What is given to make, change, move, copy and throw away files."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from integrations.catalog.between import between
from integrations.catalog.schema import BlankIsNone, Input, Output, ui
from integrations.services.google_drive.file_types import ConvertTo
from integrations.services.google_drive.models.fields import (
    FileField,
    FolderField,
    Name,
    OptionalFolderField,
    StoredFileId,
    Text,
)

ContentFrom = Literal["file", "text", "base64", "url"]
LONGEST_NAME = 500


class _Content(Input):
    """Content in one of several ways; where the form offers a choice, programs just give one."""

    content_from: ContentFrom = "file"
    """Where the content comes from. It can be left out where just one of the fields for it is given."""
    text: Text | None = Field(
        default=None, json_schema_extra=ui(widget="textarea", show_when={"content_from": ["text"]})
    )
    """The content as text; it is stored as UTF-8."""
    content_base64: Annotated[str | None, BlankIsNone] = Field(
        default=None,
        json_schema_extra=ui(widget="textarea", show_when={"content_from": ["base64"]}),
    )
    """The content as base64."""
    url: Annotated[str | None, BlankIsNone] = Field(
        default=None,
        max_length=4000,
        json_schema_extra=ui(placeholder="https://", show_when={"content_from": ["url"]}),
    )
    """A public https address to fetch the content from; nothing of the account goes there."""

    @property
    def stored_file_id(self) -> str | None:
        raise NotImplementedError

    @property
    def source(self) -> ContentFrom | None:
        """The one way that is given; None for none, or where it is not clear which."""
        given = self.given
        if len(given) == 1:
            return given[0]
        chosen = "content_from" in self.model_fields_set and self.content_from in given
        return self.content_from if chosen else None

    @property
    def given(self) -> list[ContentFrom]:
        """All ways that are given. An empty text counts only where it was chosen, or nothing was."""
        ways: dict[ContentFrom, str | None] = {
            "file": self.stored_file_id,
            "text": self.text,
            "base64": self.content_base64,
            "url": self.url,
        }
        is_chosen = self.content_from == "text" or "content_from" not in self.model_fields_set
        return [way for way, value in ways.items() if value] or (["text"] if self.text == "" and is_chosen else [])


class DriveFileUpload(_Content):
    """A file to put into Drive."""

    file_id: Annotated[StoredFileId | None, BlankIsNone] = Field(
        default=None, json_schema_extra=ui(widget="file", show_when={"content_from": ["file"]})
    )
    """Id of a stored file from an earlier step, such as file_id of Gmail's get_attachment."""
    name: Annotated[Name | None, BlankIsNone] = Field(
        default=None, max_length=LONGEST_NAME, examples=["report.pdf"], json_schema_extra=ui(placeholder="report.pdf")
    )
    """What to call it in Drive; empty is the name of the stored file, or what the address calls it."""
    folder_id: OptionalFolderField = None
    description: str = Field(default="", max_length=4000, json_schema_extra=ui(widget="textarea", advanced=True))
    """What it is about."""
    mime_type: Annotated[str | None, BlankIsNone] = Field(
        default=None,
        pattern=r"^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+$",
        examples=["application/pdf"],
        json_schema_extra=ui(advanced=True),
    )
    """Its media type; empty is detected from the file, its name or its first bytes."""
    convert_to: Annotated[ConvertTo | None, BlankIsNone] = Field(default=None, json_schema_extra=ui(advanced=True))
    """Make a Google document of it, as far as Google can read it."""
    starred: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Put a star on it."""

    @property
    def stored_file_id(self) -> str | None:
        return self.file_id

    @between("file_id", "text", "content_base64", "url", "content_from")
    def _has_one_content(self) -> str | None:
        if not self.given:
            return "nothing to upload: give file_id, text, content_base64 or url"
        if self.source is None:
            return f"give one of file_id, text, content_base64 and url, not several ({', '.join(self.given)})"
        return None

    @between("name", "file_id", "text", "content_base64", "url", "content_from")
    def _has_a_name(self) -> str | None:
        if not self.name and self.source in ("text", "base64"):
            return "what to call it? A text or base64 has no name of its own"
        return None


class DriveFolderCreate(Input):
    """A folder to make."""

    name: Name = Field(min_length=1, max_length=LONGEST_NAME)
    """What to call it."""
    folder_id: OptionalFolderField = None
    reuse: bool = False
    """Take the folder of this name that is there already, if there is one."""
    description: str = Field(default="", max_length=4000, json_schema_extra=ui(widget="textarea", advanced=True))
    """What it is for."""
    color: Annotated[str | None, BlankIsNone] = Field(
        default=None, pattern=r"^#[0-9A-Fa-f]{6}$", examples=["#ff7537"], json_schema_extra=ui(advanced=True)
    )
    """Its colour; Google takes the nearest one it has."""


class _OfFile(Input):
    """Which file; it stands before all else."""

    file_id: FileField


class DriveFileUpdate(_Content, _OfFile):
    """What to change of a file; what is not given stays as it is."""

    name: Annotated[Name | None, BlankIsNone] = Field(default=None, max_length=LONGEST_NAME)
    """What to call it."""
    content_file_id: Annotated[StoredFileId | None, BlankIsNone] = Field(
        default=None, json_schema_extra=ui(widget="file", show_when={"content_from": ["file"]})
    )
    """Id of a stored file from an earlier step that replaces its content."""
    description: str | None = Field(
        default=None, max_length=4000, json_schema_extra=ui(widget="textarea", advanced=True)
    )
    """What it is about; an empty text clears it."""
    mime_type: Annotated[str | None, BlankIsNone] = Field(
        default=None,
        pattern=r"^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+$",
        examples=["application/pdf"],
        json_schema_extra=ui(advanced=True),
    )
    """Media type of the new content; empty is as before."""
    starred: bool | None = Field(default=None, json_schema_extra=ui(advanced=True))
    """Put a star on it, or take it off."""
    color: Annotated[str | None, BlankIsNone] = Field(
        default=None, pattern=r"^#[0-9A-Fa-f]{6}$", examples=["#ff7537"], json_schema_extra=ui(advanced=True)
    )
    """Colour of a folder."""

    @property
    def stored_file_id(self) -> str | None:
        return self.content_file_id

    @between("name", "content_file_id", "text", "content_base64", "url", "content_from", "description", "starred",
             "color")  # fmt: skip
    def _is_a_change(self) -> str | None:
        if self.given and self.source is None:
            return f"give one of content_file_id, text, content_base64 and url, not several ({', '.join(self.given)})"
        is_changed = bool(self.name or self.color) or self.description is not None or self.starred is not None
        if not self.given and not is_changed:
            return "nothing to change: give new content, a name, a description, a star or a colour"
        return None

    @between("content_file_id", "mime_type", "text", "content_base64", "url", "content_from")
    def _types_content(self) -> str | None:
        return "Google changes the type along with the content alone" if self.mime_type and not self.given else None


class DriveFileCopy(Input):
    """Which file to copy, and where to."""

    file_id: FileField
    name: Annotated[Name | None, BlankIsNone] = Field(default=None, max_length=LONGEST_NAME)
    """What to call the copy; empty is Copy of and the name."""
    folder_id: OptionalFolderField = None
    convert_to: Annotated[ConvertTo | None, BlankIsNone] = Field(default=None, json_schema_extra=ui(advanced=True))
    """Make a Google document of the copy, as far as Google can read the file."""


class DriveFileMove(Input):
    """Which file or folder to move, and where to."""

    file_id: FileField
    folder_id: FolderField


class DriveFileTrash(Input):
    """Which file or folder to throw away."""

    file_id: FileField


class DriveFileRestore(Input):
    """Which file or folder to take out of the trash."""

    file_id: Annotated[FileField, Field(json_schema_extra=ui(options="trashed"))]


class DriveFileDelete(Input):
    """Which file or folder to delete for good."""

    file_id: FileField


class DriveFileDeleted(Output):
    """What was deleted for good."""

    file_id: str
    """Id that the file had."""
    deleted: bool = True
    """Always true."""
