"""google-api-python-client on top of egress: the transport it asks for, and its resources bound to one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import httplib2
from googleapiclient.http import HttpRequest

from integrations.egress.client import Egress
from integrations.egress.permit import Permit
from integrations.egress.policy import MAX_ATTEMPTS, refusal_of
from integrations.egress.request import MEGABYTE, EgressRequest, FilePart
from integrations.egress.response import EgressResponse
from integrations.providers.google.batch import GoogleBatch
from integrations.providers.google.documents import GoogleApi, google_api
from integrations.providers.google.downloads import check_part, is_end_of_empty_file

# Gmail's largest message as base64 in JSON.
MAX_ANSWER = 50 * MEGABYTE
# Google compresses only for a user agent that contains "gzip".
USER_AGENT = "Machina (gzip)"
BATCH = "/batch"
"""How the log calls the address of batches."""
_RESUME_INCOMPLETE = 308


class GoogleHttp:
    """The part of ``httplib2.Http`` that googleapiclient uses; refusals are raised from our error tree.

    Token, deadline, retries and limits are those of the permit; googleapiclient's own retries stay switched off.
    """

    def __init__(
        self,
        egress: Egress,
        permit: Permit,
        *,
        attempts: int = MAX_ATTEMPTS,
        is_upload: bool = False,
        route: str = "",
    ) -> None:
        self.permit = permit
        self._egress = egress
        self._attempts = attempts
        self._is_upload = is_upload
        self._route = route

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,  # str, bytes, or googleapiclient's slice of a file
        headers: Mapping[str, str] | None = None,
        redirections: int = 5,
        connection_type: object = None,
    ) -> tuple[httplib2.Response, bytes]:
        """Send one request. Raises what ``Egress.call`` raises."""
        sent = EgressRequest(
            method,
            uri,
            self.permit,
            headers={**(headers or {}), "user-agent": USER_AGENT},
            body=_body(body, headers or {}),
            max_answer=MAX_ANSWER,
            max_redirects=redirections,
            route=self._route,
        )
        response = self._egress.send(sent, attempts=self._attempts)
        if not self._is_protocol(sent, response):
            self._check(sent, response)
        # The content is decompressed, and so is its length told.
        told = {name: value for name, value in response.headers.items() if name != "content-encoding"}
        length, code = str(len(response.content)), str(response.status)
        answer = httplib2.Response({**told, "content-length": length, "status": code})
        answer.reason = response.reason
        return answer, response.content

    def for_upload(self) -> GoogleHttp:
        """For the steps of a resumable upload, which ``Upload`` repeats by its protocol."""
        permit = replace(self.permit, effect="idempotent_write", on_written=None)
        return GoogleHttp(self._egress, permit, attempts=1, is_upload=True, route=self._route)

    def for_reading(self) -> GoogleHttp:
        """For a batch that only looks things up, although it is sent as one POST."""
        return self.under(replace(self.permit, effect="read", on_writing=None, on_written=None))

    def under(self, permit: Permit) -> GoogleHttp:
        """The same transport under another permit."""
        return GoogleHttp(self._egress, permit, attempts=self._attempts, route=self._route)

    def carrying(self, parts: int) -> GoogleHttp:
        """For a batch of so many requests, each of which counts at the vendor."""
        return self.under(replace(self.permit, parts=parts)).on(BATCH)

    def on(self, route: str) -> GoogleHttp:
        """For a request to what the API calls so, as the log has it."""
        return GoogleHttp(self._egress, self.permit, attempts=self._attempts, is_upload=self._is_upload, route=route)

    def reject_credential(self) -> bool:
        """Part of a batch was answered with 401: force one refresh. True if asking again makes sense."""
        credential = self.permit.credential
        return credential is not None and credential.rejected(credential.token())

    def credential_refused(self) -> None:
        """Renewing it has not helped."""
        if self.permit.credential is not None:
            self.permit.token_refused(self.permit.credential.token())

    def close(self) -> None:
        """Connections belong to the process."""

    def _check(self, request: EgressRequest, response: EgressResponse) -> None:
        refused = refusal_of(response, self.permit, may_repeat=request.may_repeat)
        if refused is not None:
            raise refused
        if asked := _range(request):
            check_part(asked, response)

    def _is_protocol(self, request: EgressRequest, response: EgressResponse) -> bool:
        """Statuses from 300 that are no refusals: a part was taken, or an empty file has no range."""
        if response.status == _RESUME_INCOMPLETE:
            return self._is_upload
        return _range(request) is not None and is_end_of_empty_file(response)


class BoundResource:
    """A shared resource of googleapiclient as one call uses it: the requests it makes go out through its transport."""

    def __init__(self, api: GoogleApi, http: GoogleHttp, path: tuple[str, ...] = ()) -> None:
        self._api = api
        self._http = http
        self._path = path

    def __getattr__(self, name: str) -> Any:  # what googleapiclient has built from the description
        member = getattr(self._api.child(self._path), name)
        if getattr(member, "__is_resource__", False):
            return lambda: BoundResource(self._api, self._http, (*self._path, name))
        return self._bound(member)

    def new_batch_http_request(self, callback: Any = None) -> GoogleBatch:
        """A batch; ``callback(request_id, response, error)`` gets an error of our tree, or None."""
        return GoogleBatch(self._http, self._api.batch_url, callback)

    def _bound(self, member: Callable[..., Any]) -> Callable[..., Any]:
        def method(*args: Any, **kwargs: Any) -> Any:
            made = member(*args, **kwargs)
            if isinstance(made, HttpRequest):
                self._check_path(made, kwargs)
                made.http = self._http
                made.route = self._api.routes.get(made.methodId, "")
            return made

        return method

    def _check_path(self, made: HttpRequest, given: Mapping[str, object]) -> None:
        """Also of what will be part of a batch. Raises InputError for a value that would make it another request."""
        for blank in self._api.blanks.get(made.methodId, ()):
            if given.get(blank.name) is not None:
                blank.check(given[blank.name])


def build_google(name: str, version: str, *, http: GoogleHttp, api_root: str | None) -> BoundResource:
    """A client of one Google API; with ``api_root`` nothing of it goes to Google.

    Raises LookupError for an API that google-api-python-client does not know.
    """
    return BoundResource(google_api(name, version, api_root), http)


def _range(request: EgressRequest) -> str | None:
    return next((value for name, value in request.headers.items() if name.lower() == "range"), None)


def _body(body: Any, headers: Mapping[str, str]) -> bytes | FilePart:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | FilePart):
        return body
    # googleapiclient's slice can be read only once; the file under it can be read again after a 401.
    file = getattr(body, "_stream", body)
    length = next(int(value) for name, value in headers.items() if name.lower() == "content-length")
    return FilePart(file, file.tell(), length)
