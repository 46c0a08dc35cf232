"""Parameters of a header, such as a file name, in every way they are written (RFC 2045, 2231, 6266, 2047)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from integrations.catalog.charsets import decode_text
from integrations.catalog.encoded_words import decode_words

_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*+"|[^;]*+)', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SECTION = re.compile(r"(?P<name>[^*]+)(?:\*(?P<number>\d{1,4}))?(?P<extended>\*)?")


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


def _joined(sections: Mapping[int, tuple[str, bool]]) -> str:
    """A parameter from its sections; the first one names the charset of all."""
    charset, content = "", b""
    for position, (text, is_extended) in enumerate(each for _, each in sorted(sections.items())):
        if is_extended and position == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        content += unquote_to_bytes(text) if is_extended else text.encode("utf-8", "replace")
    return decode_text(content, charset or "utf-8")
