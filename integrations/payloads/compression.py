"""Zstandard from Python itself, or before Python 3.14 from the package that carries it back."""

from __future__ import annotations

import sys

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdDecompressor, ZstdError, compress
else:
    from backports.zstd import ZstdDecompressor, ZstdError, compress

__all__ = ["ZstdError", "compressed", "expanded"]

LEVEL = 3


def compressed(content: bytes) -> bytes:
    """The content as one frame."""
    return compress(content, level=LEVEL)


def expanded(content: bytes, *, limit: int) -> bytes:
    """The first ``limit`` bytes at most, however much the frame holds. Raises ZstdError for what is no frame."""
    return ZstdDecompressor().decompress(content, max_length=limit)
