"""Google's API descriptions as google-api-python-client ships them, prepared once per process."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc

from integrations.providers.google.paths import Blanks, blanks_of, routes_of
from integrations.providers.google.request import GoogleRequest
from integrations.providers.google.strict_json import StrictJson


@dataclass(frozen=True)
class GoogleApi:
    """One API at one root: its resource without a transport, and the resources below it as they are first used."""

    resource: Any  # googleapiclient builds its resources at run time
    batch_url: str
    blanks: Blanks
    routes: Mapping[str, str]
    """The path of every method by its id, with blanks."""
    children: dict[tuple[str, ...], Any] = field(default_factory=dict)

    def child(self, path: tuple[str, ...]) -> Any:
        """The resource under these names, for example ``("users", "messages")``."""
        if not path:
            return self.resource
        if path not in self.children:
            self.children[path] = getattr(self.child(path[:-1]), path[-1])()
        return self.children[path]


_apis: dict[tuple[str, str, str | None], GoogleApi] = {}
_lock = threading.Lock()


def google_api(name: str, version: str, api_root: str | None) -> GoogleApi:
    """The prepared API; with ``api_root`` all of its plain, batch and upload addresses lie under that address.

    Raises LookupError for an API that google-api-python-client does not know.
    """
    key = (name, version, api_root)
    with _lock:
        if key not in _apis:
            _apis[key] = _prepare(name, version, api_root)
        return _apis[key]


def _prepare(name: str, version: str, api_root: str | None) -> GoogleApi:
    text = get_static_doc(name, version)
    if text is None:
        raise LookupError(f"google-api-python-client ships no description of {name!r} {version!r}")
    document = json.loads(text)
    document.pop("mtlsRootUrl", None)
    if api_root is not None:
        document.pop("baseUrl", None)
        document["rootUrl"] = api_root.rstrip("/") + "/"
    resource = build_from_document(
        shallow(document), http=_NoTransport(), model=StrictJson(), requestBuilder=GoogleRequest
    )
    batch_url = document["rootUrl"] + document.get("batchPath", "batch")
    return GoogleApi(resource, batch_url, blanks_of(document), routes_of(document))


def shallow(document: Mapping[str, Any]) -> dict[str, Any]:  # JSON as Google ships it
    """The description for building resources, with schemas that name their properties and say nothing of them.

    googleapiclient looks for page tokens among the names, and prints all the rest into the docstring of each method
    that takes or gives such an object, nested ones included: 0.2 s and 75 MB for ``spreadsheets`` of Sheets.
    """
    schemas = {
        name: {
            "id": name,
            "type": "object",
            "properties": {each: {"type": "any"} for each in given.get("properties", {})},
        }
        for name, given in document.get("schemas", {}).items()
    }
    return {**document, "schemas": schemas}


class _NoTransport:
    """Stands where the transport of a call is put in later; without one the client would look for credentials."""
