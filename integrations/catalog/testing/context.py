"""The context an operation gets in a test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, BinaryIO

from integrations.catalog.context import Account
from integrations.catalog.files import FileRef
from integrations.catalog.http.web import WebClient
from integrations.catalog.refusals import Refusals
from integrations.catalog.testing.google import google_client
from integrations.catalog.testing.http import FakeHttp
from integrations.catalog.testing.recording import recorder
from integrations.catalog.testing.vendor import Vendor
from integrations.catalog.testing.web import FakeWeb
from integrations.errors import InputError


@dataclass
class FakeFiles:
    """Payload storage in memory."""

    stored: dict[str, tuple[FileRef, bytes]] = field(default_factory=dict)

    def save(self, content: bytes, *, filename: str, mime_type: str) -> FileRef:
        file_id = f"file-{len(self.stored) + 1}"
        reference = FileRef(file_id=file_id, filename=filename, mime_type=mime_type, size=len(content))
        self.stored[file_id] = (reference, content)
        recorder.moved(len(content))
        return reference

    def save_stream(self, chunks: Iterable[bytes], *, filename: str, mime_type: str) -> FileRef:
        return self.save(b"".join(chunks), filename=filename, mime_type=mime_type)

    def read(self, file_id: str) -> tuple[FileRef, bytes]:
        if file_id not in self.stored:
            raise InputError(f"There is no file {file_id!r}.", field="file_id")
        recorder.moved(self.stored[file_id][0].size)
        return self.stored[file_id]

    def open(self, file_id: str) -> tuple[FileRef, BinaryIO]:
        reference, content = self.read(file_id)
        return reference, BytesIO(content)


@dataclass
class FakeContext:
    """A `Ctx` whose vendor is declared by the test."""

    vendor: Vendor = field(default_factory=Vendor)
    account: Account = field(default_factory=lambda: Account(email="ada@globex.example", account_id="100"))
    call_key: str = "call-1"
    attempt: int = 1
    now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    files: FakeFiles = field(default_factory=FakeFiles)
    refusals: Refusals = field(default_factory=Refusals)

    @property
    def http(self) -> FakeHttp:
        return FakeHttp(self.vendor, self.files, self.refusals)

    @property
    def web(self) -> WebClient:
        return FakeWeb(self.vendor, self.files)

    def google(self, name: str, version: str) -> Any:  # googleapiclient builds its resources at run time
        return google_client(self.vendor, name, version)


@contextmanager
def fake_context(*, refusals: Refusals | None = None) -> Iterator[FakeContext]:
    """A context for one test; at the end every declared answer must have been used.

    ``refusals`` are how its vendor refuses, ``service.refusals`` for one.
    """
    context = FakeContext(refusals=refusals or Refusals())
    yield context
    context.vendor.assert_all_used()
