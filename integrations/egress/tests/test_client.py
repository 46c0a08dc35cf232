from __future__ import annotations

import io
import os
import select
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from integrations.egress.client import Egress, shared_egress
from integrations.egress.deadline import Deadline, DeadlineExceeded
from integrations.egress.request import EgressRequest, FilePart
from integrations.egress.tests.conftest import MakePermit
from integrations.egress.tests.vendor import Vendor, drip, ok, raw, reset, status
from integrations.errors import OutcomeUnknown, PayloadTooLarge, RemoteRejected, RemoteUnavailable


def test_an_answer_is_given_as_it_came(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    vendor.answers(status(201, {"id": 1}, x_request_id="abc", retry_after="7"))
    response = egress.send(EgressRequest("POST", f"{vendor.url}/a?b=c", make_permit(effect="write"), body=b"in"))
    assert (response.status, response.reason, response.json()) == (201, "Created", {"id": 1})
    assert response.headers["x-request-id"] == "abc"
    assert response.retry_after == 7.0
    assert (vendor.received[0].path, vendor.received[0].body) == ("/a?b=c", b"in")


def test_an_answer_without_a_body_is_empty(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    vendor.answers(status(204))
    assert egress.send(EgressRequest("DELETE", f"{vendor.url}/", make_permit())).content == b""
    assert egress.send(EgressRequest("HEAD", f"{vendor.url}/", make_permit())).content == b""


def test_text_that_is_not_json_is_an_outage(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    vendor.answers(ok(b"<html>"))
    with pytest.raises(RemoteUnavailable, match="not JSON"):
        egress.send(EgressRequest("GET", f"{vendor.url}/", make_permit())).json()


def test_requests_one_after_another_share_a_connection(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    for _ in range(5):
        egress.send(EgressRequest("POST", f"{vendor.url}/", make_permit(), body=b"x"))
    assert len(vendor.received) == 5
    assert vendor.connections == 1


def test_small_packets_are_not_held_back(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    egress.send(EgressRequest("GET", f"{vendor.url}/", make_permit()))
    (kept,) = egress._private.connections
    sock = kept._connection._network_stream._sock  # type: ignore[attr-defined]
    assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_a_connection_that_the_vendor_has_closed_is_not_written_into(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
    for _ in range(3):
        assert egress.send(EgressRequest("POST", f"{vendor.url}/", make_permit(effect="write"))).content == b"ok"
        for kept in egress._private.connections:  # where the goodbye is not there yet, wait for it
            sock = kept._connection._network_stream._sock  # type: ignore[attr-defined]
            assert select.select([sock], [], [], 5)[0] == [sock]
    assert vendor.connections == 3


def test_many_threads_get_their_own_answers(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    vendor.answers(lambda handler, vendor: ok({"path": handler.path})(handler, vendor))

    def ask(number: int) -> Any:
        return egress.send(EgressRequest("GET", f"{vendor.url}/{number}", make_permit())).json()["path"]

    with ThreadPoolExecutor(20) as threads:
        assert list(threads.map(ask, range(200))) == [f"/{number}" for number in range(200)]
    assert vendor.connections <= 20


def test_every_request_that_leaves_is_told_before_it_leaves(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    told: list[str] = []
    permit = make_permit(
        effect="write",
        on_writing=lambda: told.append(f"writing after {len(vendor.received)}"),
        on_sent=lambda count: told.append(f"sent after {len(vendor.received)}" if count == 1 else "several"),
        on_written=lambda: told.append("written"),
    )
    vendor.answers(status(302, location="/b"), ok(), status(429), status(429), ok())
    egress.send(EgressRequest("GET", f"{vendor.url}/a", permit))
    assert told == ["sent after 0", "sent after 1"]
    told.clear()
    egress.send(EgressRequest("POST", f"{vendor.url}/", permit))
    attempts = [each for number in (2, 3, 4) for each in (f"writing after {number}", f"sent after {number}")]
    assert told == [*attempts, "written"]


@pytest.mark.parametrize("code", [300, 302, 400])
def test_a_refused_write_is_not_told_as_written(
    code: int, egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    told: list[str] = []
    vendor.answers(status(code))
    permit = make_permit(effect="write", on_written=lambda: told.append("written"))
    egress.send(EgressRequest("POST", f"{vendor.url}/", permit))
    assert told == []


def test_a_post_that_only_looks_marks_nothing_as_written_and_is_asked_again(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    told: list[str] = []
    permit = make_permit(
        effect="write", on_writing=lambda: told.append("writing"), on_written=lambda: told.append("written")
    )
    vendor.answers(status(503), ok())
    egress.send(EgressRequest("POST", f"{vendor.url}/", permit, looks=True))
    assert (told, len(vendor.received)) == ([], 2)


@pytest.mark.parametrize("callback", ["on_sent", "on_writing"])
def test_who_is_told_can_keep_the_request_from_leaving(
    callback: str, egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    def refuse(*count: int) -> None:
        raise LookupError("the lease is gone")

    with pytest.raises(LookupError, match="the lease is gone"):
        egress.send(EgressRequest("POST", f"{vendor.url}/", make_permit(effect="write", **{callback: refuse})))
    egress.send(EgressRequest("POST", f"{vendor.url}/", make_permit(effect="write")))
    assert len(vendor.received) == 1


def test_a_file_is_streamed_and_sent_anew_for_each_attempt(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    content = os.urandom(300_000)
    vendor.answers(status(503, retry_after="0"), ok())
    body = FilePart.whole(io.BytesIO(content))
    assert egress.send(EgressRequest("PUT", f"{vendor.url}/", make_permit(effect="write"), body=body)).status == 200
    assert [received.body for received in vendor.received] == [content, content]


def test_a_part_of_a_file_is_sent_alone(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    part = FilePart(io.BytesIO(b"0123456789"), 3, 4)
    egress.send(EgressRequest("PUT", f"{vendor.url}/", make_permit(), body=part))
    assert vendor.received[0].body == b"3456"


def test_a_large_answer_is_streamed(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    content = os.urandom(300_000)
    vendor.answers(status(500), ok(content))
    with egress.stream(EgressRequest("GET", f"{vendor.url}/", make_permit())) as chunks:
        received = list(chunks)
    assert b"".join(received) == content
    assert len(received) > 1


@pytest.mark.parametrize("code", [300, 404])
def test_a_stream_that_is_refused_raises_what_the_refusal_means(
    code: int, egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(status(code, b"no such file", content_type="text/plain"))
    with (
        pytest.raises(RemoteRejected, match="no such file"),
        egress.stream(EgressRequest("GET", f"{vendor.url}/", make_permit())),
    ):
        raise AssertionError("there is nothing to read")


def test_a_stream_that_breaks_in_the_middle_is_an_outage(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(reset(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"))
    with (
        pytest.raises(RemoteUnavailable, match="broke before the answer was complete"),
        egress.stream(EgressRequest("GET", f"{vendor.url}/", make_permit())) as chunks,
    ):
        list(chunks)


def test_a_stream_keeps_to_its_cap_and_its_deadline(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    vendor.answers(drip(b"HTTP/1.1 200 OK\r\n\r\n"))
    capped = EgressRequest("GET", f"{vendor.url}/", make_permit(), max_answer=3)
    with pytest.raises(PayloadTooLarge), egress.stream(capped) as chunks:
        list(chunks)
    timed = EgressRequest("GET", f"{vendor.url}/", make_permit(deadline=Deadline(0.1)))
    with pytest.raises(DeadlineExceeded), egress.stream(timed) as chunks:
        list(chunks)


def test_a_streamed_answer_to_a_write_that_breaks_is_unknown(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(reset(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"))
    with (
        pytest.raises(OutcomeUnknown),
        egress.stream(EgressRequest("POST", f"{vendor.url}/", make_permit(effect="write"))) as chunks,
    ):
        list(chunks)


def test_a_stream_that_is_left_early_gives_its_connection_back(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(ok(os.urandom(300_000)), ok())
    with egress.stream(EgressRequest("GET", f"{vendor.url}/", make_permit())) as chunks:
        next(chunks)
    assert egress.send(EgressRequest("GET", f"{vendor.url}/", make_permit())).status == 200
    assert len(egress._private.connections) == 1


def test_a_call_returns_what_succeeded_and_raises_what_was_refused(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(ok(), status(404))
    request = EgressRequest("GET", f"{vendor.url}/", make_permit())
    assert egress.call(request).json() == {"ok": True}
    with pytest.raises(RemoteRejected):
        egress.call(request)


@pytest.mark.parametrize(
    ("method", "length"), [("POST", "0"), ("PUT", "0"), ("DELETE", "0"), ("GET", None), ("HEAD", None)]
)
def test_a_request_without_a_body_says_so_where_one_is_expected(
    method: str, length: str | None, egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    egress.send(EgressRequest(method, f"{vendor.url}/", make_permit()))
    assert vendor.received[0].headers.get("content-length") == length


def test_a_closed_client_lets_go_of_its_connections_and_opens_new_ones(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    request = EgressRequest("GET", f"{vendor.url}/", make_permit())
    egress.send(request)
    egress.close()
    assert egress._private.connections == []
    assert egress.send(request).status == 200
    assert vendor.connections == 2


def test_one_client_serves_the_whole_process() -> None:
    with ThreadPoolExecutor(8) as threads:
        clients = list(threads.map(lambda _: shared_egress(), range(32)))
    assert {id(client) for client in clients} == {id(shared_egress())}


def test_a_forked_child_makes_a_client_of_its_own() -> None:
    parent = shared_egress()
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writable, b"own" if shared_egress() is not parent else b"parent's")
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(readable, 10) == b"own"
    os.close(readable)
    os.close(writable)
