"""Headers of a part that say what it is: media type, disposition, file name, parameters (RFC 2045, 2183, 2231)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from integrations.catalog.header_parameters import split_parameters
from integrations.catalog.lines import as_line

Resource = Mapping[str, Any]  # JSON as Gmail sent it; every key may be missing

_BREAK = re.compile(r"[\r\n]+")
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


def header_lines(part: Resource) -> dict[str, str]:
    """Headers of a part by lower-case name, each on one line; of repeated ones the first."""
    lines: dict[str, str] = {}
    for header in part.get("headers") or ():
        value = _BREAK.sub("", str(header.get("value") or ""))
        lines.setdefault(str(header.get("name") or "").lower(), as_line(value).strip())
    return lines
