"""A program: 200 MB down, up and up in a form, at a service and then at any address with a credential.

For each a line with the MB it has grown by and the MB there are. Payload storage is left out: where the chunks end
and begin is a plain file in the given folder.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import FileIO
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings

from integrations.catalog.files import FileRef
from integrations.catalog.http.web import FormBody, StoredBody, StoredPart, TextPart, WebBody, WebRequest, WrittenBody
from integrations.egress.client import Egress
from integrations.egress.deadline import Deadline
from integrations.egress.guard import Reach
from integrations.egress.http import ServiceHttp
from integrations.egress.permit import Permit
from integrations.egress.tests.conftest import StaticCredential
from integrations.egress.web import GuardedWeb

MEGABYTE = 1024 * 1024
SIZE = 200 * MEGABYTE


class Watch:
    """By how much this process has grown at most, looked at with every chunk."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self.begin()

    def begin(self) -> None:
        self._before = self._most = self._process.memory_info().rss

    def look(self) -> None:
        self._most = max(self._most, self._process.memory_info().rss)

    @property
    def megabytes(self) -> int:
        return (self._most - self._before) // MEGABYTE


class WatchedFile(FileIO):
    def __init__(self, path: Path, watch: Watch) -> None:
        super().__init__(path)
        self._watch = watch

    def read(self, size: int | None = -1, /) -> bytes:
        self._watch.look()
        return super().read(size)


class FileInFolder:
    """Stands for payload storage, chunk by chunk as it does."""

    def __init__(self, folder: str, watch: Watch) -> None:
        self.path = Path(folder) / "content"
        self.watch = watch

    def save_stream(self, chunks: Iterable[bytes], *, filename: str, mime_type: str) -> FileRef:
        with self.path.open("wb") as file:
            for chunk in chunks:
                self.watch.look()
                file.write(chunk)
        return self.reference

    def open(self, file_id: str) -> tuple[FileRef, FileIO]:
        return self.reference, WatchedFile(self.path, self.watch)

    @property
    def reference(self) -> FileRef:
        return FileRef(file_id="1", filename="large", mime_type="text/plain", size=self.path.stat().st_size)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-length", str(SIZE))
        self.end_headers()
        for _ in range(SIZE // MEGABYTE):
            self.wfile.write(b"x" * MEGABYTE)

    def do_PUT(self) -> None:
        left = int(self.headers["content-length"])
        assert left >= SIZE
        while left:
            left -= len(self.rfile.read(min(left, MEGABYTE)))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Quiet."""


def serve(told: Connection) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.send(server.server_address[1])
    server.serve_forever()


@contextmanager
def vendor() -> Iterator[str]:
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(there,), daemon=True)
    process.start()
    yield f"http://127.0.0.1:{here.recv()}"
    process.terminate()


def main(folder: str) -> None:
    watch = Watch()
    with vendor() as url:
        settings.MACHINA_ENDPOINTS = {"google": {"api_root": url}}
        permit = Permit(reach=Reach.of_service((), url), effect="read", deadline=Deadline(100))
        files: Any = FileInFolder(folder, watch)
        http = ServiceHttp(Egress(), permit, url, files)
        web = GuardedWeb(Egress(), replace(permit, credential=StaticCredential("token-canary-1")), files, place=str)

        def at_any(method: str, body: WebBody) -> None:
            asked = WebRequest(method=method, url=f"{url}/large", body=body)
            web.send(asked, as_file=lambda status, headers: method == "GET", at_most=MEGABYTE)

        for move in (
            lambda: http.download("/large"),
            lambda: http.upload("PUT", "/large", "1"),
            lambda: http.upload("PUT", "/large", "1", field="file", fields={"a": "b"}),
            lambda: at_any("GET", WrittenBody()),
            lambda: at_any("PUT", StoredBody("1")),
            lambda: at_any("PUT", FormBody((TextPart("a", "b"), StoredPart("file", "1")))),
        ):
            watch.begin()
            move()
            sys.stdout.write(f"{watch.megabytes} {files.reference.size // MEGABYTE}\n")


if __name__ == "__main__":
    main(sys.argv[1])
