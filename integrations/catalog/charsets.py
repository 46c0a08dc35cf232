"""Text out of bytes by the charset names that mail really uses: WHATWG's labels, else Python's codecs for text."""

from __future__ import annotations

import codecs

import webencodings

# Names that Python answers to though they are no charset: the first always fails, the others read escapes and hosts.
_NO_CHARSETS = frozenset({"undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"})
# WHATWG closes charsets that can hide markup in web pages; mail from Korea and China has them.
_CLOSED = frozenset({"replacement", "x-user-defined"})
_WIDER = {"gbk": "gb18030"}  # its superset, by which browsers read it
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WESTERN = "cp1252"


def codec_of(label: str | None) -> str | None:
    """Python's codec for a charset's name (``latin1`` is windows-1252, as in browsers); None if nobody knows it."""
    wanted = (label or "").strip().strip("\"'").strip()
    if not wanted.isascii() or not wanted.isprintable():
        return None
    known = webencodings.lookup(wanted)
    if known is not None and known.name not in _CLOSED:
        return _WIDER.get(known.codec_info.name, known.codec_info.name)
    try:
        found = codecs.lookup(wanted)
    except (LookupError, ValueError, UnicodeError):
        return None
    # rot13 and base64 are codecs of Python as well, from bytes to bytes.
    is_text: bool = getattr(found, "_is_text_encoding", True)
    return found.name if is_text and found.name.replace("-", "_") not in _NO_CHARSETS else None


def decode_text(content: bytes, label: str | None) -> str:
    """The text of bytes in a charset, whatever is wrong with either.

    A byte order mark decides. Where the charset is missing, unknown, plain ASCII or does not fit, UTF-8 is tried,
    then windows-1252; a byte that fits none of them is replaced.
    """
    for mark, codec in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(codec, "replace")
    codec_named = codec_of(label)
    is_ascii = codec_named == _WESTERN and "ascii" in (label or "").lower()
    for codec in (*(() if codec_named is None or is_ascii else (codec_named,)), "utf-8", _WESTERN):
        try:
            return content.decode(codec)
        except ValueError:  # UnicodeError, and what codecs raise for escapes they do not know
            continue
    return content.decode(codec_named or _WESTERN, "replace")
