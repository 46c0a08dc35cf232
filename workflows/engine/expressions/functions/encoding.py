"""JSON, Base64, addresses, HTML, and hashes."""

from __future__ import annotations

import base64 as base64_
import binascii
import hashlib
import hmac
import html
import json as json_
from typing import Any
from urllib.parse import quote, unquote

from workflows.engine.expressions.faults import EvaluationFault
from workflows.engine.expressions.functions.allowance import spend
from workflows.engine.expressions.functions.register import Text, Value, function
from workflows.engine.expressions.rendering import as_text


@function("Encoding and hashes", "json({'a': [1, null]})", '{"a": [1, null]}')
def json(value: Value) -> str:
    """The value as JSON text."""
    made = as_text(value) if isinstance(value, dict | list) else json_.dumps(value, ensure_ascii=False)
    spend(len(made))
    return made


@function("Encoding and hashes", "from_json('{\"a\": 1}').a", 1)
def from_json(text: Text) -> Any:
    """What a JSON text holds."""
    spend(4 * len(text))
    try:
        return json_.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise EvaluationFault(f"from_json() cannot read it: {str(error)[:100]}.") from error


@function("Encoding and hashes", "base64('Ada')", "QWRh")
def base64(text: Text) -> str:
    """The text's UTF-8 bytes as Base64."""
    spend(2 * len(text))
    return base64_.b64encode(text.encode()).decode()


@function("Encoding and hashes", "from_base64('QWRh')", "Ada")
def from_base64(text: Text) -> str:
    """The UTF-8 text that Base64 holds, in the usual alphabet or in that of addresses, with or without filling."""
    spend(len(text))
    plain = text.strip().rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64_.b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise EvaluationFault("from_base64() cannot read it: it is no Base64 of a UTF-8 text.") from error


@function("Encoding and hashes", "url_encode('a b&c')", "a%20b%26c")
def url_encode(text: Text) -> str:
    """The text as it may stand in one part of an address."""
    spend(9 * len(text))
    return quote(text, safe="")


@function("Encoding and hashes", "url_decode('a%20b')", "a b")
def url_decode(text: Text) -> str:
    """The text that a part of an address stands for."""
    return unquote(text, errors="replace")


@function("Encoding and hashes", "html_escape('<b>')", "&lt;b&gt;")
def html_escape(text: Text) -> str:
    """The text as it may stand in HTML, its signs not taken for markup."""
    spend(6 * len(text))
    return html.escape(text)


@function("Encoding and hashes", "sha256('Ada')", hashlib.sha256(b"Ada").hexdigest())
def sha256(text: Text) -> str:
    """SHA-256 of the text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@function("Encoding and hashes", "sha512('Ada')", hashlib.sha512(b"Ada").hexdigest())
def sha512(text: Text) -> str:
    """SHA-512 of the text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha512(text.encode()).hexdigest()


@function("Encoding and hashes", "md5('Ada')", hashlib.md5(b"Ada", usedforsecurity=False).hexdigest())
def md5(text: Text) -> str:
    """MD5 of the text's UTF-8 bytes, in hexadecimal: for services that ask for it, not to protect anything."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@function("Encoding and hashes", "hmac_sha256('Ada', 'key')", hmac.new(b"key", b"Ada", "sha256").hexdigest())
def hmac_sha256(text: Text, key: Text) -> str:
    """HMAC with SHA-256 of the text under the key, in hexadecimal."""
    return hmac.new(key.encode(), text.encode(), "sha256").hexdigest()


def _no_constant(name: str) -> float:
    raise EvaluationFault(f"from_json() cannot read it: {name} is no JSON number.")
