"""Attack: too much and too slow, before anybody has signed in. Memory stays flat, and each refusal says why."""

from __future__ import annotations

import json
import select
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from machina.server.limits import MAX_BODY, MAX_FORM, MAX_MESSAGE, MEGABYTE, body_limit
from machina.server.tests.conftest import PATIENCE, StartWeb, Web, read_all, read_head

pytestmark = pytest.mark.processes
FLAT = 40.0
PART = b"x" * MEGABYTE


def head(path: str, *headers: str, method: str = "POST") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", *headers, "", ""]).encode()


def chunks(megabytes: int) -> Iterator[bytes]:
    for _ in range(megabytes):
        yield b"100000\r\n" + PART + b"\r\n"


@pytest.mark.parametrize("path", ["/accounts/login/", "/hooks/abc/"])
@pytest.mark.parametrize("way", ["announced", "chunked"])
def test_a_body_of_240_mb_is_refused_while_it_arrives(web: Web, path: str, way: str) -> None:
    before = web.megabytes()
    with web.connect() as client:
        if way == "announced":
            client.sendall(head(path, f"Content-Length: {240 * MEGABYTE}"))
            for _ in range(240):
                client.sendall(PART)
        else:
            client.sendall(head(path, "Transfer-Encoding: chunked"))
            for chunk in chunks(240):
                client.sendall(chunk)
        answer = read_all(client)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert f"at most {body_limit(path)} are accepted".encode() in answer
    assert web.megabytes() < before + FLAT


def test_twenty_forms_at_the_limit_leave_memory_flat(web: Web) -> None:
    form = head("/accounts/login/", "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {MAX_FORM}")
    before = web.megabytes()
    with ExitStack() as opened:
        clients = [opened.enter_context(web.connect()) for _ in range(20)]
        for client in clients:
            client.sendall(form + b"a&" * (MAX_FORM // 2))
        answers = [read_head(client) for client in clients]
    assert {answer[:15] for answer in answers} == {b"HTTP/1.1 200 OK"}
    assert web.megabytes() < before + FLAT


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/api/x", MAX_BODY),
        ("/hooks/x/", MAX_BODY),
        ("/connect/x/", MAX_FORM),
        ("/chat/x/", MAX_FORM),
        ("/oauth/register", MAX_FORM),
        ("/mcp/", MAX_MESSAGE),
    ],
)
def test_a_body_at_the_limit_arrives_whole(web: Web, path: str, limit: int) -> None:
    announced = web.ask(head(path, f"Content-Length: {limit}", "Connection: close") + b"x" * limit)
    assert str(limit).encode() in announced
    chunked = head(path, "Transfer-Encoding: chunked", "Connection: close")
    body = b"".join(chunks(limit // MEGABYTE)) + b"0\r\n\r\n"
    assert str(limit).encode() in web.ask(chunked + body)
    assert web.ask(chunked + body[:-5] + b"1\r\nx\r\n0\r\n\r\n").startswith(b"HTTP/1.1 413 ")


def test_nobody_is_asked_to_go_on_with_what_will_be_refused(web: Web) -> None:
    answer = web.ask(head("/api/x", f"Content-Length: {MAX_BODY + 1}", "Expect: 100-continue"))
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"100 Continue" not in answer


def test_chunks_of_one_byte_with_long_lines_are_refused(web: Web) -> None:
    with web.connect() as client:
        client.sendall(head("/accounts/login/", "Transfer-Encoding: chunked"))
        client.sendall((b"1;" + b"e" * 1000 + b"\r\nx\r\n") * (2 * MAX_FORM // 1000))
        assert read_all(client).startswith(b"HTTP/1.1 413 ")


def test_programs_get_a_problem_and_people_a_sentence(web: Web) -> None:
    for path in ("/api/v1/operations/gmail.send_message/run", "/hooks/abc/", "/mcp/"):
        headers, _, body = web.ask(head(path, f"Content-Length: {MAX_BODY + 1}")).partition(b"\r\n\r\n")
        assert b"Content-Type: application/problem+json" in headers
        problem = json.loads(body)
        assert (problem["code"], problem["status"]) == ("payload_too_large", 413)
        assert problem["detail"].startswith(
            f"The body has {MAX_BODY + 1} bytes, and at most {body_limit(path)} are accepted."
        )
    assert b"Content-Type: text/plain" in web.ask(head("/accounts/login/", f"Content-Length: {MAX_FORM + 1}"))


@pytest.mark.parametrize(
    "request_head",
    [
        head("/", *(f"X-{number}: 1" for number in range(1000))),
        head("/", *(f"X-{number}: {'x' * 8000}" for number in range(3))),
        head("/", f"Cookie: {'x' * 20_000}"),
        head("/" + "x" * 20_000),
        b"GET / HTTP/1.1\r\nX: " + b"x" * MEGABYTE,
        b"x" * MEGABYTE,
    ],
    ids=["a thousand", "large", "one large", "a long address", "one without an end", "no end of a line"],
)
def test_headers_beyond_the_limit_are_refused_in_words(web: Web, request_head: bytes) -> None:
    answer = web.ask(request_head)
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b"At most 100 headers and 16384 bytes" in answer


@pytest.mark.parametrize(
    ("sent", "drip", "words"),
    [
        (b"", b"", b""),
        (b"GET / HT", b"", b"The headers did not arrive"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"", b"The headers did not arrive"),
        (b"GET / HTTP/1.1\r\n", b"X: 1\r\n", b"The headers did not arrive"),
        (head("/api/x", "Content-Length: 100000"), b"x", b"The body did not arrive"),
        (head("/hooks/x/", "Transfer-Encoding: chunked"), b"1\r\nx\r\n", b"The body did not arrive"),
    ],
    ids=["nothing", "half a line", "no end of headers", "a header at a time", "a byte at a time", "a chunk at a time"],
)
def test_who_makes_no_progress_is_closed(start_web: StartWeb, sent: bytes, drip: bytes, words: bytes) -> None:
    web = start_web(SECONDS_WITHOUT_PROGRESS=1, LINGER_IDLE_SECONDS=1)
    with web.connect() as client:
        client.sendall(sent)
        client.settimeout(0.1)
        answer, told = b"", b""
        while True:
            try:
                told = client.recv(65536)
            except TimeoutError:
                if drip:
                    client.sendall(drip)
                continue
            except (BrokenPipeError, ConnectionResetError):
                break
            if not told:
                break
            answer += told
    assert words in answer
    assert answer.startswith(b"HTTP/1.1 408 ") or not words


def test_a_slow_body_that_makes_progress_arrives(start_web: StartWeb) -> None:
    web = start_web(SECONDS_WITHOUT_PROGRESS=2)
    size = 10 * 20 * 1024
    with web.connect() as client:
        client.sendall(head("/api/x", f"Content-Length: {size}", "Connection: close"))
        client.settimeout(0.5)
        for _ in range(10):
            with pytest.raises(TimeoutError):  # half a second without an answer
                client.recv(1)
            client.sendall(b"x" * 20 * 1024)
        client.settimeout(30)
        assert str(size).encode() in read_all(client)


def test_a_compressed_body_is_passed_on_as_it_is(web: Web) -> None:
    answer = web.ask(head("/api/x", "Content-Encoding: gzip", "Content-Length: 5", "Connection: close") + b"bytes")
    assert answer.endswith(b"1\r\n5\r\n0\r\n\r\n")


def test_all_bodies_together_are_bounded(start_web: StartWeb) -> None:
    web = start_web(MAX_BODIES=5 * MEGABYTE)
    with ExitStack() as opened:
        clients = [opened.enter_context(web.connect()) for _ in range(6)]
        for client in clients:
            client.sendall(head("/api/x", f"Content-Length: {MEGABYTE}") + b"x" * (MEGABYTE - 1))
        (refused,), _, _ = select.select(clients, [], [], PATIENCE)
        answer = read_all(refused)
        clients.remove(refused)
        for client in clients:
            client.sendall(b"x")
        answers = [read_head(client) for client in clients]
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"Retry-After: 5" in answer
    assert [each[:15] for each in answers] == [b"HTTP/1.1 200 OK"] * 5
    for _ in range(10):  # what was given back can be used again
        body = head("/api/x", f"Content-Length: {4 * MEGABYTE}", "Connection: close") + 4 * PART
        assert web.ask(body).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nX: "])
def test_a_thousand_connections_that_do_nothing_keep_nobody_out(start_web: StartWeb, begun: bytes) -> None:
    web = start_web(MAX_CONNECTIONS=50)
    before = web.megabytes()
    with ExitStack() as opened:
        for _ in range(300):
            opened.enter_context(web.connect()).sendall(begun)
        assert web.ask(head("/", "Connection: close", method="GET")).startswith(b"HTTP/1.1 200 ")
    assert web.megabytes() < before + FLAT


def test_nobody_chooses_the_prefix_under_which_views_are_looked_for(web: Web) -> None:
    answer = web.ask(head("/root", "Daphne-Root-Path: /root", "Connection: close", method="GET"))
    assert b"'' /root" in answer
