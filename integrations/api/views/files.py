"""Files: stored while they arrive, and fetched whole or by range, in flat memory. A customer's belong to it alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from email.message import Message
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.actors import Actor, Right
from integrations.api.serializers.file import FileSerializer, FileUpload
from integrations.catalog.files import CHUNK, in_chunks
from integrations.errors import InputError, NotFound
from integrations.holders import authorise, find_holder
from integrations.models import StoredFile
from integrations.payloads import files
from integrations.payloads.ranges import NotSatisfiable, Span, span_of

PLAIN = "application/octet-stream"
QUERY = [
    OpenApiParameter("customer", str, description="Of a raw body: key of the customer whose file it is."),
    OpenApiParameter("account_mode", str, enum=["owner", "customer"], description="Of a raw body: owner for our own."),
    OpenApiParameter("filename", str, description="Of a raw body: its name, if not in Content-Disposition."),
]


class OpenPart:
    """A part of an open file as a response sends it on; closed with the response, also if nothing of it was read."""

    def __init__(self, content: BinaryIO, span: Span) -> None:
        self._content, self._span = content, span

    def __iter__(self) -> Iterator[bytes]:
        return in_chunks(self._content, start=self._span.start, length=self._span.length)

    def close(self) -> None:
        self._content.close()


class FileStore(APIView):
    """Keep a file for 30 days, to be named by its ``file_id`` in the input of an operation."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        parameters=QUERY,
        request={"multipart/form-data": FileUpload, PLAIN: OpenApiTypes.BINARY},
        responses={201: FileSerializer},
        summary="Store a file",
        tags=["files"],
    )
    def post(self, request: Request) -> Response:
        """As a form with the part ``file``, or as it is, with its media type. 100 MB at most."""
        actor = actor_of(request)
        is_form = (request.content_type or "").startswith("multipart/")
        given = cast(QueryDict, request.data).dict() if is_form else {**request.query_params.dict(), "file": request}
        body = FileUpload(data=given)
        body.is_valid(raise_exception=True)
        wanted: dict[str, Any] = body.validated_data
        holder = find_holder(actor, wanted.get("account_mode"), wanted.get("customer"), field="customer")
        authorise(actor, holder)
        content: UploadedFile[Any] | Request = wanted["file"]
        stored = files.save(
            _chunks(content),
            customer_id=holder.customer_id,
            filename=wanted.get("filename") or _name(content),
            mime_type=content.content_type or PLAIN,
        )
        return Response(FileSerializer(stored).data, status=201)


class FileContent(APIView):
    """One file. It is only ever handed out to be saved: no browser shows it as a page."""

    read_right: Right = "read_content"

    @extend_schema(
        parameters=[OpenApiParameter("Range", str, OpenApiParameter.HEADER, description="For example bytes=0-1023.")],
        responses={(200, PLAIN): OpenApiTypes.BINARY, (206, PLAIN): OpenApiTypes.BINARY},
        summary="Fetch a file",
        tags=["files"],
    )
    def get(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Whole, or with ``Range`` a part of it."""
        stored = _visible(actor_of(request), pk)
        try:
            span = span_of(request.headers.get("Range", ""), request.headers.get("If-Range"), _tag(stored), stored.size)
        except NotSatisfiable:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stored.size}"})
        headers = _headers(stored, span)
        status = 206 if span.is_part else 200
        if request.method == "HEAD":
            return HttpResponse(status=status, headers=headers)
        try:
            content = files.open_content(stored)
        except InputError:
            raise _missing(pk) from None
        return StreamingHttpResponse(OpenPart(content, span), status=status, headers=headers)

    @extend_schema(responses={204: None}, summary="Delete a file", tags=["files"])
    def delete(self, request: Request, pk: UUID) -> Response:
        """At once, and for every step that would still read it."""
        files.remove(_visible(actor_of(request), pk))
        return Response(status=204)


def _visible(actor: Actor, pk: UUID) -> StoredFile:
    """Raises NotFound, also for another customer's file and for one whose time is over."""
    found = files.visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise _missing(pk)
    return found


def _missing(pk: UUID) -> NotFound:
    return NotFound(f"There is no file {str(pk)!r}, or it has expired. POST /api/v1/files/ stores one.")


def _headers(stored: StoredFile, span: Span) -> dict[str, str]:
    """As it was stored, and nothing that a browser would run."""
    part = {"Content-Range": f"bytes {span.start}-{span.end - 1}/{stored.size}"} if span.is_part else {}
    return {
        "Content-Type": stored.mime_type,
        "Content-Length": str(span.length),
        "Content-Disposition": content_disposition_header(True, stored.name) or "attachment",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Accept-Ranges": "bytes",
        "ETag": _tag(stored),
        **part,
    }


def _tag(stored: StoredFile) -> str:
    return f'"{stored.sha256}"'


def _chunks(content: UploadedFile[Any] | Request) -> Iterable[bytes]:
    if isinstance(content, UploadedFile):
        return content.chunks(CHUNK)
    return iter(lambda: content._request.read(CHUNK), b"")


def _name(content: UploadedFile[Any] | Request) -> str:
    """What the sender calls it, in the part's header or the request's."""
    if isinstance(content, UploadedFile):
        return content.name or ""
    said = Message()
    said["Content-Disposition"] = content.headers.get("Content-Disposition", "")
    return said.get_filename() or ""
