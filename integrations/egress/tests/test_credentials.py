"""SECURITY 8 and 15: where a token goes, and that it is seen nowhere else."""

from __future__ import annotations

import logging
import traceback

import pytest

from integrations.egress.client import Egress
from integrations.egress.deadline import Deadline
from integrations.egress.guard import AddressRefused, Reach
from integrations.egress.permit import Permit
from integrations.egress.policy import refusal_of
from integrations.egress.request import EgressRequest
from integrations.egress.tests.conftest import MakePermit, StaticCredential, in_use
from integrations.egress.tests.vendor import Vendor, ok, reset, status
from integrations.errors import InputError, OutcomeUnknown, ReconnectRequired

CANARY = "canary-token-7f3a9c"


def test_the_token_is_set_when_the_request_is_sent_and_replaces_the_callers_own(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    permit = make_permit(credential=StaticCredential(CANARY))
    egress.send(EgressRequest("GET", f"{vendor.url}/", permit, headers={"authorization": "Bearer other"}))
    assert vendor.received[0].headers["authorization"] == f"Bearer {CANARY}"


def test_without_a_credential_no_authorization_is_made_up(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    egress.send(EgressRequest("GET", f"{vendor.url}/", make_permit()))
    assert "authorization" not in vendor.received[0].headers


@pytest.mark.parametrize("effect", ["read", "idempotent_write", "write", "destructive"])
def test_a_401_forces_one_refresh_and_one_retry_whatever_the_effect(
    effect: str, egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    credential = StaticCredential("old-token-1", renewed="new-token-2")
    vendor.answers(status(401), ok())
    permit = make_permit(credential=credential, effect=effect)
    assert egress.send(EgressRequest("POST", f"{vendor.url}/", permit, body=b"x")).status == 200
    assert credential.rejections == ["old-token-1"]
    sent = [(received.headers["authorization"], received.body) for received in vendor.received]
    assert sent == [("Bearer old-token-1", b"x"), ("Bearer new-token-2", b"x")]


def test_a_second_401_is_final(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    vendor.answers(status(401))
    permit = make_permit(credential=StaticCredential("old-token-1", renewed="new-token-2"))
    with pytest.raises(ReconnectRequired, match="Connect the account again"):
        egress.call(EgressRequest("GET", f"{vendor.url}/", permit))
    assert len(vendor.received) == 2


def test_a_401_is_final_at_once_where_a_refresh_makes_no_sense(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(status(401, {"error": "invalid_token"}))
    response = egress.send(EgressRequest("GET", f"{vendor.url}/", make_permit(credential=StaticCredential("token-1"))))
    assert (response.status, response.json()) == (401, {"error": "invalid_token"})
    assert len(vendor.received) == 1


@pytest.mark.parametrize("code", [200, 400, 403, 404, 500])
def test_only_a_401_rejects_a_token(code: int, egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    vendor.answers(status(code))
    credential = StaticCredential("token-1", renewed="token-2")
    egress.send(EgressRequest("GET", f"{vendor.url}/", make_permit(credential=credential)), attempts=1)
    assert credential.rejections == []


def test_a_refresh_that_fails_leaves_no_connection_behind(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    class Dead(StaticCredential):
        def rejected(self, token: str) -> bool:
            raise ReconnectRequired("The grant is dead.")

    vendor.answers(status(401))
    with pytest.raises(ReconnectRequired, match="The grant is dead"):
        egress.send(EgressRequest("GET", f"{vendor.url}/", make_permit(credential=Dead(CANARY))))
    assert in_use(egress) == 0


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "https://vendor.example.evil.example/",
        "https://vendor.example@evil.example/",
        "https://vendor.example:8443/",
        "http://vendor.example/",
        "https://127.0.0.1/",
    ],
)
def test_a_credential_is_not_even_opened_for_a_host_of_somebody_else(url: str, egress: Egress) -> None:
    class Unopened(StaticCredential):
        def token(self) -> str:
            raise AssertionError("the token was opened")

    permit = Permit(
        reach=Reach(hosts=("vendor.example",)), effect="read", deadline=Deadline(5), credential=Unopened(CANARY)
    )
    with pytest.raises(AddressRefused):
        egress.send(EgressRequest("GET", url, permit))


def test_a_credential_cannot_be_permitted_to_go_anywhere() -> None:
    with pytest.raises(ValueError, match="named hosts only"):
        Permit(reach=Reach(anywhere=True), effect="read", deadline=Deadline(5), credential=StaticCredential(CANARY))


def test_a_token_appears_in_no_log_repr_or_traceback(
    egress: Egress, vendor: Vendor, make_permit: MakePermit, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("root", "httpcore.http11", "httpcore.connection"):
        caplog.set_level(logging.DEBUG, logger=name)
    permit = make_permit(credential=StaticCredential(CANARY), effect="write")
    request = EgressRequest(
        "POST", f"{vendor.url}/?access_token={CANARY}", permit, headers={"X-Copy": CANARY}, body=CANARY.encode()
    )
    vendor.answers(status(400, f"Invalid token {CANARY}".encode(), content_type="text/plain"), reset())
    response = egress.send(request)
    with pytest.raises(OutcomeUnknown) as lost:
        egress.send(request)
    seen = [
        caplog.text,
        repr(request),
        repr(response),
        repr(permit),
        response.text,
        str(refusal_of(response, permit, may_repeat=False)),
        "".join(traceback.format_exception(lost.value)),
    ]
    assert vendor.received[0].headers["authorization"] == f"Bearer {CANARY}"
    assert "send_request_headers.started" in caplog.text
    assert [text for text in seen if CANARY in text] == []


@pytest.mark.parametrize("token", [f"{CANARY}\r\nX-Evil: 1", f"{CANARY}\n", f"{CANARY}\0", f"{CANARY}é"])
def test_a_token_that_would_break_out_of_its_header_is_refused_unseen(
    token: str, egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    with pytest.raises(InputError) as refused:
        egress.send(EgressRequest("GET", f"{vendor.url}/", make_permit(credential=StaticCredential(token))))
    assert vendor.received == []
    assert CANARY not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize(
    ("name", "value"), [("X-Split", "a\r\nX-Evil: 1"), ("X Space", "a"), ("", "a"), ("X-Name", "ü"), ("X:Y", "a")]
)
def test_a_malformed_header_is_refused_before_anything_leaves(
    name: str, value: str, vendor: Vendor, make_permit: MakePermit
) -> None:
    with pytest.raises(InputError):
        EgressRequest("GET", f"{vendor.url}/", make_permit(), headers={name: value})


def test_headers_of_the_connection_are_ours(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    tampered = {"Host": "evil.example", "Content-Length": "0", "Transfer-Encoding": "chunked", "Accept-Encoding": "br"}
    egress.send(EgressRequest("POST", f"{vendor.url}/", make_permit(), headers=tampered, body=b"four"))
    received = vendor.received[0]
    assert received.body == b"four"
    assert received.headers["host"] == f"127.0.0.1:{vendor.port}"
    assert received.headers["accept-encoding"] == "gzip, deflate"
    assert received.headers["user-agent"] == "Machina"
    assert "transfer-encoding" not in received.headers


def test_cookies_of_one_request_are_not_sent_with_the_next(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(ok(set_cookie="session=customer-a"), ok())
    egress.send(EgressRequest("GET", f"{vendor.url}/", make_permit()))
    egress.send(EgressRequest("GET", f"{vendor.url}/", make_permit()))
    assert "cookie" not in vendor.received[1].headers
