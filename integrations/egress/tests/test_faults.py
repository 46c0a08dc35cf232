"""What goes wrong on the wire, over real connections, and what it means for calls that may or may not be repeated."""

from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from integrations.catalog.declare import Effect
from integrations.egress.client import Egress
from integrations.egress.deadline import Cancelled, Deadline, DeadlineExceeded
from integrations.egress.guard import Reach
from integrations.egress.permit import Permit
from integrations.egress.request import MEGABYTE, EgressRequest
from integrations.egress.tests.conftest import MakePermit
from integrations.egress.tests.vendor import Reply, Vendor, drip, ok, raw, reset, silence, status
from integrations.errors import (
    InputError,
    MachinaError,
    OutcomeUnknown,
    PayloadTooLarge,
    RemoteRejected,
    RemoteUnavailable,
)

EFFECTS: list[Effect] = ["read", "idempotent_write", "write", "destructive"]
LOST_ANSWERS = {
    "reset": reset(),
    "closed": raw(b""),
    "garbage": raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "half a status line": raw(b"HTTP/1.1 20"),
    "half the headers": raw(b"HTTP/1.1 200 OK\r\nContent-Le"),
    "endless headers": raw(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 200_000),
    "truncated body": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"),
    "truncated chunks": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
    "reset in the body": reset(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"),
    "truncated gzip": ok(gzip.compress(b"hello" * 100)[:-9], content_encoding="gzip"),
    "broken gzip": ok(b"this is not gzip", content_encoding="gzip"),
    "unknown encoding": ok(b"????", content_encoding="br"),
}


def post(egress: Egress, vendor: Vendor, make_permit: MakePermit, effect: Effect, **permit: object) -> object:
    request = EgressRequest("POST", f"{vendor.url}/", make_permit(effect=effect, **permit), body=b"mail")
    return egress.send(request).json()


@pytest.mark.parametrize("effect", ["read", "idempotent_write"])
@pytest.mark.parametrize("fault", LOST_ANSWERS)
def test_a_lost_answer_is_asked_for_again_where_that_is_safe(
    fault: str, effect: Effect, egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(LOST_ANSWERS[fault], LOST_ANSWERS[fault], ok({"third": True}))
    assert post(egress, vendor, make_permit, effect) == {"third": True}
    assert [received.body for received in vendor.received] == [b"mail"] * 3


@pytest.mark.parametrize("effect", ["write", "destructive"])
@pytest.mark.parametrize("fault", LOST_ANSWERS)
def test_a_write_with_a_lost_answer_is_never_sent_twice(
    fault: str, effect: Effect, egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(LOST_ANSWERS[fault], ok())
    with pytest.raises(OutcomeUnknown, match="may have taken effect: look there before you try again") as unknown:
        post(egress, vendor, make_permit, effect)
    assert "Try again later" not in str(unknown.value)
    assert len(vendor.received) == 1


def test_answers_that_stay_lost_end_after_four_attempts(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(reset())
    with pytest.raises(RemoteUnavailable, match="broke before the answer was complete"):
        post(egress, vendor, make_permit, "read")
    assert len(vendor.received) == 4


@pytest.mark.parametrize("code", [408, 500, 502, 503, 504])
@pytest.mark.parametrize(
    ("effect", "requests", "error"),
    [
        ("read", 4, RemoteUnavailable),
        ("idempotent_write", 4, RemoteUnavailable),
        ("write", 1, OutcomeUnknown),
        ("destructive", 1, OutcomeUnknown),
    ],
)
def test_a_server_error_leaves_a_write_unknown(
    code: int,
    effect: Effect,
    requests: int,
    error: type[MachinaError],
    egress: Egress,
    vendor: Vendor,
    make_permit: MakePermit,
) -> None:
    vendor.answers(status(code))
    with pytest.raises(error) as refused:
        egress.call(EgressRequest("POST", f"{vendor.url}/", make_permit(effect=effect)))
    assert len(vendor.received) == requests
    assert refused.value.vendor_status == code


@pytest.mark.parametrize("effect", EFFECTS)
@pytest.mark.parametrize("turned_away", [status(429, retry_after="0"), status(429), status(503, retry_after="0")])
def test_what_was_turned_away_is_sent_again_whatever_the_effect(
    turned_away: Reply, effect: Effect, egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(turned_away, ok({"second": True}))
    assert post(egress, vendor, make_permit, effect) == {"second": True}
    assert len(vendor.received) == 2


@pytest.mark.parametrize("effect", EFFECTS)
@pytest.mark.parametrize("code", [400, 403, 404, 409, 410, 412, 413, 501])
def test_a_refusal_is_final(code: int, effect: Effect, egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    vendor.answers(status(code, b"no", content_type="text/plain"))
    with pytest.raises(RemoteRejected, match=f"answered {code}: no") as refused:
        egress.call(EgressRequest("POST", f"{vendor.url}/", make_permit(effect=effect)))
    assert refused.value.vendor_status == code
    assert len(vendor.received) == 1


def test_a_lookup_inside_a_write_is_repeated_like_any_other(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(reset(), status(500), ok({"third": True}))
    response = egress.send(EgressRequest("GET", f"{vendor.url}/", make_permit(effect="write")))
    assert response.json() == {"third": True}


@pytest.fixture
def closed_port(settings: Settings) -> Iterator[str]:
    """An origin at which nobody listens."""
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unheard.getsockname()[1]}"
        settings.MACHINA_ENDPOINTS = {"google": {"api_root": url}}
        yield url


@pytest.mark.parametrize("effect", EFFECTS)
def test_a_request_that_could_not_connect_surely_did_not_arrive(
    effect: Effect, egress: Egress, closed_port: str
) -> None:
    sent: list[int] = []
    permit = Permit(reach=Reach.of_url(closed_port), effect=effect, deadline=Deadline(5), on_sent=sent.append)
    with pytest.raises(RemoteUnavailable, match="could not be reached"):
        egress.send(EgressRequest("POST", closed_port, permit, body=b"mail"))
    assert sent == []


class Interrupted:
    """A body whose source breaks in the middle."""

    length = 1000

    def chunks(self) -> Iterator[bytes]:
        yield b"x" * 500
        raise OSError("the file is gone")


def test_a_body_that_breaks_off_is_an_error_of_ours_and_no_whole_request_left(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    with pytest.raises(OSError, match="the file is gone"):
        egress.send(EgressRequest("POST", f"{vendor.url}/", make_permit(effect="write"), body=Interrupted()))


class Miscounted:
    """A body of 1000 bytes that announces another length."""

    def __init__(self, length: int) -> None:
        self.length = length

    def chunks(self) -> Iterator[bytes]:
        yield b"x" * 500
        yield b"x" * 500


@pytest.mark.parametrize(("announced", "problem"), [(1001, "fewer"), (999, "more"), (0, "more")])
def test_a_body_of_another_length_than_announced_is_refused(
    announced: int, problem: str, egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    with pytest.raises(InputError, match=f"announced as {announced} bytes and has {problem}"):
        egress.send(EgressRequest("POST", f"{vendor.url}/", make_permit(effect="write"), body=Miscounted(announced)))


def test_a_method_that_is_no_word_is_refused(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    with pytest.raises(InputError, match="could not be written as HTTP"):
        egress.send(EgressRequest("GET / HTTP/1.1\r\n", f"{vendor.url}/", make_permit(effect="write")))
    assert vendor.received == []


@pytest.fixture
def deaf_port(settings: Settings) -> Iterator[str]:
    """An origin that accepts connections and never reads from them."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings.MACHINA_ENDPOINTS = {"google": {"api_root": url}}
        yield url


def test_a_write_of_which_a_part_never_left_surely_did_not_arrive(egress: Egress, deaf_port: str) -> None:
    permit = Permit(reach=Reach.of_url(deaf_port), effect="write", deadline=Deadline(0.4))
    with pytest.raises(DeadlineExceeded):
        egress.send(EgressRequest("POST", deaf_port, permit, body=b"x" * 20 * MEGABYTE))


@pytest.mark.parametrize(
    ("effect", "error"),
    [
        ("read", DeadlineExceeded),
        ("idempotent_write", DeadlineExceeded),
        ("write", OutcomeUnknown),
        ("destructive", OutcomeUnknown),
    ],
)
@pytest.mark.parametrize(
    "slow",
    [
        silence(),
        drip(b"HTTP/1.1 200 OK\r\nX-Slow: "),
        drip(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"),
        drip(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10], byte=b"\x00\x00\x00\xff\xff"
        ),
    ],
    ids=["silence", "headers drip", "body drips", "empty gzip blocks drip"],
)
def test_a_slow_answer_ends_with_the_deadline(
    slow: Reply,
    effect: Effect,
    error: type[Exception],
    egress: Egress,
    vendor: Vendor,
    make_permit: MakePermit,
) -> None:
    vendor.answers(slow)
    deadline = Deadline(0.15)
    with pytest.raises(error):
        post(egress, vendor, make_permit, effect, deadline=deadline)
    assert len(vendor.received) == 1
    assert -1 < deadline._ends_at - deadline._clock() <= 0


@pytest.mark.parametrize(
    ("effect", "error"), [("read", Cancelled), ("idempotent_write", Cancelled), ("write", OutcomeUnknown)]
)
def test_cancelling_ends_a_request_in_progress(
    effect: Effect, error: type[Exception], egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(silence())
    deadline = Deadline(60)
    timer = threading.Timer(0.05, deadline.cancel)
    timer.start()
    with pytest.raises(error):
        post(egress, vendor, make_permit, effect, deadline=deadline)
    timer.join()
    assert deadline.remaining() > 55


@pytest.mark.parametrize("effect", EFFECTS)
def test_a_cancelled_call_sends_nothing_any_more(
    effect: Effect, egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    deadline = Deadline(60)
    deadline.cancel()
    with pytest.raises(Cancelled):
        post(egress, vendor, make_permit, effect, deadline=deadline)
    assert vendor.received == []


def test_an_answer_over_the_cap_is_refused(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    vendor.answers(ok(b"x" * 1001))
    with pytest.raises(PayloadTooLarge, match="larger than"):
        egress.send(EgressRequest("GET", f"{vendor.url}/", make_permit(), max_answer=1000))
    assert len(vendor.received) == 1


def test_an_answer_exactly_as_large_as_the_cap_is_taken(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(ok(b"x" * 1000))
    assert len(egress.send(EgressRequest("GET", f"{vendor.url}/", make_permit(), max_answer=1000)).content) == 1000


def test_a_write_whose_answer_is_too_large_has_happened(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(ok(b"x" * 1001))
    with pytest.raises(OutcomeUnknown, match="larger than"):
        egress.send(EgressRequest("POST", f"{vendor.url}/", make_permit(effect="write"), max_answer=1000))


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_compressed_bomb_is_stopped_at_the_cap(
    encoding: str, egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    pack = gzip.compress if encoding == "gzip" else zlib.compress
    bomb = pack(bytes(100 * MEGABYTE))
    assert len(bomb) < MEGABYTE
    vendor.answers(ok(bomb, content_encoding=encoding))
    with pytest.raises(PayloadTooLarge, match="larger than 25 MB"):
        egress.send(EgressRequest("GET", f"{vendor.url}/", make_permit()))


def test_a_request_over_the_cap_is_refused_before_it_leaves(vendor: Vendor, make_permit: MakePermit) -> None:
    with pytest.raises(PayloadTooLarge, match="larger than 64 MB"):
        EgressRequest("POST", f"{vendor.url}/", make_permit(), body=bytes(64 * MEGABYTE + 1))


def test_what_takes_an_answer_may_ask_for_one_attempt_alone(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(reset(), ok(b"later"))
    request = EgressRequest("POST", f"{vendor.url}/", make_permit(effect="idempotent_write"), body=b"event")
    with pytest.raises(RemoteUnavailable):
        egress.take(request, lambda answer: b"".join(answer), attempts=1)
    assert len(vendor.received) == 1
    assert egress.take(request, lambda answer: b"".join(answer)) == b"later"
