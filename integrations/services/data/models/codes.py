"""Hashes and encodings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from integrations.catalog.between import between
from integrations.catalog.files import FileRef
from integrations.catalog.schema import BlankIsNone, Input, Output, ui
from integrations.services.data.models.fields import StoredFileId, Text

Encoding = Literal["base64", "base64url", "url", "hex", "html"]


class DataTextOrFile(Input):
    """A text, or a file from an earlier step."""

    text: Text | None = Field(default=None, json_schema_extra=ui(widget="textarea"))
    """The text, in UTF-8."""
    file_id: Annotated[StoredFileId | None, BlankIsNone] = Field(default=None, json_schema_extra=ui(widget="file"))
    """A file from an earlier step, or its file_id, instead of a text."""

    @between("text", "file_id")
    def _is_one_of_both(self) -> str | None:
        return "Give either a text or a file." if (self.text is None) == (self.file_id is None) else None


class DataHash(DataTextOrFile):
    """What to hash, and how."""

    algorithm: Literal["sha256", "sha512", "sha1", "md5"] = "sha256"
    """How to hash. sha1 and md5 only where somebody asks for them: neither protects anything."""
    secret: Annotated[str | None, BlankIsNone] = Field(
        default=None, max_length=10_000, json_schema_extra=ui(advanced=True)
    )
    """With a secret it is signed with (HMAC). It is kept with the call as every input is, so give one that may be."""
    secret_encoding: Literal["text", "base64", "hex"] = Field(default="text", json_schema_extra=ui(advanced=True))
    """How the secret is written."""
    output: Literal["hex", "base64", "base64url"] = Field(default="hex", json_schema_extra=ui(advanced=True))
    """How to write the hash."""


class DataHashed(Output):
    """A hash."""

    hash: str = ""
    """The hash, in the way that was asked for."""
    algorithm: str = ""
    """How it was made; with hmac- before it where there was a secret."""
    size: int = 0
    """How many bytes were hashed."""


class DataEncode(DataTextOrFile):
    """What to encode, and how."""

    encoding: Encoding = "base64"
    """base64 (base64url for addresses, without = at its end), url (percent signs), hex, or html (&lt; for <)."""


class DataEncoded(Output):
    """What was encoded."""

    text: str = ""
    """The encoded text."""


class DataDecode(Input):
    """What to decode, and how."""

    text: str = Field(max_length=8_000_000, json_schema_extra=ui(widget="textarea"))
    """The encoded text. White space in base64 and hex is passed over."""
    encoding: Encoding = "base64"
    """How it is encoded; base64 takes the letters of base64url as well, with or without = at its end."""
    filename: Annotated[str | None, BlankIsNone] = Field(default=None, max_length=255, examples=["report.pdf"])
    """Keep it as a file under this name, for what is no text."""
    mime_type: str = Field(
        default="application/octet-stream",
        pattern=r"^[a-zA-Z0-9!#$&^_.+-]+/[a-zA-Z0-9!#$&^_.+-]+$",
        max_length=100,
        examples=["application/pdf"],
        json_schema_extra=ui(advanced=True),
    )
    """Media type of the file."""


class DataDecoded(Output):
    """What was decoded."""

    text: str | None = None
    """The text; null where it was kept as a file."""
    file: FileRef | None = None
    """The file, where a name for one was given."""
