"""Payload storage as operations know it: the files of the customer whose call it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO
from uuid import UUID

from integrations.catalog.files import FileRef
from integrations.errors import PayloadTooLarge
from integrations.models import StoredFile
from integrations.payloads import files
from integrations.payloads.intake import MEGABYTE

MAX_AT_ONCE = 50 * MEGABYTE
"""Bytes that ``read`` holds in memory."""


class CustomerFiles:
    """The catalog's ``Files`` for one customer, or with None for the owner. Other holders' files do not exist here."""

    def __init__(self, customer_id: UUID | None) -> None:
        self._customer_id = customer_id

    def save(self, content: bytes, *, filename: str, mime_type: str) -> FileRef:
        """Keep the content for 30 days. Raises PayloadTooLarge over 256 MB."""
        return self.save_stream([content], filename=filename, mime_type=mime_type)

    def save_stream(self, chunks: Iterable[bytes], *, filename: str, mime_type: str) -> FileRef:
        """Keep content for 30 days while it arrives. Raises PayloadTooLarge once 256 MB have passed."""
        return _reference(files.save(chunks, customer_id=self._customer_id, filename=filename, mime_type=mime_type))

    def read(self, file_id: str) -> tuple[FileRef, bytes]:
        """The file and its bytes. Raises InputError when this holder has no such file, or no longer.

        Raises PayloadTooLarge over 50 MB, which would lie in memory as a whole.
        """
        stored = files.find(file_id, customer_id=self._customer_id)
        if stored.size > MAX_AT_ONCE:
            said = f"{stored.name!r} has {stored.size / MEGABYTE:.0f} MB"
            raise PayloadTooLarge(f"{said}; {MAX_AT_ONCE // MEGABYTE} MB can be used at once. Choose a smaller file.")
        with files.open_content(stored) as content:
            return _reference(stored), content.read()

    def open(self, file_id: str) -> tuple[FileRef, BinaryIO]:
        """The file and its content as a seekable stream, to be closed by the caller. Raises InputError as ``read``."""
        stored = files.find(file_id, customer_id=self._customer_id)
        return _reference(stored), files.open_content(stored)


def _reference(stored: StoredFile) -> FileRef:
    return FileRef(file_id=str(stored.pk), filename=stored.name, mime_type=stored.mime_type, size=stored.size)
