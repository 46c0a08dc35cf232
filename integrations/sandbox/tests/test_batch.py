"""Many requests in one, with the real client over real HTTP."""

from __future__ import annotations

from typing import Any

import httplib2
import pytest
from django.test import Client
from googleapiclient.errors import HttpError

from integrations.sandbox.models import Account, Label, Message, RequestRecord
from integrations.sandbox.tests.client import SocketHttp, check_answer, run
from integrations.sandbox.tests.conftest import MAIL, MakeToken
from integrations.sandbox.tests.mails import mail, raw

pytestmark = pytest.mark.django_db(transaction=True)


class Collector:
    """What a batch answered, by request id."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.errors: dict[str, HttpError] = {}

    def __call__(self, request_id: str, response: Any, exception: HttpError | None) -> None:
        if exception is None:
            self.answers[request_id] = response
        else:
            self.errors[request_id] = exception


def test_each_part_is_answered_by_itself(live_gmail: Any) -> None:
    messages = live_gmail.users().messages()
    ids = [run(messages.send(userId="me", body=raw(mail(subject=f"S{number}"))))["id"] for number in range(3)]
    got = Collector()
    batch = live_gmail.new_batch_http_request(callback=got)
    for message_id in ids:
        batch.add(messages.get(userId="me", id=message_id), request_id=message_id)
    batch.add(messages.get(userId="me", id="unknown"), request_id="wrong")
    batch.add(messages.modify(userId="me", id=ids[0], body={"addLabelIds": ["STARRED"]}), request_id="star")
    batch.add(messages.delete(userId="me", id=ids[1]), request_id="delete")
    batch.execute()
    assert [got.answers[message_id]["id"] for message_id in ids] == ids
    check_answer("gmail.users.messages.get", got.answers[ids[0]])
    assert got.answers["star"]["labelIds"] == ["SENT", "STARRED"]
    assert got.errors["wrong"].resp.status == 404
    assert set(got.errors) == {"wrong"}
    assert not Message.objects.filter(message_id=ids[1]).exists()


def test_calendar_has_its_own_batch_address(live_calendar: Any) -> None:
    got = Collector()
    batch = live_calendar.new_batch_http_request(callback=got)
    batch.add(live_calendar.colors().get(), request_id="colors")
    batch.add(live_calendar.calendarList().get(calendarId="ada@lab.example"), request_id="own")
    batch.execute()
    assert got.errors == {}
    assert got.answers["own"]["primary"] is True


def test_log_has_the_batch_and_its_parts(live_gmail: Any) -> None:
    batch = live_gmail.new_batch_http_request()
    for _ in range(4):
        batch.add(live_gmail.users().getProfile(userId="me"))
    batch.execute()
    assert RequestRecord.objects.filter(method="gmail.users.getProfile", status=200).count() == 4
    assert list(RequestRecord.objects.filter(method="batch").values_list("status", "detail")) == [(200, "4 requests")]


def test_ended_token_is_every_parts_own_error(live_gmail: Any, account: Account) -> None:
    account.consents.all().delete()
    got = Collector()
    batch = live_gmail.new_batch_http_request(callback=got)
    batch.add(live_gmail.users().getProfile(userId="me"), request_id="p")
    batch.execute()
    assert got.errors["p"].resp.status == 401


@pytest.mark.parametrize("path", ["batch", "batch/gmail/v1"])
def test_parts_may_name_googles_own_paths_and_carry_their_own_token(
    account: Account, make_token: MakeToken, client: Client, path: str
) -> None:
    token = make_token(account, MAIL)
    lines = [
        "--b",
        "Content-Type: application/http",
        "Content-ID: <a>",
        "",
        "GET /gmail/v1/users/me/profile?fields=emailAddress",
        f"Authorization: Bearer {token}",
        "",
        "",
        "--b--",
        "",
    ]
    body = "\r\n".join(lines)
    answer = client.generic("POST", f"/sandbox/google/{path}", body.encode(), "multipart/mixed; boundary=b")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("multipart/mixed; boundary=")
    assert "Content-ID: <response-a>" in text
    assert "HTTP/1.1 200 OK" in text
    assert text.count('{"emailAddress": "ada@lab.example"}') == 1


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "multipart/mixed; boundary=b"),
        (b"--b--", "multipart/mixed; boundary=b"),
        (b"--b\n\nx\n--b--", "multipart/mixed"),
        (b"--b\n\nx\n--b--", "multipart/related; boundary=b"),
        (b"--b\nContent-Type: application/http\n\nGET\n--b--", "multipart/mixed; boundary=b"),
        (b"{}", "application/json"),
        (b"--b\n\nGET /x\n\n\n" * 101 + b"--b--", "multipart/mixed; boundary=b"),
    ],
)
def test_what_is_no_batch_is_400(client: Client, body: bytes, content_type: str) -> None:
    answer = client.generic("POST", "/sandbox/google/batch", body, content_type)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == 400


def test_unreadable_part_stops_the_whole_batch(account: Account, make_token: MakeToken, client: Client) -> None:
    headers = {"Authorization": f"Bearer {make_token(account, MAIL)}"}
    good = b'--b\n\nPOST /gmail/v1/users/me/labels\nContent-Type: application/json\n\n{"name": "Work"}\n'
    content = good + b"--b\n\nnonsense\n--b--"
    answer = client.generic("POST", "/sandbox/google/batch", content, "multipart/mixed; boundary=b", headers=headers)
    assert answer.status_code == 400
    assert not Label.objects.filter(name="Work").exists()


def test_a_batch_is_posted(client: Client) -> None:
    assert client.get("/sandbox/google/batch").status_code == 404


def test_hundred_parts_are_one_exchange(
    live_gmail: Any, account: Account, make_token: MakeToken, client: Client, django_assert_max_num_queries: Any
) -> None:
    part = b"--b\nContent-Type: application/http\n\nGET /gmail/v1/users/me/profile\n\n\n"
    headers = {"Authorization": f"Bearer {make_token(account, MAIL)}"}
    client.get("/sandbox/google/gmail/v1/users/me/profile", headers=headers)
    about_the_batch, log, log_swept = 3, 3, 3
    with django_assert_max_num_queries(about_the_batch + log + log_swept + 100 * 3):
        answer = client.generic(
            "POST", "/sandbox/google/batch", part * 100 + b"--b--", "multipart/mixed; boundary=b", headers=headers
        )
    assert answer.content.count(b"HTTP/1.1 200 OK") == 100


def test_socket_client_is_the_real_one(http: SocketHttp) -> None:
    assert isinstance(http, httplib2.Http)
