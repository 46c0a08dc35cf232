"""Uploads: the bytes alone, together with their description, or in resumable chunks."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from integrations.sandbox.control.lost import AnswerLost, unreadable_answer
from integrations.sandbox.control.rules import take_rule, under_rule
from integrations.sandbox.google.address import root_address
from integrations.sandbox.google.errors import GoogleError, invalid, not_found, provoked, too_large, unknown_path
from integrations.sandbox.google.exchange import Exchange
from integrations.sandbox.google.gateway import ApiRequest, ApiResponse, answer, check
from integrations.sandbox.google.multipart import split_parts
from integrations.sandbox.google.routing import Route, find_route
from integrations.sandbox.google.views import BODY_LIMIT, api_request, http_response, read_body
from integrations.sandbox.hashing import hashed
from integrations.sandbox.models import UploadSession
from integrations.sandbox.oauth.tokens import Bearer

RESUME_INCOMPLETE = 308
CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")


@csrf_exempt
def upload(request: HttpRequest, path: str) -> HttpResponse:
    """Any of the three kinds; `uploadType` says which, and `upload_id` continues a resumable one."""
    exchange = Exchange()
    try:
        if "upload_id" in request.GET:
            return _continue(request, exchange)
        kind = request.GET.get("uploadType", "")
        if kind == "resumable":
            return _start(request, path, exchange)
        if kind == "multipart":
            body, media, media_type = _related_parts(request)
        else:
            body, media, media_type = b"", read_body(request), request.headers.get("Content-Type", "")
        inner = api_request(request, path, body=body, media=media, media_type=media_type)
        return http_response(answer(inner, exchange))
    except GoogleError as error:
        return http_response(ApiResponse(status=error.code, body=error.as_resource(), headers=error.headers))
    except AnswerLost:
        return unreadable_answer()
    finally:
        exchange.close()


def _related_parts(request: HttpRequest) -> tuple[bytes, bytes, str]:
    """The JSON, the bytes and their media type of a multipart/related body."""
    content_type = request.headers.get("Content-Type", "")
    parts = split_parts(content_type, read_body(request), expected="multipart/related")
    if len(parts) != 2:
        raise invalid("A multipart upload needs two parts: the metadata and the media.", reason="badContent")
    return parts[0].content, parts[1].content, parts[1].headers.get("Content-Type", "")


def _start(request: HttpRequest, path: str, exchange: Exchange) -> HttpResponse:
    """Check everything but the media, and answer with the address that takes it."""
    inner = api_request(request, path, body=read_body(request), media=b"")
    admitted = _admit(inner, exchange)
    check(admitted.route, admitted.path_values, inner, exchange, admitted.bearer)
    announced = request.headers.get("X-Upload-Content-Length", "")
    if announced.isdecimal() and int(announced) > BODY_LIMIT:
        raise too_large(BODY_LIMIT)
    upload_id = secrets.token_urlsafe(32)
    UploadSession.objects.create(
        upload_hash=hashed(upload_id),
        account=admitted.bearer.account,
        verb=inner.verb,
        path=path,
        query={name: values for name, values in inner.query.items() if name != "uploadType"},
        body=inner.body.decode(),
        media_type=request.headers.get("X-Upload-Content-Type", "")[:200],
    )
    location = f"{root_address(request)}/upload/{path}?uploadType=resumable&upload_id={upload_id}"
    return HttpResponse(status=200, headers={"Location": location, "X-GUploader-UploadID": upload_id})


def _continue(request: HttpRequest, exchange: Exchange) -> HttpResponse:
    """Take a chunk. The last one makes the upload the request it stands for."""
    session = UploadSession.objects.filter(upload_hash=hashed(request.GET["upload_id"])).first()
    if session is None or request.method != "PUT":
        raise not_found()
    original = ApiRequest(
        verb=session.verb,
        path=session.path,
        query=session.query,
        headers=api_request(request, session.path).headers,
        body=session.body.encode(),
        media_type=session.media_type,
        root=root_address(request),
    )
    if _admit(original, exchange).bearer.account.pk != session.account_id:
        raise not_found()
    received, is_complete = _append(session, request)
    if not is_complete:
        headers = {"Range": f"bytes=0-{len(received) - 1}"} if received else {}
        return HttpResponse(status=RESUME_INCOMPLETE, headers=headers)
    try:
        result = answer(replace(original, media=received), exchange)
    except AnswerLost:
        session.delete()
        raise
    if result.status < HTTPStatus.BAD_REQUEST:
        session.delete()
    return http_response(result)


@dataclass(frozen=True)
class Admitted:
    """One step of an upload that may go on."""

    route: Route
    path_values: dict[str, str]
    bearer: Bearer


def _admit(request: ApiRequest, exchange: Exchange) -> Admitted:
    """Authenticate one step of an upload; in rules and in the log it is the method's id after `upload.`."""
    route, path_values = find_route(request.verb, request.path)
    if route.method.upload_limit is None:
        raise unknown_path(request.verb, f"upload/{request.path}")
    method, status, account = f"upload.{route.method.id}", 200, ""
    try:
        with under_rule(take_rule(exchange.rules, method), provoked):
            bearer = exchange.authenticate(request.headers.get("authorization", ""))
        account = bearer.account.email
        return Admitted(route, path_values, bearer)
    except GoogleError as error:
        status = error.code
        raise
    finally:
        exchange.record(method, status, account=account)


def _append(session: UploadSession, request: HttpRequest) -> tuple[bytes, bool]:
    """Store the chunk where it belongs; the answer says how far the upload has come, as after a broken one."""
    received = bytes(session.received)
    header = request.headers.get("Content-Range")
    if header is None:
        return read_body(request), True
    match = CONTENT_RANGE.fullmatch(header)
    if match is None:
        raise invalid("Failed to parse Content-Range header.", reason="badRequest", location="Content-Range")
    first, _, total = match.groups()
    if first is not None:
        if int(first) > len(received):
            raise invalid("Invalid request. The chunk begins after the last received byte.", reason="badRequest")
        received = received[: int(first)] + read_body(request)
        if len(received) > BODY_LIMIT:
            raise too_large(BODY_LIMIT)
        session.received = received
        session.save(update_fields=["received"])
    return received, total.isdecimal() and len(received) == int(total)
