"""Header text and charsets as mail has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.catalog.charsets import codec_of, decode_text
from integrations.catalog.encoded_words import decode_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("two  spaces", "two  spaces"),
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße"),
        ("=?UTF-8?B?R3LDvMOfZQ?=", "Grüße"),
        ("=?utf-8*de?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("a =?utf-8?q?b?= =?utf-8?q?c?= d", "a bc d"),
        ("=?utf-8?q?Gr=C3?= =?utf-8?q?=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?q?a?=\r\n =?iso-8859-1?q?=FC?=", "aü"),
        ("Re:=?utf-8?q?x?=", "Re:x"),
        ("=?utf-8?Q?with spaces?=", "with spaces"),
        ("=?gb2312?B?xOO6w+lG?=", "你好镕"),
        ("=?cp932?B?h0A=?=", "①"),
        ("=?ks_c_5601-1987?B?sKE=?=", "가"),
        ("=?windows-1252?q?=80?=", "€"),
        ("=?iso-8859-1?q?=80?=", "€"),
        ("=?klingon?q?Qapla?=", "=?klingon?q?Qapla?="),
        ("=?undefined?q?x?= =?utf-8?q?y?=", "=?undefined?q?x?= y"),
        ("=?utf-8?b?!?=", ""),
        ("=?utf-8?b?A?=", "=?utf-8?b?A?="),
        ("=?utf-8?q?=FF?=", "ÿ"),
        ("=?=?=?", "=?=?=?"),
    ],
)
def test_encoded_words(text: str, expected: str) -> None:
    assert decode_words(text) == expected


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("latin1", "cp1252"),
        ("ISO-8859-1", "cp1252"),
        ('"utf-8"', "utf-8"),
        ("gb2312", "gb18030"),
        ("x-sjis", "cp932"),
        ("x-mac-cyrillic", "mac-cyrillic"),
        ("iso-8859-8-i", "iso8859-8"),
        ("unicode-1-1-utf-8", "utf-8"),
        ("iso-2022-kr", "iso2022_kr"),
        ("cp850", "cp850"),
        ("utf-7", "utf-7"),
        *((label, None) for label in ("undefined", "idna", "rot13", "base64", "unicode_escape", "", None, "\0", "ü")),
        ("../../etc", None),
        ("x" * 10_000, None),
    ],
)
def test_charsets_by_the_names_mail_uses(label: str | None, codec: str | None) -> None:
    assert codec_of(label) == codec


@pytest.mark.parametrize(
    ("content", "label", "expected"),
    [
        ("Grüße".encode(), None, "Grüße"),
        ("Grüße".encode("latin-1"), None, "Grüße"),
        ("Grüße".encode(), "us-ascii", "Grüße"),
        ("Grüße".encode("latin-1"), "us-ascii", "Grüße"),
        ("Grüße".encode("latin-1"), "utf-8", "Grüße"),
        ("Grüße".encode("utf-16"), "iso-8859-1", "Grüße"),
        ("\ufeffGrüße".encode(), "utf-8", "Grüße"),
        ("こんにちは".encode("iso-2022-jp"), "iso-2022-jp", "こんにちは"),
        (b"a\x81", "utf-8", "a\ufffd"),
        ("Grüße".encode(), "undefined", "Grüße"),
    ],
)
def test_bytes_become_text(content: bytes, label: str | None, expected: str) -> None:
    assert decode_text(content, label) == expected


@given(st.text(max_size=80), st.binary(max_size=80), st.sampled_from(["undefined", "utf-7", "idna", "hz", "x"]))
def test_nothing_is_too_broken_to_be_read(text: str, content: bytes, label: str) -> None:
    assert isinstance(decode_words(text), str)
    assert isinstance(decode_text(content, label), str)
    assert isinstance(decode_words(f"=?{label}?q?{text}?="), str)
