"""Hides secrets in text that is kept or shown: in log lines of every process and in error pages.

Addresses are the usual way in: a link's token, a password reset's key or an API key typed into one is logged by whoever
refuses it, also with capital letters, below another path, escaped, or in a referrer.
"""

from __future__ import annotations

import re

HIDDEN = "[hidden]"
_SLASH = r"(?:/|%2f)+"
_FIELDS = (
    "code|code_verifier|state|token|id_token|access_token|refresh_token|client_secret|secret|password|key|api_?key|"
    "signature|sig|session|sessionid|csrfmiddlewaretoken"
)

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (rf"(\bconnect{_SLASH}(?:start{_SLASH})?)[\w~-]{{20,}}", rf"\1{HIDDEN}"),
        (rf"(\bchat{_SLASH}with{_SLASH})[\w~-]{{20,}}", rf"\1{HIDDEN}"),
        (rf"(\bapprovals{_SLASH})[\w.-]+(?:(?::|%3a)[\w-]+){{2}}", rf"\1{HIDDEN}"),
        (rf"(\bhooks{_SLASH}(?:(?:apps{_SLASH}\w+|test|wait){_SLASH})?)[\w~-]{{16,}}", rf"\1{HIDDEN}"),
        (rf"(\breset{_SLASH}key{_SLASH})[\w~-]{{12,}}", rf"\1{HIDDEN}"),
        (rf"(\bconfirm-email{_SLASH})[\w~:-]{{12,}}", rf"\1{HIDDEN}"),
        (r"\bmk(?:_|%5f)[\w~-]{12,}", f"mk_{HIDDEN}"),
        (r"\b(bearer|basic)(\s+|%20)[\w.~+/=-]{8,}", rf"\1 {HIDDEN}"),
        (rf"([?&](?:amp;)?(?:{_FIELDS})(?:=|%3d))[^&\s\"'#<>\\]+", rf"\1{HIDDEN}"),
        (r"\b((?:sessionid|csrftoken|__Host-\w+|__Secure-\w+)=)[^;\s\"',\\]+", rf"\1{HIDDEN}"),
        (r"(\w://[^\s/@:\"'\\]*:)[^\s/@\"'\\]+(?=@)", rf"\1{HIDDEN}"),
        (r"\bya29\.[\w.-]+|\b1//[\w-]{10,}|\b4/0[\w-]{10,}|\beyJ[\w-]+\.[\w-]+\.[\w-]*", HIDDEN),
    )
)
# Whatever else looks drawn by lot, as all our secrets do: long, of capitals, small letters and digits.
_RANDOM = re.compile(r"(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*\d)[A-Za-z0-9_-]{40,}")


def redacted(text: str) -> str:
    """``text`` with every secret that can be recognised replaced; the rest is as it was."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return _RANDOM.sub(HIDDEN, text)
