"""A request as it is handed to egress, and bodies that can be sent again."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from integrations.egress.guard import Target, admit, parse_target
from integrations.egress.headers import check_header
from integrations.egress.permit import Permit
from integrations.errors import InputError, PayloadTooLarge

MEGABYTE = 1024 * 1024
MAX_BODY = 64 * MEGABYTE
MAX_ANSWER = 25 * MEGABYTE
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OVERRIDE = "x-http-method-override"
_CHUNK = 64 * 1024


class BodySource(Protocol):
    """A body that is read while it is sent, so that a large one never lies in memory."""

    @property
    def length(self) -> int: ...

    def chunks(self) -> Iterator[bytes]:
        """The bytes from the beginning, anew for each attempt."""
        ...


@dataclass(frozen=True, repr=False)
class BytesBody:
    """A body that is in memory already."""

    content: bytes

    @property
    def length(self) -> int:
        return len(self.content)

    def chunks(self) -> Iterator[bytes]:
        if self.content:
            yield self.content


@dataclass(frozen=True)
class FilePart:
    """``length`` bytes of an open file from ``start`` on."""

    file: BinaryIO
    start: int
    length: int

    @classmethod
    def whole(cls, file: BinaryIO) -> FilePart:
        return cls(file, 0, file.seek(0, io.SEEK_END))

    def chunks(self) -> Iterator[bytes]:
        self.file.seek(self.start)
        left = self.length
        while left and (chunk := self.file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk


def exactly(body: BodySource) -> Iterator[bytes]:
    """The chunks of a body. Raises InputError when they are not as many bytes as it says."""
    left = body.length
    for chunk in body.chunks():
        left -= len(chunk)
        if left < 0:
            break
        yield chunk
    if left:
        raise InputError(f"The body was announced as {body.length} bytes and has {'more' if left < 0 else 'fewer'}.")


@dataclass(frozen=True, repr=False)
class EgressRequest:
    """One request under the permit of its call.

    ``url`` is complete; the credential of the permit is set when the request is sent and is never part of it.
    ``max_answer`` caps the decompressed answer. Redirects are followed for GET and HEAD only.
    Raises AddressRefused, InputError for a malformed header and PayloadTooLarge, before anything leaves.
    """

    method: str
    url: str
    permit: Permit
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | BodySource = b""
    max_answer: int = MAX_ANSWER
    max_redirects: int = 5
    looks: bool = False
    """A POST that only looks, as vendors take them for queries: it changes nothing, and may be sent again."""
    route: str = ""
    """The path as its service declares it, for the log; none for an address that somebody else has written."""
    target: Target = field(init=False)
    may_be_private: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "target", parse_target(self.url))
        object.__setattr__(self, "may_be_private", admit(self.target, self.permit.reach))
        for name, value in self.headers.items():
            check_header(name, value)
        if isinstance(self.body, bytes) and len(self.body) > MAX_BODY:
            raise PayloadTooLarge(f"The request is larger than {MAX_BODY // MEGABYTE} MB. Send it as a file, in parts.")

    @property
    def source(self) -> BodySource:
        return BytesBody(self.body) if isinstance(self.body, bytes) else self.body

    @property
    def is_safe(self) -> bool:
        """Whether it only looks: a GET, also one that Google's client sends as POST because its address is long, or
        what is said to.
        """
        override = next((self.headers[name] for name in self.headers if name.lower() == _OVERRIDE), self.method)
        return self.method in SAFE_METHODS or override == "GET" or self.looks

    @property
    def may_repeat(self) -> bool:
        """Whether it may be sent again although it may have arrived."""
        return self.is_safe or self.permit.is_repeatable

    def __repr__(self) -> str:
        return f"<EgressRequest {self.method} {self.target!r}>"
