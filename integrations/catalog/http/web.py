"""``ctx.web`` as operations know it: requests to addresses that whoever asks has written."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from integrations.catalog.files import FileRef

AsFile = Callable[[int, Mapping[str, str]], bool]
"""Whether an answer of this status with these headers is kept as a file."""


@dataclass(frozen=True)
class StoredBody:
    """A stored file as the whole body, under its own media type unless a header says another."""

    file_id: str


@dataclass(frozen=True)
class TextPart:
    """A value of a form."""

    name: str
    value: str


@dataclass(frozen=True)
class StoredPart:
    """A stored file in a form, under its own name and type unless others are given."""

    name: str
    file_id: str
    filename: str = ""
    mime_type: str = ""


@dataclass(frozen=True)
class FormBody:
    """A form with files (RFC 7578), in the order given."""

    parts: tuple[TextPart | StoredPart, ...]


@dataclass(frozen=True, repr=False)
class WrittenBody:
    """A body that is written already, with its media type; empty for none."""

    content: bytes = b""
    mime_type: str = ""


WebBody: TypeAlias = WrittenBody | StoredBody | FormBody


@dataclass(frozen=True, kw_only=True, repr=False)
class WebRequest:
    """One request. ``url`` is complete, with its query; headers replace those that follow from the body."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: WebBody = field(default_factory=WrittenBody)
    accept_status: frozenset[int] = frozenset()
    """Statuses from 300 on that are answers like any other."""
    seconds: float | None = None
    """How long it may take; never longer than the call."""
    looks: bool = False
    """A POST that only looks: it marks no call as sent, and may be repeated."""


@dataclass(frozen=True, kw_only=True, repr=False)
class WebReply:
    """An answer that is no refusal: in memory, or as a stored file."""

    status: int
    headers: Mapping[str, str]
    """Under lower-case names."""
    content: bytes = b""
    file: FileRef | None = None


class WebClient(ABC):
    """Requests to any public https address, behind the guard, or as the call's account to its provider's hosts alone.

    Redirects are followed for GET, HEAD and OPTIONS; the account, and all headers, stay behind where one leads to
    another origin. What is no GET, HEAD or OPTIONS is never sent twice under a ``write``.
    """

    @abstractmethod
    def send(self, request: WebRequest, *, as_file: AsFile, at_most: int, spills: bool = False) -> WebReply:
        """Send, and keep the answer as ``as_file`` says; what is not to be a file lies in memory, of ``at_most`` bytes.

        With ``spills`` a longer one becomes a file after all. Raises InputError for the address, a header or a file,
        PayloadTooLarge, and what a refusal stands for.
        """

    @abstractmethod
    def as_nobody(self) -> WebClient:
        """The same without the account: to any public address, with nothing that tells who asks.

        What is refused there says nothing about the account, and holds none of its calls back.
        """

    @property
    @abstractmethod
    def has_account(self) -> bool:
        """Whether requests carry the credential of an account."""

    @property
    @abstractmethod
    def account_url(self) -> str:
        """The account's own address; empty where it has none."""
