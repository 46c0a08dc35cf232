"""Headers of a part that say what it is: media type, disposition, file name, parameters (RFC 2045, 2183, 2231)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from integrations.catalog.charsets import decode_text
from integrations.catalog.encoded_words import decode_words
from integrations.catalog.lines import as_line

Resource = Mapping[str, Any]  # JSON as Gmail sent it; every key may be missing

_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*+"|[^;]*+)', re.DOTALL)
_BREAK = re.compile(r"[\r\n]+")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SECTION = re.compile(r"(?P<name>[^*]+)(?:\*(?P<number>\d{1,4}))?(?P<extended>\*)?")
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")


@dataclass(frozen=True)
class Media:
    """What the headers of a part say of it."""

    mime_type: str
    charset: str
    boundary: str
    method: str
    disposition: str
    filename: str
    content_id: str | None
    encoding: str


def media_of(headers: Mapping[str, str], *, default_type: str = "text/plain") -> Media:
    """From a part's headers by lower-case name. What is broken is left out; a type that is none is the default."""
    stated, of_type = split_parameters(headers.get("content-type", ""))
    disposition, of_disposition = split_parameters(headers.get("content-disposition", ""))
    return Media(
        mime_type=stated if _MEDIA_TYPE.fullmatch(stated) else default_type,
        charset=of_type.get("charset", ""),
        boundary=of_type.get("boundary", ""),
        method=of_type.get("method", ""),
        disposition=disposition,
        filename=as_line(of_disposition.get("filename") or of_type.get("name") or "").strip(),
        content_id=as_line(headers.get("content-id", "")).strip().strip("<>").strip() or None,
        encoding=headers.get("content-transfer-encoding", "").strip().lower(),
    )


def split_parameters(value: str) -> tuple[str, dict[str, str]]:
    """The value in lower case, and its parameters by lower-case name, put together and decoded."""
    main = value.partition(";")[0].partition("(")[0].strip().lower()
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, written in _PARAMETER.findall(value):
        text = _ESCAPED.sub(r"\1", written[1:-1]) if written.startswith('"') else written.strip()
        section = _SECTION.fullmatch(name.lower())
        if section is None:
            continue
        if section["number"] is None and section["extended"] is None:
            plain.setdefault(section["name"], decode_words(text))
        else:
            numbered = sections.setdefault(section["name"], {})
            numbered.setdefault(int(section["number"] or 0), (text, section["extended"] is not None))
    return main, {**plain, **{name: _joined(numbered) for name, numbered in sections.items()}}


def header_lines(part: Resource) -> dict[str, str]:
    """Headers of a part by lower-case name, each on one line; of repeated ones the first."""
    lines: dict[str, str] = {}
    for header in part.get("headers") or ():
        value = _BREAK.sub("", str(header.get("value") or ""))
        lines.setdefault(str(header.get("name") or "").lower(), as_line(value).strip())
    return lines


def _joined(sections: Mapping[int, tuple[str, bool]]) -> str:
    """A parameter from its sections; the first one names the charset of all."""
    charset, content = "", b""
    for position, (text, is_extended) in enumerate(each for _, each in sorted(sections.items())):
        if is_extended and position == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        content += unquote_to_bytes(text) if is_extended else text.encode("utf-8", "replace")
    return decode_text(content, charset or "utf-8")
