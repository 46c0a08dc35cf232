"""The context an operation gets in a test."""

from __future__ import annotations

import json as json_module
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, BinaryIO
from urllib.parse import urlencode

from integrations.catalog.context import Account, HttpReply
from integrations.catalog.files import FileRef
from integrations.catalog.testing.google import google_client
from integrations.catalog.testing.vendor import Vendor
from integrations.errors import InputError


@dataclass
class FakeFiles:
    """Payload storage in memory."""

    stored: dict[str, tuple[FileRef, bytes]] = field(default_factory=dict)

    def save(self, content: bytes, *, filename: str, mime_type: str) -> FileRef:
        file_id = f"file-{len(self.stored) + 1}"
        reference = FileRef(file_id=file_id, filename=filename, mime_type=mime_type, size=len(content))
        self.stored[file_id] = (reference, content)
        return reference

    def save_stream(self, chunks: Iterable[bytes], *, filename: str, mime_type: str) -> FileRef:
        return self.save(b"".join(chunks), filename=filename, mime_type=mime_type)

    def read(self, file_id: str) -> tuple[FileRef, bytes]:
        if file_id not in self.stored:
            raise InputError(f"There is no file {file_id!r}.")
        return self.stored[file_id]

    def open(self, file_id: str) -> tuple[FileRef, BinaryIO]:
        reference, content = self.read(file_id)
        return reference, BytesIO(content)


@dataclass
class FakeHttp:
    """Authorised HTTP on declared answers."""

    vendor: Vendor

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        json: object | None = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpReply:
        body = content or b""
        if json is not None:
            body = json_module.dumps(json).encode()
        elif form is not None:
            body = urlencode(form).encode()
        url = f"{path}?{urlencode(query, doseq=True)}" if query else path
        answer = self.vendor.answer(method, url, headers=headers or {}, body=body)
        return HttpReply(status=200, headers=answer.headers, body=answer.body)


@dataclass
class FakeContext:
    """A `Ctx` whose vendor is declared by the test."""

    vendor: Vendor = field(default_factory=Vendor)
    account: Account = field(default_factory=lambda: Account(email="ada@globex.example", account_id="100"))
    call_key: str = "call-1"
    attempt: int = 1
    now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    files: FakeFiles = field(default_factory=FakeFiles)

    @property
    def http(self) -> FakeHttp:
        return FakeHttp(self.vendor)

    def google(self, name: str, version: str) -> Any:  # googleapiclient builds its resources at run time
        return google_client(self.vendor, name, version)


@contextmanager
def fake_context() -> Iterator[FakeContext]:
    """A context for one test; at the end every declared answer must have been used."""
    context = FakeContext()
    yield context
    context.vendor.assert_all_used()
