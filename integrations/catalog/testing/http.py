"""``ctx.http`` on declared answers: the same paths, queries, bodies, pages and refusals, and no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Literal, Unpack

from integrations.catalog.answer import Answer
from integrations.catalog.context import Files
from integrations.catalog.files import FileRef, in_chunks
from integrations.catalog.http import Get, HttpClient, HttpReply
from integrations.catalog.http.client import Asked, Said
from integrations.catalog.http.wire import body, checked_path, filled, query_text
from integrations.catalog.refusals import Refusals
from integrations.catalog.testing.vendor import Vendor
from integrations.errors import MachinaError


@dataclass
class FakeHttp(HttpClient):
    """Its links lead to ``https://vendor.example``. A file in a form is sent as ``field=content`` in a plain body."""

    vendor: Vendor
    files: Files
    refusals: Refusals = field(default_factory=Refusals)
    base_url: str = "https://vendor.example"
    page_key: bytes = b"the key of tests"

    def request(self, method: str, template: str, /, **said: Unpack[Said]) -> HttpReply:
        content, content_type = body(said.get("json"), said.get("form"), said.get("content"))
        return self._asked(method, template, said, content, content_type)

    def gather(self, gets: Sequence[Get], *, at_once: int = 8) -> list[HttpReply | MachinaError]:
        """One after the other, so that declared answers are given in their order."""
        return [self._look_up(each) for each in gets]

    def download(
        self, template: str, /, *, filename: str | None = None, mime_type: str | None = None, **asked: Unpack[Asked]
    ) -> FileRef:
        reply = self._asked("GET", template, asked, b"", {}, may_be_address=True)
        kind = mime_type or reply.headers.get("content-type", "application/octet-stream")
        name = filename or self.vendor.requests[-1].path.split("/")[-1]
        return self.files.save(reply.body, filename=name, mime_type=kind)

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
        reference, stream = self.files.open(file_id)
        with closing(stream):
            content = b"".join(in_chunks(stream, start=part[0] if part else 0, length=part[1] if part else None))
        if field is not None:
            content = query_text({**(fields or {}), field: content.decode("latin-1")}).removeprefix("?").encode()
        headers = {"content-type": reference.mime_type}
        return self._asked(method, template, asked, content, headers, may_be_address=True)

    def _look_up(self, get: Get) -> HttpReply | MachinaError:
        try:
            return self.request("GET", get.template, path=get.path, query=get.query, headers=get.headers)
        except MachinaError as error:
            return error

    def _asked(
        self,
        method: str,
        template: str,
        asked: Asked,
        content: bytes,
        headers: Mapping[str, str],
        *,
        may_be_address: bool = False,
    ) -> HttpReply:
        path = filled(template, asked["path"]) if asked.get("path") else template
        is_address = may_be_address and path.startswith("https://")
        url = (path if is_address else checked_path(path)) + query_text(asked.get("query", {}))
        sent = {**headers, **asked.get("headers", {})}
        declared = self.vendor.answer(method.upper(), url, headers=sent, body=content)
        answer = Answer(declared.status, declared.headers, declared.body)
        refused = self.refusals.read(answer)
        if refused is not None:
            raise refused
        return HttpReply(answer)
