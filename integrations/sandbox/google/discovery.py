"""Google's discovery documents as typed methods. The documents are those google-api-python-client ships."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from googleapiclient import discovery_cache

from integrations.sandbox.google.resource import Resource


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One path or query parameter."""

    name: str
    type: str
    format: str
    is_required: bool
    is_repeated: bool
    choices: tuple[str, ...]
    minimum: int | None
    maximum: int | None
    default: str | None
    pattern: str
    """What a value in a path has to be; empty where the document leaves it open."""


@dataclass(frozen=True, kw_only=True)
class Method:
    """One method of an API."""

    id: str
    verb: str
    path: str
    parameters: dict[str, Parameter]
    request: str | None
    response: str | None
    scopes: tuple[str, ...]
    upload_limit: int | None
    """Bytes an upload may have; None where the method takes no upload."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """One API: its methods by id, its schemas, and what its scopes mean in words."""

    name: str
    methods: dict[str, Method]
    schemas: dict[str, Resource]
    scopes: dict[str, str]


@cache
def document(name: str, version: str) -> Document:
    """The shipped document, read once per process. Raises LookupError for an API that is not shipped."""
    text = discovery_cache.get_static_doc(name, version)
    if text is None:
        raise LookupError(f"google-api-python-client ships no document for {name} {version}.")
    source = json.loads(text)
    shared = source.get("parameters", {})
    return Document(
        name=name,
        methods={method["id"]: _method(method, source["servicePath"], shared) for method in _walk(source)},
        schemas=source["schemas"],
        scopes={scope: words["description"] for scope, words in source["auth"]["oauth2"]["scopes"].items()},
    )


def _walk(resource: Resource) -> Iterator[Resource]:
    yield from resource.get("methods", {}).values()
    for nested in resource.get("resources", {}).values():
        yield from _walk(nested)


def _method(source: Resource, service_path: str, shared: Resource) -> Method:
    parameters = shared | source.get("parameters", {})
    return Method(
        id=source["id"],
        verb=source["httpMethod"],
        path=service_path + source["path"],
        parameters={name: _parameter(name, described) for name, described in parameters.items()},
        request=source.get("request", {}).get("$ref"),
        response=source.get("response", {}).get("$ref"),
        scopes=tuple(source.get("scopes", ())),
        upload_limit=int(source["mediaUpload"]["maxSize"]) if "mediaUpload" in source else None,
    )


def _parameter(name: str, source: Resource) -> Parameter:
    return Parameter(
        name=name,
        type=source["type"],
        format=source.get("format", ""),
        is_required=source.get("required", False),
        is_repeated=source.get("repeated", False),
        choices=tuple(source.get("enum", ())),
        minimum=_whole(source.get("minimum")),
        maximum=_whole(source.get("maximum")),
        default=source.get("default"),
        pattern=source.get("pattern", ""),
    )


def _whole(text: str | None) -> int | None:
    return None if text is None else int(text)
