"""A form with a file in it (RFC 7578), sent while the file is read."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from integrations.egress.request import BodySource

# As browsers escape them: https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data
_ESCAPED = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


@dataclass(frozen=True)
class FileForm:
    """``fields``, then the file as the part ``name``; the length is known before anything is read."""

    fields: Mapping[str, str]
    name: str
    filename: str
    mime_type: str
    file: BodySource
    boundary: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def content_type(self) -> str:
        return f"multipart/form-data; boundary={self.boundary}"

    @property
    def length(self) -> int:
        return len(self._head) + self.file.length + len(self._tail)

    def chunks(self) -> Iterator[bytes]:
        yield self._head
        yield from self.file.chunks()
        yield self._tail

    @property
    def _head(self) -> bytes:
        parts = [self._part(f'name="{_safe(name)}"', "", value) for name, value in self.fields.items()]
        about = f'name="{_safe(self.name)}"; filename="{_safe(self.filename)}"'
        return "".join(
            (*parts, self._part(about, f"Content-Type: {self.mime_type}\r\n", "").removesuffix("\r\n"))
        ).encode()

    @property
    def _tail(self) -> bytes:
        return f"\r\n--{self.boundary}--\r\n".encode()

    def _part(self, about: str, headers: str, value: str) -> str:
        return f"--{self.boundary}\r\nContent-Disposition: form-data; {about}\r\n{headers}\r\n{value}\r\n"


@dataclass(frozen=True)
class FormPart:
    """One value of a form, or a file where it has a name."""

    name: str
    content: BodySource
    filename: str = ""
    mime_type: str = ""

    @property
    def head(self) -> str:
        about = f'form-data; name="{_safe(self.name)}"'
        if self.filename:
            about += f'; filename="{_safe(self.filename)}"'
        kind = f"Content-Type: {self.mime_type}\r\n" if self.mime_type else ""
        return f"Content-Disposition: {about}\r\n{kind}\r\n"


@dataclass(frozen=True)
class PartsForm:
    """Parts in any number and order; the length is known before any file is read."""

    parts: Sequence[FormPart]
    boundary: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def content_type(self) -> str:
        return f"multipart/form-data; boundary={self.boundary}"

    @property
    def length(self) -> int:
        return sum(len(self._head(each)) + each.content.length + 2 for each in self.parts) + len(self._tail)

    def chunks(self) -> Iterator[bytes]:
        for each in self.parts:
            yield self._head(each)
            yield from each.content.chunks()
            yield b"\r\n"
        yield self._tail

    def _head(self, part: FormPart) -> bytes:
        return f"--{self.boundary}\r\n{part.head}".encode()

    @property
    def _tail(self) -> bytes:
        return f"--{self.boundary}--\r\n".encode()


def _safe(text: str) -> str:
    return text.translate(_ESCAPED)
