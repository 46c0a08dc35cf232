"""What comes back: JSON, text and files, errors by their status, and answers that get lost."""

from __future__ import annotations

import json

import pytest
from pytest_django import Settings

from integrations.egress.tests.vendor import Vendor, status
from integrations.models import Call
from integrations.services.http.reading import LONGEST_INLINE
from integrations.services.http.service import service
from integrations.services.http.tests.caller import asked, error, files, outcome, run

pytestmark = pytest.mark.usefixtures("web")


def test_the_example_works_as_it_stands() -> None:
    asked_for = dict(service.operations["request"].example)

    answer = run(str(asked_for.pop("url")), **asked_for)

    assert answer["status"] == 200
    assert answer["headers"]["content-type"] == "application/json"
    assert answer["body"]["orders"] == service.operations["request"].sample["body"]["orders"]  # type: ignore[index]
    assert (answer["file"], answer["has_more"]) == (None, False)


def test_an_answer_is_read_by_its_own_type() -> None:
    as_json = run("/orders?plain=true&limit=1")
    as_file = run("/files/orders.csv")

    assert as_json["body"] == [{"order_id": 1001, "customer": "Globex", "total": "17.50"}]
    assert as_file["body"] is None
    assert (as_file["file"]["filename"], as_file["file"]["mime_type"]) == ("orders.csv", "text/csv; charset=utf-8")
    _, content = files().read(as_file["file"]["file_id"])
    assert content.startswith(b"order_id,customer,total")


def test_an_answer_is_read_as_it_is_asked_for() -> None:
    assert run("/files/orders.csv", response_type="text")["body"].startswith("order_id,customer,total")
    assert run("/orders?limit=1&plain=true", response_type="text")["body"].startswith('[{"order_id"')
    kept = run("/orders?limit=1", response_type="file")
    assert (kept["body"], kept["file"]["filename"], kept["file"]["mime_type"]) == (None, "orders", "application/json")


def test_an_answer_without_content_is_null() -> None:
    answer = run("/status/204", method="DELETE", response_type="file")

    assert (answer["status"], answer["body"], answer["file"]) == (204, None, None)


def test_what_is_not_json_is_no_answer_where_json_is_asked_for() -> None:
    told = error("/files/orders.csv", response_type="json")

    assert told["code"] == "remote_unavailable"
    assert "Choose text or file" in told["detail"]


def test_a_long_answer_becomes_a_file_by_itself_and_is_refused_as_text() -> None:
    url = f"/files/zeros?bytes={LONGEST_INLINE + 1}"

    assert run(url)["file"]["size"] == LONGEST_INLINE + 1
    assert error(url, response_type="text")["code"] == "payload_too_large"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "remote_rejected"),
        (401, "remote_rejected"),
        (403, "remote_rejected"),
        (404, "remote_rejected"),
        (409, "remote_rejected"),
        (429, "rate_limited"),
        (500, "remote_unavailable"),
        (503, "remote_unavailable"),
    ],
)
def test_a_status_of_4xx_and_5xx_is_an_error_and_says_which(status: int, code: str) -> None:
    later = "?retry_after=600" if status in (429, 500, 503) else ""

    told = error(f"/status/{status}{later}")

    assert told["code"] == code
    assert str(status) in told["detail"]
    assert asked() == 1


@pytest.mark.parametrize("status", [304, 404, 410, 422, 429, 500, 503])
def test_unless_accept_status_names_it(status: int) -> None:
    answer = run(f"/status/{status}", accept_status=[status])

    assert answer["status"] == status
    assert asked() == 1


def test_an_address_that_wants_to_be_left_alone_holds_back_no_other() -> None:
    told = error("/status/429?retry_after=600")

    assert (told["code"], told["retry_after"]) == ("rate_limited", 600)
    assert run("/echo")["status"] == 200


def test_the_words_of_a_refusal_are_handed_on() -> None:
    assert "This is the answer 422 that was asked for." in error("/status/422", method="POST")["detail"]


def test_redirects_are_followed_for_what_only_looks() -> None:
    assert run("/redirect/3")["body"]["path"] == "/echo"
    assert error("/redirect/6")["detail"] == "127.0.0.1 redirected more than 5 times."


def test_and_not_for_what_changes_something() -> None:
    told = error("/redirect/1", method="POST")
    accepted = run("/redirect/1", method="POST", accept_status=[302])

    assert told["code"] == "remote_rejected"
    assert (accepted["status"], accepted["headers"]["location"]) == (302, "/sandbox/http/echo")
    assert asked("http.echo") == 0


def test_a_read_whose_answer_gets_lost_is_asked_again() -> None:
    assert error("/lost")["code"] == "remote_unavailable"
    assert asked("http.lost") == 4


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_write_whose_answer_gets_lost_is_never_sent_twice(method: str) -> None:
    ended = outcome("/lost", method=method)

    assert (ended.state, asked("http.lost")) == ("outcome_unknown", 1)
    call = Call.objects.get()
    assert (call.state, call.sent_at is not None) == ("outcome_unknown", True)


def test_a_request_takes_no_longer_than_it_may() -> None:
    assert error("/slow/3000", timeout=200)["code"] == "remote_unavailable"
    assert outcome("/slow/3000", timeout=200, method="POST").state == "outcome_unknown"
    assert run("/slow/10", timeout=5000)["body"] == {"waited_ms": 10}


@pytest.mark.parametrize(
    ("content", "read"),
    [
        (b'{"a": "x\\u0000y"}', {"a": "x\ufffdy"}),
        (b'{"a": "\\ud800"}', {"a": "\ufffd"}),
        (b'{"a": NaN}', {"a": None}),
        (b"\xff\xff", "\xff\xff"),
        (b'"' + b"9" * 5000 + b'"', "9" * 5000),
        (b"9" * 5000, "9" * 5000),
        (b"[" * 60 + b"]" * 60, json.loads("[" * 60 + "]" * 60)),
        (b"[" * 600 + b"]" * 600, "[" * 600 + "]" * 600),
        (b"[" * 5000 + b"]" * 5000, "[" * 5000 + "]" * 5000),
    ],
)
def test_whatever_an_address_answers_can_be_kept(
    vendor: Vendor, settings: Settings, content: bytes, read: object
) -> None:
    settings.MACHINA_ALLOW_PRIVATE = frozenset({vendor.url})
    vendor.answers(status(200, content))

    ended = outcome(f"{vendor.url}/x")

    assert ended.error is None
    assert ended.result is not None
    assert ended.result["body"] == read
