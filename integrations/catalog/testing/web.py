"""``ctx.web`` on declared answers: any address, known by its path alone, and no network."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode, urlsplit

from integrations.catalog.answer import Answer
from integrations.catalog.context import Files
from integrations.catalog.http.web import (
    AsFile,
    FormBody,
    StoredBody,
    StoredPart,
    WebClient,
    WebReply,
    WebRequest,
    WrittenBody,
)
from integrations.catalog.refusals import Refusals
from integrations.catalog.testing.vendor import Vendor
from integrations.errors import PayloadTooLarge


@dataclass
class FakeWeb(WebClient):
    """A form with files is sent as ``name=content`` pairs in a plain body."""

    vendor: Vendor
    files: Files
    account_url: str = ""
    has_account: bool = False
    hosts: list[str] = field(default_factory=list)
    """Which hosts were asked, in order."""

    def as_nobody(self) -> FakeWeb:
        return replace(self, account_url="", has_account=False)

    def send(self, request: WebRequest, *, as_file: AsFile, at_most: int, spills: bool = False) -> WebReply:
        parts = urlsplit(request.url)
        self.hosts.append(parts.netloc)
        content, kind = self._body(request)
        given: Mapping[str, str] = {"content-type": kind} if kind else {}
        url = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        declared = self.vendor.answer(request.method, url, headers={**given, **request.headers}, body=content)
        refused = Refusals(accepted=request.accept_status).read(
            Answer(declared.status, declared.headers, declared.body, parts.netloc)
        )
        if refused is not None:
            raise refused
        is_long = len(declared.body) > at_most
        if is_long and not spills:
            raise PayloadTooLarge(f"The answer of {parts.netloc} is too large.")
        if is_long or as_file(declared.status, declared.headers):
            kind = declared.headers.get("content-type", "application/octet-stream")
            kept = self.files.save(declared.body, filename=parts.path.split("/")[-1], mime_type=kind)
            return WebReply(status=declared.status, headers=declared.headers, file=kept)
        return WebReply(status=declared.status, headers=declared.headers, content=declared.body)

    def _body(self, request: WebRequest) -> tuple[bytes, str]:
        match request.body:
            case WrittenBody(content, mime_type):
                return content, mime_type
            case StoredBody(file_id):
                return self._stored(file_id)
            case FormBody(parts):
                pairs = [
                    (each.name, self._stored(each.file_id)[0] if isinstance(each, StoredPart) else each.value)
                    for each in parts
                ]
                return urlencode(pairs).encode(), "multipart/form-data"

    def _stored(self, file_id: str) -> tuple[bytes, str]:
        reference, stream = self.files.open(file_id)
        with closing(stream):
            return stream.read(), reference.mime_type
