"""The real google-api-python-client, pointed at the sandbox, with every answer held against the document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httplib2
from django.test import Client
from googleapiclient import discovery_cache
from googleapiclient.discovery import build_from_document
from googleapiclient.http import HttpRequest

from integrations.providers.google.documents import shallow
from integrations.sandbox.google.discovery import document
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.schemas import problems
from integrations.sandbox.google.served import SERVED

VERSIONS = dict(SERVED.keys())
INSIDE = "http://testserver"


class InsideHttp:
    """httplib2's one method, answered by Django in this process: no socket, and the test's own transaction."""

    def __init__(self, token: str) -> None:
        self._client = Client()
        self._token = token
        self.follow_redirects = True
        self.redirect_codes: frozenset[int] = frozenset()

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_: object,
    ) -> tuple[httplib2.Response, bytes]:
        """Send one request."""
        sent = {"authorization": f"Bearer {self._token}", **(headers or {})}
        content_type = sent.pop("content-type", sent.pop("Content-Type", "application/json"))
        for name in ("content-length", "Content-Length"):
            sent.pop(name, None)
        address = urlsplit(uri)
        target = f"{address.path}?{address.query}" if address.query else address.path
        answer = self._client.generic(method, target, body or b"", content_type, headers=sent)
        response = httplib2.Response({"status": str(answer.status_code), **dict(answer.items())})
        response.status, response.reason = answer.status_code, answer.reason_phrase
        return response, answer.content


class SocketHttp(httplib2.Http):
    """httplib2 itself, with a token."""

    def __init__(self, token: str) -> None:
        super().__init__(timeout=20)
        self.redirect_codes -= {308}  # as googleapiclient's own build_http does: it means "go on uploading"
        self._token = token

    def request(
        self, uri: str, method: str = "GET", body: Any = None, headers: Any = None, *args: Any, **kwargs: Any
    ) -> Any:  # httplib2 has no types
        """Send one request."""
        sent = {**(headers or {}), "authorization": f"Bearer {self._token}"}
        return super().request(uri, method, body, sent, *args, **kwargs)


def build(name: str, origin: str, http: object) -> Any:  # the client is made at run time, and has no types
    """The client as Machina makes it: all addresses follow the root of the sandbox."""
    text = discovery_cache.get_static_doc(name, VERSIONS[name])
    assert text is not None
    source = json.loads(text)
    source["rootUrl"] = f"{origin}/sandbox/google/"
    source.pop("baseUrl", None)
    source.pop("mtlsRootUrl", None)
    return build_from_document(shallow(source), http=http)


def run(request: HttpRequest) -> Resource:
    """Execute a request. Its answer has to be what the document says; an empty one is an empty object."""
    answer = request.execute()
    check_answer(request.methodId, answer or None)
    return answer or {}


def check_answer(method_id: str, answer: Resource | None) -> None:
    """Fail for an answer that the document does not describe."""
    name = method_id.split(".")[0]
    api = document(name, VERSIONS[name])
    method = api.methods[method_id]
    if method.response is None:
        assert answer is None
    else:
        assert list(problems(api, {"$ref": method.response}, answer)) == []
