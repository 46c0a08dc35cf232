"""What an operation is given besides its input: an authorised client, never a token."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Protocol

from integrations.catalog.files import FileRef
from integrations.catalog.http import HttpClient
from integrations.catalog.http.web import WebClient

Reconcile = Callable[["Ctx", Any], object | None]


@dataclass(frozen=True)
class Account:
    """The connected account an operation acts on; both are empty where it runs without one."""

    email: str
    """Address of the account; empty where the provider tells none."""
    account_id: str
    """The provider's own identifier of the account."""
    scopes: tuple[str, ...] = ()
    """What its holder has allowed, for what an operation does only where it may (``service.missing_scopes``)."""


class Files(Protocol):
    """Payload storage of the calling customer."""

    def save(self, content: bytes, *, filename: str, mime_type: str) -> FileRef: ...

    def save_stream(self, chunks: Iterable[bytes], *, filename: str, mime_type: str) -> FileRef:
        """Keep content while it arrives, in flat memory. Raises PayloadTooLarge once it has passed the limit."""
        ...

    def read(self, file_id: str) -> tuple[FileRef, bytes]:
        """The file and its bytes. Raises InputError when it does not exist for this customer.

        Raises PayloadTooLarge for a file that is too large to be held in memory; ``open`` gives any.
        """
        ...

    def open(self, file_id: str) -> tuple[FileRef, BinaryIO]:
        """The file and its content as a seekable stream, to be closed by the caller.

        ``catalog.files.in_chunks`` sends it on. Raises InputError when it does not exist for this customer.
        """
        ...


class Ctx(Protocol):
    """Supplied by execution for one call of an operation, an options loader or a poller."""

    @property
    def account(self) -> Account: ...

    @property
    def call_key(self) -> str:
        """The same for every attempt of one call: derive identifiers from it to make a write idempotent."""
        ...

    @property
    def attempt(self) -> int:
        """1 for the first attempt; above, an earlier attempt may already have had its effect."""
        ...

    @property
    def now(self) -> datetime:
        """When the call was opened, UTC; the same for every attempt."""
        ...

    @property
    def files(self) -> Files: ...

    @property
    def http(self) -> HttpClient: ...

    @property
    def web(self) -> WebClient:
        """Requests to addresses that whoever asks has written; ``http`` is for the service's own API."""
        ...

    def google(self, name: str, version: str) -> Any:  # googleapiclient builds its resources at run time
        """A Google API client, for example ``ctx.google("gmail", "v1")``."""
        ...
