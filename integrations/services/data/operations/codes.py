"""Hash, encode, decode."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import html
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote, unquote_to_bytes

from integrations.catalog.context import Ctx
from integrations.catalog.files import in_chunks
from integrations.errors import InputError, PayloadTooLarge
from integrations.services.data import samples
from integrations.services.data.models.codes import (
    DataDecode,
    DataDecoded,
    DataEncode,
    DataEncoded,
    DataHash,
    DataHashed,
    DataTextOrFile,
)
from integrations.services.data.models.fields import LONGEST_TEXT
from integrations.services.data.reading import file_bytes
from integrations.services.data.service import service

LARGEST_ENCODED = 5 * 1024 * 1024
"""Bytes of a file that can be put into a text."""


@service.operation(
    effect="read", scopes=[], price="data", icon="fingerprint", sample=samples.HASHED, example=samples.HASH
)
def hash(ctx: Ctx, data: DataHash) -> DataHashed:  # noqa: A001  # what people call it
    """Make the hash of a text or a file, or sign it with a secret (HMAC).

    Files of any size. MD5 and SHA-1 are for those who ask for them; they protect nothing.
    """
    made = (
        hmac.new(_secret(data), digestmod=data.algorithm)
        if data.secret
        else hashlib.new(data.algorithm, usedforsecurity=False)
    )
    size = 0
    for chunk in _content(ctx, data):
        made.update(chunk)
        size += len(chunk)
    digest = made.digest()
    written = digest.hex() if data.output == "hex" else _base64(digest, for_addresses=data.output == "base64url")
    return DataHashed(hash=written, algorithm=f"{'hmac-' if data.secret else ''}{data.algorithm}", size=size)


def _content(ctx: Ctx, data: DataTextOrFile) -> Iterator[bytes]:
    if data.file_id is None:
        yield _utf8(data.text or "")
        return
    _, stream = ctx.files.open(data.file_id)
    with closing(stream):
        yield from in_chunks(stream)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _secret(data: DataHash) -> bytes:
    given = data.secret or ""
    if data.secret_encoding == "text":  # noqa: S105  # how it is written
        return _utf8(given)
    return _decoded(given, data.secret_encoding, field="secret")


def _base64(content: bytes, *, for_addresses: bool) -> str:
    if for_addresses:
        return base64.urlsafe_b64encode(content).decode("ascii").rstrip("=")
    return base64.b64encode(content).decode("ascii")


@service.operation(
    effect="read", scopes=[], price="data", icon="binary", sample=samples.ENCODED, example=samples.ENCODE
)
def encode(ctx: Ctx, data: DataEncode) -> DataEncoded:
    """Write a text or a file in base64, in hex, for an address, or for HTML.

    Files up to 5 MB; html is for texts alone. An address keeps letters, digits and -._~ as they are.
    """
    if data.encoding == "html":
        if data.text is None:
            raise InputError("html is for texts. Choose base64 for a file.", field="encoding")
        return DataEncoded(text=html.escape(data.text))
    content = _utf8(data.text or "") if data.file_id is None else file_bytes(ctx, data.file_id, at_most=LARGEST_ENCODED)
    if data.encoding == "url":
        return DataEncoded(text=quote(content, safe=""))
    if data.encoding == "hex":
        return DataEncoded(text=content.hex())
    return DataEncoded(text=_base64(content, for_addresses=data.encoding == "base64url"))


@service.operation(
    effect="read", scopes=[], price="data", icon="key-round", sample=samples.DECODED, example=samples.DECODE
)
def decode(ctx: Ctx, data: DataDecode) -> DataDecoded:
    """Read a text in base64, in hex, from an address or from HTML, and keep it as a text or a file.

    What is no text in UTF-8 needs a name for a file. What is not encoded so is refused.
    """
    if data.encoding == "html":
        content = _utf8(html.unescape(data.text))
    else:
        content = _decoded(data.text, data.encoding, field="text")
    if data.filename is not None:
        return DataDecoded(file=ctx.files.save(content, filename=data.filename, mime_type=data.mime_type))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        words = "What it says is no text in UTF-8. Give a name in filename to keep it as a file."
        raise InputError(words, field="filename") from None
    if len(text) > LONGEST_TEXT:
        raise PayloadTooLarge(f"The text has {len(text):,} letters. Give a name in filename to keep it as a file.")
    return DataDecoded(text=text)


def _decoded(text: str, encoding: str, *, field: str) -> bytes:
    if encoding == "url":
        return unquote_to_bytes(text.replace("+", " "))
    try:
        if encoding == "hex":
            return bytes.fromhex(text)
        plain = "".join(text.split()).replace("-", "+").replace("_", "/").rstrip("=")
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (ValueError, binascii.Error):
        raise InputError(
            f"That is not written in {encoding}. Correct it, or choose another encoding.", field=field
        ) from None
