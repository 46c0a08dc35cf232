"""What MACHINA_PROVIDERS says of one provider, checked by itself: no Django, so that a bad value stops the start."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

EXAMPLE = (
    '\'{"gitlab": {"authorize_url": "https://gitlab.com/oauth/authorize", "token_url": "https://gitlab.com/oauth/token",'
    ' "userinfo_url": "https://gitlab.com/api/v4/user", "revoke_url": "https://gitlab.com/oauth/revoke",'
    ' "scopes": {"read_api": "Read your projects"}, "api_hosts": ["gitlab.com"]}}\''
)
REQUIRED = ("authorize_url", "token_url", "userinfo_url", "api_hosts")
ADDRESSES = ("authorize_url", "token_url", "userinfo_url", "revoke_url")
_KEY = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_HOST = re.compile(r"(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "scope_separator": (" ", ","),
    "client_authentication": ("client_secret_post", "client_secret_basic"),
    "refresh_tokens": ("always", "sometimes", "never"),
}


class BadSetting(ValueError):
    """What is wrong with the setting, as the end of a sentence about it."""


@dataclass(frozen=True, kw_only=True)
class SwitchedOn:
    """One provider of the setting."""

    key: str
    allauth: str
    """allauth's own id of it; the key where nothing else is said."""
    authorize_url: str
    token_url: str
    userinfo_url: str
    """Where a GET with the access token tells whose account it is."""
    api_hosts: tuple[str, ...]
    """Where requests may act as its accounts; ``*.example.com`` stands for every name below example.com."""
    revoke_url: str = ""
    """Where a token is ended (RFC 7009); empty where it cannot be."""
    name: str = ""
    scopes: Mapping[str, str] = field(default_factory=dict)
    """What is asked for, and what it means to the person who grants it."""
    scope_separator: Literal[" ", ","] = " "
    client_authentication: Literal["client_secret_post", "client_secret_basic"] = "client_secret_post"
    refresh_tokens: Literal["always", "sometimes", "never"] = "sometimes"
    access_page: str = ""
    """Where a person ends the access."""


KNOWN = tuple(SwitchedOn.__dataclass_fields__)[1:]


def read_setting(document: object) -> tuple[SwitchedOn, ...]:
    """Every provider of the setting. Raises BadSetting that says what is wrong with the first bad one."""
    if not isinstance(document, dict):
        raise BadSetting("is not a JSON object of providers")
    return tuple(_read(key, facts) for key, facts in document.items())


def _read(key: str, facts: object) -> SwitchedOn:
    if not _KEY.fullmatch(key):
        raise BadSetting(f"has {key!r}, which is no key in lower case, such as gitlab")
    if not isinstance(facts, dict):
        raise BadSetting(f"has no JSON object for {key!r}")
    if problem := next(_problems(facts), None):
        raise BadSetting(f"says of {key!r} {problem}")
    scopes = facts.get("scopes", {})
    given: dict[str, Any] = {  # of the types that have just been checked
        **facts,
        "api_hosts": tuple(facts["api_hosts"]),
        "scopes": scopes if isinstance(scopes, dict) else {each: each for each in scopes},
    }
    return SwitchedOn(**{"allauth": key, **given, "key": key})


def _problems(facts: Mapping[str, object]) -> Iterator[str]:
    for name in facts:
        if name not in KNOWN:
            yield f"{name!r}, which is none of {', '.join(KNOWN)}"
    for name in REQUIRED:
        if not facts.get(name):
            yield f"nothing about {name}"
    for name, value in facts.items():
        yield from _problems_of(name, value)


def _problems_of(name: str, value: object) -> Iterator[str]:
    if name == "api_hosts":
        if not isinstance(value, list) or not all(isinstance(each, str) and _HOST.fullmatch(each) for each in value):
            yield f"{value!r} as api_hosts, which is no list of host names such as api.gitlab.com"
    elif name == "scopes":
        texts = (
            [*value.items()]
            if isinstance(value, dict)
            else [(each, each) for each in value]
            if isinstance(value, list)
            else None
        )
        if texts is None or not all(isinstance(each, str) and each.strip() for pair in texts for each in pair):
            yield f"{value!r} as scopes, which is no object of scopes and what each allows in plain words"
    elif not isinstance(value, str):
        yield f"{value!r} as {name}, which is no text"
    elif name in ADDRESSES or (name == "access_page" and value):
        if not _is_https(value):
            yield f"{value!r} as {name}, which is no https address without a query"
    elif name in _CHOICES and value not in _CHOICES[name]:
        yield f"{value!r} as {name}, which is none of {', '.join(map(repr, _CHOICES[name]))}"
    elif name == "allauth" and not re.fullmatch(r"[a-z][a-z0-9_]*", value):
        yield f"{value!r} as allauth, which is no id of a provider of allauth, such as gitlab"


def _is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port_is_good = parts.port != 0
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or "@" in parts.netloc)
    return parts.scheme == "https" and bool(parts.hostname) and plain and port_is_good
