"""Decompresses an answer piece by piece, so that a small bomb never unfolds in memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

ACCEPTED_ENCODINGS = "gzip, deflate"
_PIECE = 64 * 1024


class UnreadableEncoding(ValueError):
    """The answer is compressed in a way that was not asked for, or is damaged."""


def decoded(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The plain bytes, at most 64 KB at a time. Raises UnreadableEncoding."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        yield from chunks
    elif name in ("gzip", "x-gzip"):
        yield from _inflated(chunks, zlib.decompressobj(16 + zlib.MAX_WBITS))
    elif name == "deflate":
        yield from _deflated(chunks)
    else:
        raise UnreadableEncoding(f"the answer is compressed as {name[:40]!r}")


def _deflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Both meanings of "deflate" are in use: a zlib stream begins with a header whose low half byte is 8."""
    source = iter(chunks)
    first = next((chunk for chunk in source if chunk), b"")
    if not first:
        return
    window = zlib.MAX_WBITS if first[0] & 0x0F == 8 else -zlib.MAX_WBITS
    yield from _inflated(_prepended(first, source), zlib.decompressobj(window))


def _prepended(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _inflated(chunks: Iterable[bytes], inflater: zlib._Decompress) -> Iterator[bytes]:
    has_begun = False
    for chunk in chunks:
        has_begun = has_begun or bool(chunk)
        pending, is_full = chunk, False
        while pending or is_full:
            try:
                piece = inflater.decompress(pending, _PIECE)
            except zlib.error as error:
                raise UnreadableEncoding("the compressed answer is damaged") from error
            if piece:
                yield piece
            pending = inflater.unconsumed_tail
            is_full = len(piece) == _PIECE  # then more may be left behind although all input was taken in
        if inflater.unused_data:
            raise UnreadableEncoding("the compressed answer goes on after its end")
    if has_begun and not inflater.eof:
        raise UnreadableEncoding("the compressed answer ends too early")
