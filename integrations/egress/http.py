"""``ctx.http``: plain HTTP to a service's own API, the address of which comes from the service alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import Literal, Unpack
from urllib.parse import unquote

from django.utils.crypto import salted_hmac

from integrations.catalog.context import Files
from integrations.catalog.files import FileRef
from integrations.catalog.header_parameters import split_parameters
from integrations.catalog.http import Get, HttpClient, HttpReply
from integrations.catalog.http.client import Asked, Said
from integrations.catalog.http.wire import body, checked_path, filled, query_text
from integrations.egress.client import Egress
from integrations.egress.concurrency import SharedCredential, side_by_side
from integrations.egress.multipart import FileForm
from integrations.egress.permit import Permit
from integrations.egress.request import MAX_ANSWER, MEGABYTE, BodySource, EgressRequest, FilePart
from integrations.errors import MachinaError

# Files have a limit of their own, which is lower.
MAX_DOWNLOAD = 1024 * MEGABYTE


class ServiceHttp(HttpClient):
    """Paths below one base address, under the permit of one call; files are those of its customer."""

    def __init__(self, egress: Egress, permit: Permit, base_url: str, files: Files) -> None:
        self._egress = egress
        self._permit = permit
        self._base_url = base_url.rstrip("/")
        self._files = files

    @property
    def base_url(self) -> str:
        return self._base_url

    @property
    def page_key(self) -> bytes:
        return salted_hmac("machina.page_tokens", "", algorithm="sha256").digest()

    def request(self, method: str, template: str, /, **said: Unpack[Said]) -> HttpReply:
        content, content_type = body(said.get("json"), said.get("form"), said.get("content"))
        looks = said.get("looks", False)
        return self._sent(self._request(method, template, said, body=content, headers=content_type, looks=looks))

    def gather(self, gets: Sequence[Get], *, at_once: int = 8) -> list[HttpReply | MachinaError]:
        credential = self._permit.credential
        shared = replace(self._permit, credential=None if credential is None else SharedCredential(credential))
        http = ServiceHttp(self._egress, shared, self._base_url, self._files)
        calls = [
            partial(http.request, "GET", each.template, path=each.path, query=each.query, headers=each.headers)
            for each in gets
        ]
        return side_by_side(calls, at_once=at_once)

    def download(
        self, template: str, /, *, filename: str | None = None, mime_type: str | None = None, **asked: Unpack[Asked]
    ) -> FileRef:
        request = self._request("GET", template, asked, max_answer=MAX_DOWNLOAD, may_be_address=True)
        with self._egress.stream(request) as answer:
            name = (
                filename or _filename(answer.headers) or unquote(request.target.path.partition("?")[0]).split("/")[-1]
            )
            kind = mime_type or answer.headers.get("content-type", "application/octet-stream")
            return self._files.save_stream(answer, filename=name, mime_type=kind)

    def upload(
        self,
        method: Literal["POST", "PUT", "PATCH"],
        template: str,
        file_id: str,
        /,
        *,
        field: str | None = None,
        fields: Mapping[str, str] | None = None,
        part: tuple[int, int] | None = None,
        **asked: Unpack[Asked],
    ) -> HttpReply:
        reference, content = self._files.open(file_id)
        with closing(content):
            sent: BodySource = FilePart(content, *part) if part else FilePart.whole(content)
            content_type = reference.mime_type
            if field is not None:
                form = FileForm(fields or {}, field, reference.filename, reference.mime_type, sent)
                sent, content_type = form, form.content_type
            headers = {"content-type": content_type}
            request = self._request(method, template, asked, body=sent, headers=headers, may_be_address=True)
            return self._sent(request)

    def _request(
        self,
        method: str,
        template: str,
        asked: Asked,
        *,
        body: bytes | BodySource = b"",
        headers: Mapping[str, str] | None = None,
        max_answer: int = MAX_ANSWER,
        may_be_address: bool = False,
        looks: bool = False,
    ) -> EgressRequest:
        path = filled(template, asked["path"]) if asked.get("path") else template
        is_address = may_be_address and path.startswith(("https://", "http://"))
        return EgressRequest(
            method.upper(),
            (path if is_address else self._base_url + checked_path(path)) + query_text(asked.get("query", {})),
            self._permit,
            headers={**(headers or {}), **asked.get("headers", {})},
            body=body,
            max_answer=max_answer,
            looks=looks,
            route="" if is_address else template,
        )

    def _sent(self, request: EgressRequest) -> HttpReply:
        return HttpReply(self._egress.call(request), is_done=not request.may_repeat)


def _filename(headers: Mapping[str, str]) -> str | None:
    """The name a vendor gives to what is downloaded, also in letters outside ASCII (RFC 6266)."""
    _, parameters = split_parameters(headers.get("content-disposition", ""))
    return parameters.get("filename") or None
