"""HTTP in front of the gateway: plain requests of every API."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from integrations.sandbox.control.lost import AnswerLost, unreadable_answer
from integrations.sandbox.google.address import root_address
from integrations.sandbox.google.errors import GoogleError, too_large
from integrations.sandbox.google.exchange import Exchange
from integrations.sandbox.google.gateway import ApiRequest, ApiResponse, answer
from integrations.sandbox.google.media import Media

BODY_LIMIT = 36_700_160  # what Gmail's document gives for a message


@csrf_exempt
def api(request: HttpRequest, path: str) -> HttpResponse:
    """Whatever is under the root and is not OAuth, a batch or an upload."""
    exchange = Exchange()
    try:
        return http_response(answer(_unfolded(api_request(request, path, body=read_body(request))), exchange))
    except GoogleError as error:
        return http_response(ApiResponse(status=error.code, body=error.as_resource(), headers=error.headers))
    except AnswerLost:
        return unreadable_answer()
    finally:
        exchange.close()


def read_body(request: HttpRequest, limit: int = BODY_LIMIT) -> bytes:
    """The body, read from the stream: Django's own limit is for forms. Raises 413 in Google's shape."""
    body = request.read(limit + 1)
    if len(body) > limit:
        raise too_large(limit)
    return body


def api_request(
    request: HttpRequest, path: str, *, body: bytes = b"", media: bytes | None = None, media_type: str = ""
) -> ApiRequest:
    """The gateway's view of an HTTP request."""
    return ApiRequest(
        verb=request.method or "",
        path=path,
        query={name: [str(value) for value in values] for name, values in request.GET.lists()},
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        media=media,
        media_type=media_type,
        root=root_address(request),
    )


def _unfolded(request: ApiRequest) -> ApiRequest:
    """A GET with a very long query comes as a POST that carries the query in its body."""
    override = request.headers.get("x-http-method-override", "").upper()
    if request.verb != "POST" or override != "GET":
        return request
    query = parse_qs(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    return replace(request, verb=override, query=request.query | query, body=b"")


def http_response(result: ApiResponse) -> HttpResponse:
    """The gateway's answer as HTTP."""
    if result.body is None:
        return HttpResponse(status=result.status, headers=result.headers)
    if isinstance(result.body, Media):
        media = result.body
        return HttpResponse(media.content, status=media.status, content_type=media.mime_type, headers=result.headers)
    return JsonResponse(result.body, status=result.status, headers=result.headers, safe=False)
