"""What an operation reads: a text as it is, or a file of an earlier step within what memory holds."""

from __future__ import annotations

from integrations.catalog.charsets import codec_of, decode_text
from integrations.catalog.context import Ctx
from integrations.errors import InputError, PayloadTooLarge

MEGABYTE = 1024 * 1024
LARGEST = 50 * MEGABYTE
"""Bytes of a file that are read as a whole, as everywhere."""
_BY_MARK = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def file_bytes(ctx: Ctx, file_id: str, *, at_most: int = LARGEST) -> bytes:
    """The content of a file. Raises InputError where there is none, PayloadTooLarge over the limit."""
    reference, stream = ctx.files.open(file_id)
    with stream:
        if reference.size > at_most:
            said = f"{reference.filename!r} has {reference.size / MEGABYTE:.0f} MB"
            raise PayloadTooLarge(f"{said}; {at_most // MEGABYTE} MB can be read at once. Choose a smaller file.")
        return stream.read()


def file_text(ctx: Ctx, file_id: str, *, charset: str | None = None, at_most: int = LARGEST) -> tuple[str, str]:
    """The text of a file, and the charset that it was read by.

    Raises InputError for a charset that nobody knows, and where there is no such file.
    """
    content = file_bytes(ctx, file_id, at_most=at_most)
    if charset and codec_of(charset) is None:
        raise InputError(
            f"Nobody knows the charset {charset!r}. Write one such as utf-8 or windows-1252.", field="charset"
        )
    text = decode_text(content, charset)
    by_mark = next((name for mark, name in _BY_MARK if content.startswith(mark)), None)
    return text.removeprefix("\ufeff"), by_mark or (codec_of(charset) if charset else None) or _guessed(content)


def _guessed(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"
