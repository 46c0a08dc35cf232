"""``ctx.web``: requests to addresses that whoever asks has written, under the permit of one call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from itertools import chain
from urllib.parse import unquote

from integrations.catalog.context import Files
from integrations.catalog.files import FileRef
from integrations.catalog.header_parameters import split_parameters
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
from integrations.egress.client import Egress
from integrations.egress.guard import AddressRefused, Reach
from integrations.egress.http import MAX_DOWNLOAD
from integrations.egress.multipart import FormPart, PartsForm
from integrations.egress.permit import Permit
from integrations.egress.request import MEGABYTE, BodySource, BytesBody, EgressRequest, FilePart
from integrations.egress.response import StreamedAnswer
from integrations.errors import PayloadTooLarge

URL = "url"
UNKNOWN_TYPE = "application/octet-stream"


class GuardedWeb(WebClient):
    """``place`` turns an address into the one that is asked, where something stands in for its host."""

    def __init__(
        self, egress: Egress, permit: Permit, files: Files, *, place: Callable[[str], str], account_url: str = ""
    ) -> None:
        self._egress = egress
        self._permit = permit
        self._files = files
        self._place = place
        self._account_url = account_url

    @property
    def has_account(self) -> bool:
        return self._permit.credential is not None

    @property
    def account_url(self) -> str:
        return self._account_url

    def as_nobody(self) -> GuardedWeb:
        permit = replace(
            self._permit.heard_by_nobody(),
            reach=Reach.open(),
            credential=None,
            on_token_refused=None,
            vendor="",
            refusals=Refusals(),
        )
        return GuardedWeb(self._egress, permit, self._files, place=str)

    def send(self, request: WebRequest, *, as_file: AsFile, at_most: int, spills: bool = False) -> WebReply:
        with ExitStack() as opened, _blamed_on_the_address():
            asked = self._request(request, opened)

            def read(answer: StreamedAnswer) -> WebReply:
                chunks = answer.placed.taken_out_of_stream(answer)
                reply = WebReply(status=answer.status, headers=answer.headers)
                if as_file(answer.status, answer.headers):
                    return replace(reply, file=self._kept(asked, answer, chunks))
                begun, is_whole = _begun(chunks, at_most)
                if is_whole:
                    return replace(reply, content=b"".join(begun))
                if spills:
                    return replace(reply, file=self._kept(asked, answer, chain(begun, chunks)))
                raise PayloadTooLarge(
                    f"The answer of {asked.target.host} is larger than {at_most / MEGABYTE:g} MB. Keep it as a file."
                )

            return self._egress.take(asked, read)

    def _request(self, request: WebRequest, opened: ExitStack) -> EgressRequest:
        body, mime_type = self._body(request, opened)
        said = {name.lower() for name in request.headers}
        given = {} if not mime_type or "content-type" in said else {"content-type": mime_type}
        refusals = replace(self._permit.refusals, accepted=request.accept_status)
        permit = replace(self._permit, deadline=self._permit.deadline.within(request.seconds), refusals=refusals)
        return EgressRequest(
            request.method.upper(),
            self._place(request.url),
            permit,
            headers={**given, **request.headers},
            body=body,
            max_answer=MAX_DOWNLOAD,
            looks=request.looks,
        )

    def _body(self, request: WebRequest, opened: ExitStack) -> tuple[bytes | BodySource, str]:
        match request.body:
            case WrittenBody(content, mime_type):
                return content, mime_type
            case StoredBody(file_id):
                reference, source = self._open(file_id, opened)
                return source, reference.mime_type
            case FormBody(parts):
                form = PartsForm(
                    [
                        self._stored_part(each, opened)
                        if isinstance(each, StoredPart)
                        else FormPart(each.name, BytesBody(each.value.encode()))
                        for each in parts
                    ]
                )
                return form, form.content_type

    def _stored_part(self, part: StoredPart, opened: ExitStack) -> FormPart:
        reference, source = self._open(part.file_id, opened)
        return FormPart(part.name, source, part.filename or reference.filename, part.mime_type or reference.mime_type)

    def _open(self, file_id: str, opened: ExitStack) -> tuple[FileRef, BodySource]:
        reference, content = self._files.open(file_id)
        opened.enter_context(closing(content))
        return reference, FilePart.whole(content)

    def _kept(self, asked: EgressRequest, answer: StreamedAnswer, chunks: Iterator[bytes]) -> FileRef:
        kind = answer.headers.get("content-type", UNKNOWN_TYPE)
        return self._files.save_stream(chunks, filename=_filename(answer.headers, asked.target.path), mime_type=kind)


@contextmanager
def _blamed_on_the_address() -> Iterator[None]:
    """Where a request would go is what its address says, also once the name has been looked up."""
    try:
        yield
    except AddressRefused as refused:
        raise AddressRefused(refused.detail, field=URL) from refused


def _begun(chunks: Iterator[bytes], at_most: int) -> tuple[list[bytes], bool]:
    """What has been read, and whether that is all: reading stops once it is too much."""
    begun: list[bytes] = []
    size = 0
    for chunk in chunks:
        begun.append(chunk)
        size += len(chunk)
        if size > at_most:
            return begun, False
    return begun, True


def _filename(headers: Mapping[str, str], path: str) -> str:
    """The name the answer gives (RFC 6266), else the last part of the address."""
    _, parameters = split_parameters(headers.get("content-disposition", ""))
    return parameters.get("filename") or unquote(path.partition("?")[0]).rstrip("/").split("/")[-1] or "answer"
