"""Breaks of uploads, each at each part, against a session that keeps bytes as Google does."""

from __future__ import annotations

import io
import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from googleapiclient.http import MediaIoBaseUpload
from pytest_django import Settings

from integrations.catalog.declare import Effect
from integrations.egress.client import Egress
from integrations.egress.guard import Reach
from integrations.egress.tests.conftest import MakePermit
from integrations.errors import MachinaError, OutcomeUnknown, RemoteUnavailable
from integrations.providers.google.client import GoogleHttp, build_google

PART = 262_144
CONTENT = bytes(range(256)) * 2560 + b"the end"  # two and a half parts and seven bytes
PARTS = 3
Upload = Callable[..., Any]


class Session:
    """One resumable upload. A fault happens to the n-th request that carries a part."""

    def __init__(self) -> None:
        self.kept = b""
        self.faults: dict[int, str] = {}
        self.parts = 0
        self.opened = 0
        self.is_confirmed = False
        self.ranges: list[str] = []
        session = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                session.opened += 1
                session.kept = b""
                self.say(200, location=f"{session.url}/upload/{session.opened}")

            def do_PUT(self) -> None:
                length = int(self.headers["content-length"])
                session.ranges.append(self.headers["content-range"] or "")
                fault = ""
                if length:
                    session.parts += 1
                    fault = session.faults.get(session.parts, "")
                read = {"before": 0, "inside": length // 2}.get(fault, length)
                session.take(self.headers["content-range"], self.rfile.read(read))
                if fault in ("before", "inside", "after"):
                    self.hang_up()
                else:
                    self.answer(fault)

            def answer(self, fault: str) -> None:
                is_whole = len(session.kept) == len(CONTENT)
                if fault == "error":
                    self.say(503)
                elif fault == "gone":
                    self.say(404)
                elif fault == "not json" and is_whole:
                    self.say(200, b"<html>")
                elif fault == "empty" and is_whole:
                    self.say(200)
                elif is_whole and (session.is_confirmed or fault != "unconfirmed"):
                    self.say(200, json.dumps({"id": "f"}).encode())
                elif session.kept:
                    self.say(308, range=f"bytes=0-{len(session.kept) - 1}")
                else:
                    self.say(308)
                session.is_confirmed = True

            def say(self, status: int, body: bytes = b"", **headers: str) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def hang_up(self) -> None:
                self.close_connection = True
                self.connection.shutdown(2)

            def log_message(self, *args: object) -> None:
                """Tests are quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def take(self, announced: str | None, content: bytes) -> None:
        """Keep what follows on what is there; of a part that was cut short, whole multiples."""
        match = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", announced or "")
        if match is None or not content:
            return
        start, last, size = (int(each) for each in match.groups())
        assert size == len(CONTENT)
        assert start == len(self.kept), "a hole, or a part sent twice"
        if len(content) < last - start + 1:
            content = content[: len(content) - len(content) % PART]
        self.kept += content

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def session() -> Iterator[Session]:
    session = Session()
    yield session
    session.close()


@pytest.fixture
def upload(egress: Egress, session: Session, make_permit: MakePermit, settings: Settings) -> Upload:
    """Upload CONTENT, in parts of a size."""
    settings.MACHINA_ENDPOINTS = {"google": {"api_root": session.url}}

    def upload(chunksize: int = PART, **permit: Any) -> Any:
        reach = Reach.of_service(("vendor.example",), session.url)
        http = GoogleHttp(egress, make_permit(**{"effect": "write", "reach": reach} | permit))
        media = MediaIoBaseUpload(io.BytesIO(CONTENT), "application/pdf", chunksize=chunksize, resumable=True)
        files = build_google("drive", "v3", http=http, api_root=session.url).files()
        return files.create(body={"name": "a.pdf"}, media_body=media).execute()

    return upload


@pytest.mark.parametrize("fault", ["before", "inside", "after", "error", "unconfirmed"])
@pytest.mark.parametrize("part", range(1, PARTS + 1))
def test_a_break_at_any_part_is_got_over(fault: str, part: int, upload: Upload, session: Session) -> None:
    session.faults = {part: fault}
    assert upload() == {"id": "f"}
    assert session.kept == CONTENT
    assert session.opened == 1


@pytest.mark.parametrize("fault", ["before", "inside", "after", "error"])
@pytest.mark.parametrize("chunksize", [-1, 1, PART + 5, 3 * PART, 100 * PART])
def test_parts_of_any_size_can_be_resumed(chunksize: int, fault: str, upload: Upload, session: Session) -> None:
    session.faults = {1: fault}
    assert upload(chunksize) == {"id": "f"}
    assert session.kept == CONTENT


def test_every_part_but_the_last_is_a_multiple(upload: Upload, session: Session) -> None:
    upload(PART + 5)
    assert session.ranges == [
        "bytes 0-262143/655367",
        "bytes 262144-524287/655367",
        "bytes 524288-655366/655367",
    ]


@pytest.mark.parametrize("fault", ["not json", "empty"])
def test_an_end_whose_answer_cannot_be_read_is_asked_about(fault: str, upload: Upload, session: Session) -> None:
    session.faults = {PARTS: fault}
    assert upload() == {"id": "f"}
    assert session.ranges[-1] == "bytes */655367"


@pytest.mark.parametrize(
    ("part", "effect", "error"),
    [
        (PARTS, "write", OutcomeUnknown),
        (PARTS, "destructive", OutcomeUnknown),
        (PARTS, "idempotent_write", RemoteUnavailable),
        (1, "write", RemoteUnavailable),
    ],
)
def test_breaks_that_go_on_are_unknown_only_after_the_end_was_sent(
    part: int, effect: Effect, error: type[MachinaError], upload: Upload, session: Session
) -> None:
    session.faults = dict.fromkeys(range(part, 99), "before")
    with pytest.raises(error):
        upload(effect=effect)
    assert len(session.kept) < len(CONTENT)


def test_a_session_that_is_gone_before_the_end_is_opened_again(upload: Upload, session: Session) -> None:
    session.faults = {2: "gone"}
    assert upload() == {"id": "f"}
    assert (session.opened, session.kept) == (2, CONTENT)


def test_a_session_that_is_gone_after_the_end_leaves_a_write_unknown(upload: Upload, session: Session) -> None:
    session.faults = {PARTS: "gone"}
    with pytest.raises(OutcomeUnknown):
        upload()
    assert session.opened == 1
