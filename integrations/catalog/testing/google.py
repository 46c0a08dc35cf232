"""google-api-python-client on declared answers, with the discovery documents that it ships."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from googleapiclient.discovery import build_from_document
from httplib2 import Response

from integrations.catalog.testing.vendor import Vendor
from integrations.errors import MachinaError
from integrations.providers.google.documents import shallow

BatchCallback = Callable[[str, Any, Exception | None], None]  # googleapiclient's own, with untyped answers


def google_client(vendor: Vendor, name: str, version: str) -> Any:  # built at run time from the document
    """A client whose plain requests and batches get their answers from ``vendor``."""
    client = build_from_document(_document(name, version), http=_Transport(vendor))
    client.new_batch_http_request = lambda callback=None: _Batch(vendor, callback)
    return client


@cache
def _document(name: str, version: str) -> dict[str, Any]:  # JSON as Google ships it
    folder = files("googleapiclient.discovery_cache") / "documents"
    document: dict[str, Any] = json.loads((folder / f"{name}.{version}.json").read_text(encoding="utf-8"))
    return shallow(document)


class _Transport:
    """What the client needs of an ``httplib2.Http``."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,  # str, bytes, or an open file for an upload
        headers: Mapping[str, str] | None = None,
        redirections: int = 0,
        connection_type: object = None,
    ) -> tuple[Response, bytes]:
        answer = self._vendor.answer(method, uri, headers=headers or {}, body=_bytes(body))
        return Response({"status": "200", "content-type": "application/json", **answer.headers}), answer.body

    def close(self) -> None:
        """Nothing is open."""


def _bytes(body: Any) -> bytes:
    if isinstance(body, str):
        return body.encode()
    return body.read() if hasattr(body, "read") else body or b""


class _Batch:
    """A batch that answers each of its requests by itself and hands errors to the callback."""

    def __init__(self, vendor: Vendor, callback: BatchCallback | None) -> None:
        self._vendor = vendor
        self._callback = callback
        self._requests: list[tuple[str, Any, BatchCallback | None]] = []

    def add(self, request: Any, callback: BatchCallback | None = None, request_id: str | None = None) -> None:
        self._requests.append((request_id or str(len(self._requests) + 1), request, callback))

    def execute(self) -> None:
        self._vendor.batches.append(len(self._requests))
        for request_id, request, own_callback in self._requests:
            answer, error = None, None
            try:
                answer = request.execute()
            except MachinaError as raised:
                error = raised
            for callback in filter(None, (own_callback, self._callback)):
                callback(request_id, answer, error)
