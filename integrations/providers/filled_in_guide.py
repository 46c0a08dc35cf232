"""What the guide asks of a credential that a person fills in: each thing that is wrong, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from integrations.catalog.http.wire import checked_path
from integrations.egress.headers import check_header
from integrations.errors import InputError
from integrations.providers.fields import CredentialField, names_in
from integrations.providers.filled_in import ApiKey, Basic, FilledIn

API_URL = "api_url"
"""The address below which a credential is tested, where the connection has none of its own."""
_NAME = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
_CONNECTION = frozenset({"host", "content-length", "connection", "transfer-encoding", "accept-encoding", "upgrade"})
"""What the connection itself sets."""


def filled_in_problems(credential: FilledIn, addresses: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with it; nothing for one that may be used."""
    names = [each.name for each in credential.fields]
    if not names:
        yield "give it at least one field; a vendor that asks for nothing is NoCredential()"
    for twice in sorted({name for name in names if names.count(name) > 1}):
        yield f"two fields are called {twice!r}"
    for each in credential.fields:
        yield from _field_problems(each)
    templates = _templates(credential)
    for template in templates:
        for unknown in sorted(set(names_in(template)) - set(names)):
            yield f"{template!r} needs a field {unknown!r}, and there is none"
    used = {name for template in templates for name in names_in(template)}
    if idle := sorted(set(names) - used):
        yield f"nothing uses the fields: {', '.join(idle)}"
    yield from _placing_problems(credential)
    yield from _base_problems(credential)
    if credential.base_url is None and API_URL not in addresses:
        yield f"addresses lack {API_URL}, below which the credential is tested; or say base_url"
    if credential.test.path or not credential.test.any_answer:
        yield from _path_problems(credential.test.path)


def _field_problems(each: CredentialField) -> Iterator[str]:
    if not _NAME.match(each.name) or each.name == "base_url":
        yield f"the field {each.name!r} has to be named in snake_case, such as api_key, and not base_url"
    if not each.label.strip():
        yield f"the field {each.name!r} needs the label people know it by"
    try:
        form = re.compile(each.pattern)
    except re.error as error:
        yield f"the pattern of {each.name!r} cannot be read: {error}"
        return
    if each.example and not form.fullmatch(each.example):
        yield f"the example of {each.name!r} does not match its pattern"


def _templates(credential: FilledIn) -> list[str]:
    base = [credential.base_url.template] if credential.base_url else []
    match credential:
        case ApiKey():
            return [*credential.headers, *credential.headers.values(), *credential.query.values(), *base]
        case Basic():
            return [credential.username, credential.password, *base]
    return base


def _placing_problems(credential: FilledIn) -> Iterator[str]:
    if not isinstance(credential, ApiKey):
        return
    if not credential.headers and not credential.query:
        yield "say in which header the key goes"
    for name in credential.headers:
        if names_in(name):  # a person's own; the field's pattern says which
            continue
        try:
            check_header(name, "")
        except InputError as error:
            yield error.detail
        if name.lower() in _CONNECTION:
            yield f"the header {name!r} is the connection's own"


def _base_problems(credential: FilledIn) -> Iterator[str]:
    base = credential.base_url
    if base is None or base.is_typed:
        return
    if not base.template.startswith("https://"):
        yield f"base_url {base.template!r} has to begin with https://"
    if not base.names:
        yield f"base_url {base.template!r} is the same for all: say it as the address {API_URL}"
    secret = {each.name for each in credential.fields if each.is_secret}
    for name in sorted(secret.intersection(names_in(base.template))):
        yield f"base_url shows the secret field {name!r}: an address is no secret"


def _path_problems(path: str) -> Iterator[str]:
    try:
        checked_path(path)
    except InputError:
        yield f"the test's path {path!r} has to begin with / and have no query"
