"""`python -m machina.bench.storage`: Drive as a bench needs it: one file of 200 MB, and room for others.

It signs in whoever asks, as the bench's other vendor does, sends any part of its file, and takes resumable uploads.
"""

from __future__ import annotations

import asyncio
import json
from urllib.parse import parse_qs, urlsplit

from machina.bench.vendor import Head, answer, read_head, serve

MEGABYTE = 1024 * 1024
SIZE = 200 * MEGABYTE
LARGE = {"id": "large", "name": "large.bin", "mimeType": "application/octet-stream", "size": str(SIZE)}
FILES = "/drive/v3/files"
SESSION = "/upload/session"


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while head := await read_head(reader):
        await _drain(reader, int(head.headers.get("content-length", "0")))
        for piece in _answered(head):
            writer.write(piece)
            await writer.drain()
    writer.close()


async def _drain(reader: asyncio.StreamReader, left: int) -> None:
    while left:
        left -= len(await reader.read(min(left, MEGABYTE)))


def _answered(head: Head) -> list[bytes]:
    parts = urlsplit(head.target)
    if parts.path == f"{FILES}/generateIds":
        return [_json(200, {"ids": ["new"]})]
    if parts.path.startswith("/upload/drive/"):
        return [_written("200 OK", {"Location": f"http://{head.headers['host']}{SESSION}"})]
    if parts.path == SESSION:
        return [_taken(head.headers.get("content-range", ""))]
    if parts.path == f"{FILES}/large" and parse_qs(parts.query).get("alt") == ["media"]:
        return _part(head.headers.get("range", ""))
    if parts.path.startswith(FILES):
        return [_json(200, LARGE)]
    return [answer(head.target)]


def _taken(content_range: str) -> bytes:
    """``bytes 0-8388607/209715200``: the last part makes the file."""
    last, total = (int(each) for each in content_range.removeprefix("bytes ").partition("-")[2].split("/"))
    if last + 1 == total:
        return _json(200, {**LARGE, "id": "new", "size": str(total)})
    return _written("308 Resume Incomplete", {"Range": f"bytes=0-{last}"})


def _part(asked: str) -> list[bytes]:
    first, _, last = asked.removeprefix("bytes=").partition("-")
    start, end = int(first or 0), min(int(last or SIZE), SIZE - 1)
    told = {"Content-Type": "application/octet-stream", "Content-Range": f"bytes {start}-{end}/{SIZE}"}
    return [_written("206 Partial Content", told, length=end - start + 1), b"x" * (end - start + 1)]


def _json(status: int, content: object) -> bytes:
    body = json.dumps(content).encode()
    return _written(f"{status} OK", {"Content-Type": "application/json"}, length=len(body)) + body


def _written(status: str, headers: dict[str, str], *, length: int = 0) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, f"Content-Length: {length}", "", ""]).encode()


if __name__ == "__main__":
    asyncio.run(serve(_serve))
