"""Says what it was asked: method, query, headers and body, read by its type."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qs

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from integrations.sandbox.control.log import record_request
from integrations.sandbox.storable import storable

SHOWN_BYTES = 256 * 1024
_CHUNK = 64 * 1024
_HIDDEN = frozenset({"Cookie", "Content-Length", "Connection"})


@csrf_exempt
def echo(request: HttpRequest, below: str = "") -> HttpResponse:
    """``{method, path, query, headers, size, sha256}`` and ``json``, ``form`` with ``files``, or ``text``."""
    response = JsonResponse(told_back(request))
    record_request("http", "http.echo", response.status_code, detail=f"{request.method} {below}".strip())
    return response


def told_back(request: HttpRequest) -> dict[str, object]:
    """What was asked; of a body over 256 KB only its size and hash."""
    kind = request.content_type or ""
    said: dict[str, object] = {
        "method": request.method,
        "path": request.path.partition("/sandbox/http")[2],
        "query": _plain(request.GET.lists()),
        "headers": {name: value for name, value in request.headers.items() if name not in _HIDDEN},
    }
    if kind == "multipart/form-data":
        files = {
            name: [
                {"filename": each.name, "mime_type": each.content_type, "size": each.size, "sha256": _hash(each)}
                for each in given
            ]
            for name, given in request.FILES.lists()
        }
        return storable({**said, "form": _plain(request.POST.lists()), "files": files})
    body, size, digest = _body(request)
    said |= {"size": size, "sha256": digest}
    if body is None:
        return storable(said)
    if kind == "application/x-www-form-urlencoded":
        return storable({**said, "form": _plain(parse_qs(body.decode("utf-8", "replace"), True).items())})
    text = body.decode("utf-8", "replace")
    return storable({**said, **_read(kind, text)}) if text else storable(said)


def _read(kind: str, text: str) -> dict[str, object]:
    if "json" in kind:
        try:
            return {"json": json.loads(text)}
        except (ValueError, RecursionError):
            return {"text": text, "problem": "This is not JSON."}
    return {"text": text}


def _body(request: HttpRequest) -> tuple[bytes | None, int, str]:
    """The body, unless it is long, its size and its hash."""
    digest, size, kept = hashlib.sha256(), 0, b""
    while chunk := request.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if size <= SHOWN_BYTES:
            kept += chunk
    return (kept if size <= SHOWN_BYTES else None), size, digest.hexdigest()


def _hash(file: UploadedFile[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _plain(pairs: Iterable[tuple[str, Sequence[object]]]) -> dict[str, object]:
    """One value as itself, several as a list."""
    return {name: values[0] if len(values) == 1 else list(values) for name, values in pairs}
