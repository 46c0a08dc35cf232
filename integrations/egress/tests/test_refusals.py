"""Refusals as a service declares them, on real answers: nothing refused counts as carried out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from integrations.catalog.refusals import Refusals
from integrations.egress.client import LONGEST_REFUSAL, Egress
from integrations.egress.request import EgressRequest
from integrations.egress.tests.conftest import MakePermit, StaticCredential, in_use
from integrations.egress.tests.vendor import Vendor, ok, status
from integrations.errors import (
    MachinaError,
    OutcomeUnknown,
    PayloadTooLarge,
    RateLimited,
    ReconnectRequired,
    RemoteRejected,
    RemoteUnavailable,
)

SLACK = Refusals(
    is_refusal=lambda answer: answer.at("ok") is False,
    word=("error",),
    kinds={
        "ratelimited": RateLimited,
        "token_expired": ReconnectRequired,
        "service_unavailable": RemoteUnavailable,
        "fatal_error": OutcomeUnknown,
    },
)


def no(word: str) -> dict[str, object]:
    return {"ok": False, "error": word}


@pytest.fixture
def written() -> list[bool]:
    return []


@pytest.fixture
def post(egress: Egress, vendor: Vendor, make_permit: MakePermit, written: list[bool]) -> Any:
    def send(**given: Any) -> Any:
        permit = make_permit(
            **{"effect": "write", "refusals": SLACK, "on_written": lambda: written.append(True), **given}
        )
        return egress.call(EgressRequest("POST", f"{vendor.url}/chat.postMessage", permit, body=b"{}"))

    return send


@pytest.mark.parametrize(("word", "kind"), [("channel_not_found", RemoteRejected), ("fatal_error", OutcomeUnknown)])
def test_a_write_that_is_refused_under_200_has_not_been_carried_out(
    word: str, kind: type[MachinaError], post: Any, vendor: Vendor, written: list[bool]
) -> None:
    vendor.answers(ok(no(word)))
    with pytest.raises(kind) as refused:
        post()
    assert (type(refused.value), refused.value.vendor_status) == (kind, 200)
    assert (len(vendor.received), written) == (1, [])


@pytest.mark.parametrize("word", ["ratelimited", "service_unavailable"])
def test_a_write_that_was_turned_away_in_words_is_sent_again(
    word: str, post: Any, vendor: Vendor, written: list[bool]
) -> None:
    vendor.answers(ok(no(word)), ok({"ok": True, "ts": "1"}))
    assert post().json() == {"ok": True, "ts": "1"}
    assert (len(vendor.received), written) == (2, [True])


@pytest.mark.parametrize("credential", [None, StaticCredential("token-1")])
@pytest.mark.parametrize(("effect", "kind"), [("write", OutcomeUnknown), ("idempotent_write", RemoteUnavailable)])
def test_a_declaration_that_fails_makes_no_write_look_undone(
    effect: str,
    kind: type[MachinaError],
    credential: StaticCredential | None,
    post: Any,
    vendor: Vendor,
    written: list[bool],
) -> None:
    careless = Refusals(is_refusal=lambda answer: bool(answer.json()["missing"]))
    vendor.answers(ok({"secret": "4711"}))
    with pytest.raises(kind, match="The answer of Slack cannot be read") as raised:
        post(effect=effect, refusals=careless, vendor="Slack", credential=credential)
    assert type(raised.value) is kind
    assert "4711" not in str(raised.value)
    assert (len(vendor.received), written) == (1, [])


def test_a_403_that_asks_to_wait_is_tried_again_and_then_a_limit(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(status(403, {"message": "You have exceeded a secondary rate limit."}, retry_after="0"))
    holds: list[float] = []
    permit = make_permit(effect="write", on_rate_limited=lambda seconds, about: holds.append(seconds))
    with pytest.raises(RateLimited) as refused:
        egress.call(EgressRequest("POST", f"{vendor.url}/issues", permit, body=b"{}"))
    assert refused.value.retry_after == 0.0
    assert len(vendor.received) == len(holds) == 4


def test_an_access_that_is_refused_in_words_is_renewed_once(post: Any, vendor: Vendor, written: list[bool]) -> None:
    vendor.answers(ok(no("token_expired")), ok({"ok": True}))
    credential = StaticCredential("old-token-1", renewed="new-token-2")
    assert post(credential=credential).json() == {"ok": True}
    assert credential.rejections == ["old-token-1"]
    sent = [received.headers["authorization"] for received in vendor.received]
    assert sent == ["Bearer old-token-1", "Bearer new-token-2"]
    assert written == [True]


def test_an_access_that_stays_refused_in_words_has_to_be_given_anew(
    post: Any, vendor: Vendor, written: list[bool]
) -> None:
    vendor.answers(ok(no("token_expired")))
    credential = StaticCredential("old-token-1", renewed="new-token-2")
    with pytest.raises(ReconnectRequired, match="token_expired"):
        post(credential=credential)
    assert credential.rejections == ["old-token-1"]
    assert (len(vendor.received), written) == (2, [])


def test_a_token_that_is_echoed_under_200_is_removed(post: Any, vendor: Vendor) -> None:
    vendor.answers(ok(no("no_permission for secret-token-1")))
    with pytest.raises(RemoteRejected, match=r"no_permission for \[removed\]"):
        post(credential=StaticCredential("secret-token-1"))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stream_that_turns_out_to_be_a_refusal_is_raised(
    method: str, egress: Egress, vendor: Vendor, make_permit: MakePermit, written: list[bool]
) -> None:
    vendor.answers(ok(no("file_not_found")))
    permit = make_permit(effect="write", refusals=SLACK, on_written=lambda: written.append(True))
    with (
        pytest.raises(RemoteRejected, match="file_not_found"),
        egress.stream(EgressRequest(method, f"{vendor.url}/file", permit)),
    ):
        raise AssertionError("there is nothing to read")
    assert written == []
    assert in_use(egress) == 0


def test_a_stream_whose_access_is_refused_in_words_is_opened_with_a_new_one(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(ok(no("token_expired")), ok(b"a,b", content_type="text/csv"))
    credential = StaticCredential("old-token-1", renewed="new-token-2")
    with egress.stream(
        EgressRequest("GET", f"{vendor.url}/file", make_permit(refusals=SLACK, credential=credential))
    ) as answer:
        assert list(answer) == [b"a,b"]
    assert credential.rejections == ["old-token-1"]


@pytest.mark.parametrize("code", [400, 403, 500])
def test_a_word_for_a_refused_access_counts_under_any_status(
    code: int, post: Any, vendor: Vendor, written: list[bool]
) -> None:
    vendor.answers(status(code, no("token_expired")), ok({"ok": True}))
    assert post(credential=StaticCredential("old-token-1", renewed="new-token-2")).json() == {"ok": True}
    assert written == [True]


def test_a_refusal_that_is_too_long_is_not_taken_in(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    vendor.answers(status(400, {"message": "x" * 5000}))
    permit = make_permit(credential=StaticCredential("token-1"))
    for read in (egress.call, lambda request: egress.stream(request).__enter__()):
        with pytest.raises(PayloadTooLarge):
            read(EgressRequest("GET", f"{vendor.url}/", permit, max_answer=4000))


@pytest.mark.parametrize("size", [0, LONGEST_REFUSAL - 20, LONGEST_REFUSAL, LONGEST_REFUSAL * 3])
def test_a_stream_of_json_that_is_no_refusal_arrives_whole(
    size: int, egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    body = {"ok": True, "rows": "x" * size}
    vendor.answers(ok(body))
    request = EgressRequest("GET", f"{vendor.url}/file", make_permit(refusals=SLACK))
    with egress.stream(request) as answer:
        assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
        assert json.loads(b"".join(answer)) == body


def test_a_streamed_write_that_is_answered_has_been_carried_out(
    egress: Egress, vendor: Vendor, make_permit: MakePermit, written: list[bool]
) -> None:
    vendor.answers(ok(b"a,b", content_type="text/csv"))
    permit = make_permit(effect="write", on_written=lambda: written.append(True))
    with egress.stream(EgressRequest("POST", f"{vendor.url}/export", permit)) as answer:
        assert list(answer) == [b"a,b"]
    assert written == [True]
