from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from integrations.egress.client import Egress
from integrations.egress.exchanged import Exchanged
from integrations.egress.tests.conftest import MakePermit, StaticCredential
from integrations.egress.tests.vendor import Reply, Vendor, ok, raw, reset, status
from integrations.errors import (
    MachinaError,
    OutcomeUnknown,
    RateLimited,
    ReconnectRequired,
    RemoteRejected,
    RemoteUnavailable,
)
from integrations.providers.google.client import GoogleHttp, build_google

Batch = Callable[..., dict[str, Any]]
Part = tuple[int, str]
FINE = '{"id": "x"}'
NESTED = (
    b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\nContent-ID: <response-x + a>\r\n\r\n"
    b"--c\r\n\r\nx\r\n--c--\r\n--b--"
)


def parts(*answers: Part, at_most: int = 1000) -> Reply:
    """One part for each request of the batch, in order; the last answer is repeated."""

    def reply(handler: Any, vendor: Vendor) -> None:
        ids = re.findall(rb"Content-ID: <(.+)>", vendor.received[-1].body)
        each = [*answers, *[answers[-1]] * len(ids)]
        multipart = "".join(
            f"--b\r\nContent-Type: application/http\r\nContent-ID: <response-{content_id.decode()}>\r\n\r\n"
            f"HTTP/1.1 {code} Said\r\nContent-Type: application/json\r\nRetry-After: 0\r\n\r\n{body}\r\n"
            for content_id, (code, body) in zip(ids[:at_most], each, strict=False)
        )
        ok(f"{multipart}--b--".encode(), content_type="multipart/mixed; boundary=b")(handler, vendor)

    return reply


def asked(vendor: Vendor) -> list[list[str]]:
    """The message ids of each batch that was received."""
    return [re.findall(r"messages/(\w+)", received.body.decode()) for received in vendor.received]


@pytest.fixture
def batch(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> Batch:
    """Get or trash messages in one batch; the outcome by message id is an answer or an error."""

    def batch(ids: Sequence[str], *, verb: str = "get", **permit: Any) -> dict[str, Any]:
        http = GoogleHttp(egress, make_permit(vendor="Gmail", **permit))
        gmail = build_google("gmail", "v1", http=http, api_root=f"{vendor.url}/sandbox/google")
        outcome: dict[str, Any] = {}

        def note(request_id: str, answer: Any, error: MachinaError | None) -> None:
            outcome[request_id] = error or answer

        together = gmail.new_batch_http_request(callback=note)
        messages = gmail.users().messages()
        for each in ids:
            method = messages.get if verb == "get" else messages.trash
            together.add(method(userId="me", id=each), request_id=each)
        together.execute()
        return outcome

    return batch


def test_a_batch_goes_to_the_root_as_one_request_with_one_credential(batch: Batch, vendor: Vendor) -> None:
    vendor.answers(parts((200, '{"id": "a"}'), (200, '{"id": "b"}')))
    assert batch(["a", "b"], credential=StaticCredential("token-1")) == {"a": {"id": "a"}, "b": {"id": "b"}}
    (received,) = vendor.received
    assert received.path == "/sandbox/google/batch"
    assert received.headers["authorization"] == "Bearer token-1"
    assert b"authorization" not in received.body.lower()
    assert b"GET /sandbox/google/gmail/v1/users/me/messages/a?alt=json HTTP/1.1" in received.body


def test_each_part_counts_as_a_request_whenever_it_leaves(batch: Batch, vendor: Vendor) -> None:
    counted: list[int] = []
    vendor.answers(status(503, retry_after="0"), parts((200, FINE), (429, "{}"), (200, FINE)), parts((200, FINE)))
    assert batch(["a", "b", "c"], on_sent=counted.append)["b"] == {"id": "x"}
    assert asked(vendor) == [["a", "b", "c"], ["a", "b", "c"], ["b"]]
    assert counted == [3, 3, 1]


def test_parts_that_change_something_are_counted_too(batch: Batch, vendor: Vendor) -> None:
    counted: list[int] = []
    vendor.answers(parts((200, FINE)))
    batch(["a", "b"], verb="trash", effect="write", on_sent=counted.append)
    assert counted == [2]


def test_an_empty_batch_sends_nothing(batch: Batch, vendor: Vendor) -> None:
    assert batch([]) == {}
    assert vendor.received == []


def test_many_requests_go_in_batches_of_fifty(batch: Batch, vendor: Vendor) -> None:
    vendor.answers(parts((200, FINE)))
    ids = [f"m{number}" for number in range(120)]
    assert list(batch(ids)) == ids
    assert [len(each) for each in asked(vendor)] == [50, 50, 20]


def test_a_part_that_is_refused_fails_alone(batch: Batch, vendor: Vendor) -> None:
    refusal = '{"error": {"code": 404, "message": "Not Found", "errors": [{"reason": "notFound"}]}}'
    vendor.answers(parts((200, FINE), (404, refusal), (200, FINE)))
    outcome = batch(["a", "b", "c"])
    assert outcome["a"] == outcome["c"] == {"id": "x"}
    assert isinstance(outcome["b"], RemoteRejected)
    assert (str(outcome["b"]), outcome["b"].vendor_status) == ("Gmail answered 404: Not Found.", 404)


@pytest.mark.parametrize("code", [429, 500, 503])
def test_only_the_parts_that_may_go_better_are_asked_again(code: int, batch: Batch, vendor: Vendor) -> None:
    vendor.answers(
        parts((200, FINE), (code, "{}"), (404, "{}"), (code, "{}")),
        parts((code, "{}"), (200, FINE)),
        parts((200, FINE)),
    )
    outcome = batch(["a", "b", "c", "d"])
    assert asked(vendor) == [["a", "b", "c", "d"], ["b", "d"], ["b"]]
    assert [outcome[each] for each in "abd"] == [{"id": "x"}] * 3
    assert isinstance(outcome["c"], RemoteRejected)


def test_a_part_that_stays_limited_says_so(batch: Batch, vendor: Vendor) -> None:
    vendor.answers(parts((429, "{}")))
    assert isinstance(batch(["a"])["a"], RateLimited)
    assert len(vendor.received) == 4


def test_a_part_that_says_in_words_when_to_come_back_is_not_asked_before(batch: Batch, vendor: Vendor) -> None:
    holds: list[float] = []
    vendor.answers(parts((200, FINE), (429, '{"error": {"message": "Retry after 45 seconds"}}')))
    outcome = batch(["a", "b"], on_rate_limited=lambda seconds, about: holds.append(seconds))
    assert (outcome["a"], outcome["b"].wait) == ({"id": "x"}, 45)
    assert len(vendor.received) == 1
    assert holds[0] >= 45


def test_limited_parts_hold_the_throttle_and_broken_ones_do_not(batch: Batch, vendor: Vendor) -> None:
    holds: list[tuple[float, str]] = []
    vendor.answers(parts((500, "{}"), (200, FINE)), parts((429, "{}")), parts((200, FINE)))
    batch(["a", "b"], on_rate_limited=lambda *hold: holds.append(hold))
    ((seconds, about),) = holds
    assert 0 < seconds < 1
    assert about == "account"


def test_a_part_that_met_the_limit_of_the_project_holds_back_the_app(batch: Batch, vendor: Vendor) -> None:
    limited = '{"error": {"errors": [{"reason": "%s"}]}}'
    app, user = limited % "rateLimitExceeded", limited % "userRateLimitExceeded"
    holds: list[str] = []
    vendor.answers(parts((403, app), (403, user), (200, FINE)), parts((200, FINE), (200, FINE)))
    batch(["a", "b", "c"], on_rate_limited=lambda seconds, about: holds.append(about))
    assert sorted(holds) == ["account", "app"]


def test_parts_that_change_something_are_repeated_only_if_they_were_turned_away(batch: Batch, vendor: Vendor) -> None:
    vendor.answers(parts((500, "{}"), (429, "{}"), (503, "{}")), parts((200, FINE)))
    outcome = batch(["a", "b", "c"], verb="trash", effect="write")
    assert asked(vendor) == [["a", "b", "c"], ["b", "c"]]
    assert isinstance(outcome["a"], OutcomeUnknown)
    assert [outcome["b"], outcome["c"]] == [{"id": "x"}] * 2


def test_expired_parts_are_asked_again_once_with_a_new_token(batch: Batch, vendor: Vendor) -> None:
    vendor.answers(parts((200, FINE), (401, "{}")), parts((200, FINE)))
    outcome = batch(["a", "b"], credential=StaticCredential("old-token-1", renewed="new-token-2"))
    assert outcome == {"a": {"id": "x"}, "b": {"id": "x"}}
    assert asked(vendor) == [["a", "b"], ["b"]]
    assert vendor.received[1].headers["authorization"] == "Bearer new-token-2"


@pytest.mark.parametrize("renewed", [None, "new-token-2"])
def test_parts_that_stay_expired_need_a_new_connection(renewed: str | None, batch: Batch, vendor: Vendor) -> None:
    vendor.answers(parts((401, "{}")))
    credential = StaticCredential("old-token-1", renewed)
    assert isinstance(batch(["a"], credential=credential)["a"], ReconnectRequired)
    assert credential.rejections == ["old-token-1"]


@pytest.mark.parametrize(
    "unreadable",
    [
        ok(b"{}"),
        ok(b"no parts", content_type="multipart/mixed; boundary=b"),
        ok(b"--b\r\n\r\nno http\r\n--b--", content_type="multipart/mixed; boundary=b"),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
        ok(b"\xff\xfe", content_type="multipart/mixed; boundary=b"),
        ok(NESTED, content_type="multipart/mixed; boundary=b"),
    ],
    ids=range(6),
)
@pytest.mark.parametrize(
    ("verb", "effect", "error"), [("get", "read", RemoteUnavailable), ("trash", "write", OutcomeUnknown)]
)
def test_an_answer_that_is_no_batch_is_no_answer(
    verb: str, effect: str, error: type[MachinaError], unreadable: Reply, batch: Batch, vendor: Vendor
) -> None:
    vendor.answers(unreadable)
    with pytest.raises(error, match="cannot be read"):
        batch(["a"], verb=verb, effect=effect)


def test_a_part_without_an_answer_makes_the_batch_unreadable(batch: Batch, vendor: Vendor) -> None:
    vendor.answers(parts((200, FINE), at_most=1))
    with pytest.raises(OutcomeUnknown, match="cannot be read"):
        batch(["a", "b"], verb="trash", effect="write")


@pytest.mark.parametrize(
    ("verb", "effect", "error"), [("get", "read", RemoteUnavailable), ("trash", "write", OutcomeUnknown)]
)
@pytest.mark.parametrize("body", ["", "<html>", "[]"])
def test_a_part_that_is_no_json_object_fails_alone(
    body: str, verb: str, effect: str, error: type[MachinaError], batch: Batch, vendor: Vendor
) -> None:
    vendor.answers(parts((200, FINE), (200, body), (200, FINE)))
    outcome = batch(["a", "b", "c"], verb=verb, effect=effect)
    assert outcome["a"] == outcome["c"] == {"id": "x"}
    assert type(outcome["b"]) is error


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.providers.google.batch._without_batch", {})


def no_batch(code: int, **answers: Reply) -> Reply:
    """An address without a batch; messages are answered singly, by their ids."""

    def reply(handler: Any, vendor: Vendor) -> None:
        name = handler.path.partition("?")[0].removesuffix("/trash").rpartition("/")[2]
        answer = status(code) if name == "batch" else answers.get(name, ok({"id": name}))
        answer(handler, vendor)

    return reply


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize("code", [404, 405, 501])
def test_where_there_is_no_batch_the_parts_go_singly_and_that_is_remembered(
    code: int, batch: Batch, vendor: Vendor
) -> None:
    vendor.answers(no_batch(code, gone=status(404)))
    ids = [*(f"m{number}" for number in range(60)), "gone"]
    credential = StaticCredential("token-1")

    outcome = batch(ids, credential=credential)
    again = batch(["m1"], credential=credential)

    assert list(outcome) == ids
    assert outcome["m59"] == {"id": "m59"}
    assert isinstance(outcome["gone"], RemoteRejected)
    assert again == {"m1": {"id": "m1"}}
    paths = [received.path for received in vendor.received]
    assert [path for path in paths if "batch" in path] == ["/sandbox/google/batch"]
    assert len(paths) == 1 + len(ids) + 1
    assert {received.headers["authorization"] for received in vendor.received} == {"Bearer token-1"}


@pytest.mark.usefixtures("forgetful")
def test_parts_that_go_singly_are_repeated_only_as_their_effect_allows(batch: Batch, vendor: Vendor) -> None:
    vendor.answers(no_batch(404, a=reset(), b=status(500)))
    outcome = batch(["a", "b", "c"], verb="trash", effect="write")
    assert [type(outcome[each]) for each in "ab"] == [OutcomeUnknown, OutcomeUnknown]
    assert outcome["c"] == {"id": "c"}
    assert len(vendor.received) == 4


@pytest.mark.usefixtures("forgetful")
def test_a_batch_is_tried_again_after_a_while(batch: Batch, vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor.answers(no_batch(405))
    batch(["a"])
    monkeypatch.setattr("integrations.providers.google.batch._TRIED_AGAIN_AFTER", 0.0)
    vendor.answers(parts((200, FINE)))
    assert batch(["a"]) == {"a": {"id": "x"}}
    assert vendor.received[-1].path == "/sandbox/google/batch"


def test_a_batch_that_fails_as_a_whole_is_raised(batch: Batch, vendor: Vendor) -> None:
    vendor.answers(status(400, {"error": {"message": "The batch size is too large"}}))
    with pytest.raises(RemoteRejected, match="The batch size is too large"):
        batch(["a", "b"])


def test_lookups_in_a_batch_of_a_write_are_repeated(batch: Batch, vendor: Vendor) -> None:
    vendor.answers(reset(), parts((200, FINE)))
    written: list[str] = []
    assert batch(["a"], effect="write", on_written=lambda: written.append("written")) == {"a": {"id": "x"}}
    assert written == []


def test_a_batch_that_changes_something_is_never_sent_twice(batch: Batch, vendor: Vendor) -> None:
    vendor.answers(reset(), parts((200, FINE)))
    with pytest.raises(OutcomeUnknown):
        batch(["a"], verb="trash", effect="write")
    assert len(vendor.received) == 1


def test_a_second_round_that_breaks_leaves_the_first_ones_answers(batch: Batch, vendor: Vendor) -> None:
    vendor.answers(parts((200, FINE), (429, "{}")), reset())
    outcome = batch(["a", "b"], verb="trash", effect="write")
    assert outcome["a"] == {"id": "x"}
    assert isinstance(outcome["b"], OutcomeUnknown)


def test_the_log_hears_of_a_batch_and_of_its_parts_by_kind(batch: Batch, vendor: Vendor) -> None:
    told: list[Exchanged] = []
    vendor.answers(parts((200, FINE), (404, "{}"), (200, FINE)))
    batch(["a", "b", "c"], on_exchanged=told.append)
    get = "/gmail/v1/users/{userId}/messages/{id}"
    assert [(each.method, each.route, each.status, each.count, each.is_part) for each in told] == [
        ("POST", "/batch", 200, 3, False),
        ("GET", get, 200, 2, True),
        ("GET", get, 404, 1, True),
    ]
