"""Batches: up to a hundred requests of the APIs in one multipart/mixed request."""

from __future__ import annotations

import json
import secrets
from urllib.parse import parse_qs, unquote, urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from integrations.sandbox.control.lost import AnswerLost, unreadable_answer
from integrations.sandbox.control.rules import take_rule, under_rule
from integrations.sandbox.google.address import root_address
from integrations.sandbox.google.errors import PHRASES, GoogleError, invalid, provoked, unknown_path
from integrations.sandbox.google.exchange import Exchange
from integrations.sandbox.google.gateway import ApiRequest, ApiResponse, answer
from integrations.sandbox.google.media import Media
from integrations.sandbox.google.multipart import Part, split_head, split_parts
from integrations.sandbox.google.views import http_response, read_body

LIMIT = 100
METHOD = "batch"


@csrf_exempt
def batch(request: HttpRequest, api: str = "") -> HttpResponse:
    """Answer each part by itself; the log has the batch and every part."""
    exchange = Exchange()
    count, status = 0, 200
    try:
        if request.method != "POST":
            raise unknown_path(request.method or "", "batch")
        with under_rule(take_rule(exchange.rules, METHOD), provoked):
            parts, inner = _read_parts(request), _InnerRequests(request)
            requests = [inner.read(part) for part in parts]
            count = len(requests)
            answers = [_without_media(answer(each, exchange)) for each in requests]
        return _write_parts(list(zip(parts, answers, strict=True)))
    except GoogleError as error:
        status = error.code
        return http_response(ApiResponse(status=error.code, body=error.as_resource(), headers=error.headers))
    except AnswerLost:
        return unreadable_answer()
    finally:
        exchange.record(METHOD, status, detail=f"{count} requests")
        exchange.close()


def _without_media(result: ApiResponse) -> ApiResponse:
    """Content does not come in batches (https://developers.google.com/workspace/drive/api/guides/performance)."""
    if not isinstance(result.body, Media):
        return result
    refused = GoogleError(403, "forbidden", "Media downloads are not supported in batch requests.")
    return ApiResponse(status=refused.code, body=refused.as_resource())


def _read_parts(request: HttpRequest) -> list[Part]:
    content_type = request.headers.get("Content-Type", "")
    parts = split_parts(content_type, read_body(request), expected="multipart/mixed")
    if not parts:
        raise invalid("Failed to parse batch request, error: 0 items.", reason="badRequest")
    if len(parts) > LIMIT:
        raise invalid(f"The batch request exceeds the maximum of {LIMIT} calls.", reason="badRequest")
    return parts


class _InnerRequests:
    """Reads parts, each a whole HTTP request; its address is under ours, or Google's own path."""

    def __init__(self, outer: HttpRequest) -> None:
        self._address = root_address(outer)
        self._root = urlsplit(self._address).path
        # A part without a token of its own takes the batch's.
        self._headers = {"authorization": outer.headers.get("Authorization", "")}

    def read(self, part: Part) -> ApiRequest:
        """The request in a part. Raises 400 for a part that holds none."""
        start_line, _, rest = part.content.lstrip().partition(b"\n")
        words = start_line.decode("utf-8", "replace").split()
        if len(words) < 2:
            raise invalid("Failed to parse batch request, error: a part without a request line.", reason="badRequest")
        address = urlsplit(words[1])
        inner = split_head(rest)
        return ApiRequest(
            verb=words[0],
            path=unquote(address.path).removeprefix(self._root).lstrip("/"),
            query=parse_qs(address.query, keep_blank_values=True),
            headers=self._headers | {name.lower(): value for name, value in inner.headers.items()},
            body=inner.content,
            root=self._address,
        )


def _write_parts(answers: list[tuple[Part, ApiResponse]]) -> HttpResponse:
    boundary = f"batch_{secrets.token_hex(16)}"
    pieces = [_write_part(part, result, boundary) for part, result in answers]
    content_type = f"multipart/mixed; boundary={boundary}"
    return HttpResponse("".join([*pieces, f"--{boundary}--\r\n"]), content_type=content_type)


def _write_part(part: Part, result: ApiResponse, boundary: str) -> str:
    content_id = part.headers.get("Content-ID", "").strip().removeprefix("<")
    body = "" if result.body is None else json.dumps(result.body)
    headers = {"Content-Type": "application/json; charset=UTF-8", "Content-Length": str(len(body)), **result.headers}
    lines = [
        f"--{boundary}",
        "Content-Type: application/http",
        f"Content-ID: <response-{content_id}",
        "",
        f"HTTP/1.1 {result.status} {PHRASES.get(result.status, 'Error')}",
        *(f"{name}: {value}" for name, value in headers.items()),
        "",
        body,
        "",
    ]
    return "\r\n".join(lines)
