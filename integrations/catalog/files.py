"""References to stored content, passed between steps instead of the bytes."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class FileRef(BaseModel):
    """A file kept in payload storage, visible to its customer only."""

    model_config = ConfigDict(extra="ignore", use_attribute_docstrings=True)

    file_id: str
    """Identifier of the stored file; pass it to another step to use the content there."""
    filename: str
    """Name of the file, without a path."""
    mime_type: str
    """Media type, for example application/pdf."""
    size: int
    """Size in bytes."""
