"""Files that are uploaded to Notion."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field

from integrations.catalog.between import between
from integrations.catalog.identifiers import Identifier
from integrations.catalog.schema import BlankIsNone, Input, Output, leads, ui


def _file_id(value: object) -> object:
    """The id of a file that an earlier step handed over whole."""
    return value["file_id"] if isinstance(value, dict) and "file_id" in value else value


StoredFileId = Annotated[Identifier, BeforeValidator(_file_id)]


class NotionFileUploadCreate(Input):
    """A file to upload: one of an earlier step, or one at an address."""

    file_id: Annotated[StoredFileId | None, BlankIsNone] = Field(default=None, json_schema_extra=ui(widget="file"))
    """The file, from an earlier step."""
    url: str = Field(default="", pattern=r"^(https://\S+)?$", examples=["https://files.globex.example/plan.pdf"])
    """Instead of a file: the https address of a public one, which Notion fetches itself."""
    filename: str = Field(default="", max_length=900)
    """What it is called at Notion, with its ending; empty is the file's own name."""

    @between("file_id", "url")
    def _is_one_file(self) -> str | None:
        return None if bool(self.file_id) != bool(self.url) else "Choose a file or give the address of one."


class NotionFileUpload(Output):
    """A file at Notion. It is kept for an hour unless a block, a page or a property has it by then."""

    model_config = ConfigDict(json_schema_extra=leads("filename", "status", "file_upload_id"))

    file_upload_id: str
    """Identifier of the upload, for blocks and properties: {"type": "file_upload", "file_upload": {"id": …}}."""
    filename: str | None = None
    """What it is called."""
    mime_type: str | None = None
    """Its media type."""
    size: int | None = None
    """Size in bytes."""
    status: str = "uploaded"
    """pending while Notion fetches it, uploaded, expired or failed."""
    expiry_time: AwareDatetime | None = None
    """Until when it can be used for the first time."""
