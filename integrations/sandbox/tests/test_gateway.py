"""Every request is held against Google's document before anything happens."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from integrations.sandbox.google.discovery import document
from integrations.sandbox.google.routing import find_route
from integrations.sandbox.models import Account, Message, RequestRecord
from integrations.sandbox.tests.conftest import CALENDAR, MAIL, MakeToken
from integrations.sandbox.tests.mails import mail, raw

READ = "https://www.googleapis.com/auth/gmail.readonly"
METADATA = "https://www.googleapis.com/auth/gmail.metadata"
LIST = "gmail/v1/users/me/messages"
SEND = "gmail/v1/users/me/messages/send"


def ask(token: str, verb: str, path: str, body: object = None, **headers: str) -> Any:
    """One request as any client would send it."""
    authorization = {"Authorization": f"Bearer {token}"} | headers
    return Client().generic(verb, f"/sandbox/google/{path}", _json(body), "application/json", headers=authorization)


def _json(body: object) -> bytes:
    return b"" if body is None else json.dumps(body).encode()


@pytest.mark.parametrize("name", ["gmail", "calendar"])
def test_every_method_of_the_document_has_its_route(name: str) -> None:
    api = document(name, {"gmail": "v1", "calendar": "v3"}[name])
    for method in api.methods.values():
        path = method.path.replace("{", "").replace("}", "")
        assert find_route(method.verb, path)[0].method.id == method.id


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer unknown"}, {"Authorization": "Basic eDp5"}])
@pytest.mark.django_db
def test_request_without_a_good_token_is_401(header: dict[str, str]) -> None:
    answer = Client().get(f"/sandbox/google/{LIST}", headers=header)
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]
    error = answer.json()["error"]
    assert (error["code"], error["status"]) == (401, "UNAUTHENTICATED")
    assert error["errors"][0]["reason"] == "authError"


def test_token_in_the_address_is_not_accepted(account: Account, make_token: MakeToken) -> None:
    answer = Client().get(f"/sandbox/google/{LIST}?access_token={make_token(account, MAIL)}")
    assert answer.status_code == 401


def test_scope_that_does_not_cover_the_method_is_403(account: Account, make_token: MakeToken) -> None:
    answer = ask(make_token(account, READ, CALENDAR), "POST", SEND, raw(mail()))
    assert answer.status_code == 403
    error = answer.json()["error"]
    assert error["status"] == "PERMISSION_DENIED"
    assert error["errors"][0]["reason"] == "insufficientPermissions"
    assert error["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    assert 'error="insufficient_scope"' in answer["WWW-Authenticate"]
    assert "https://www.googleapis.com/auth/gmail.send" in answer["WWW-Authenticate"]
    assert not Message.objects.exists()


def test_metadata_scope_shows_no_content_and_does_not_search(
    account: Account, gmail: Any, make_token: MakeToken
) -> None:
    sent = gmail.users().messages().send(userId="me", body=raw(mail())).execute()
    token = make_token(account, METADATA)
    assert ask(token, "GET", f"{LIST}/{sent['id']}?format=full").status_code == 403
    assert ask(token, "GET", f"{LIST}/{sent['id']}?format=raw").status_code == 403
    assert ask(token, "GET", f"{LIST}?q=hello").status_code == 403
    assert ask(token, "GET", f"{LIST}/{sent['id']}?format=metadata").status_code == 200
    assert ask(token, "GET", LIST).status_code == 200
    more = make_token(account, METADATA, READ)
    assert ask(more, "GET", f"{LIST}/{sent['id']}?format=full").status_code == 200


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("GET", "gmail/v1/users/me/letters"),
        ("PUT", "gmail/v1/users/me/messages"),
        ("GET", "gmail/v2/users/me/messages"),
        ("GET", "keep/v1/notes"),
        ("GET", ""),
        ("GET", "gmail/v1/users/me/messages/"),
    ],
)
def test_unknown_path_is_404_in_googles_shape(account: Account, make_token: MakeToken, verb: str, path: str) -> None:
    answer = ask(make_token(account, MAIL), verb, path)
    assert answer.status_code == 404
    assert answer.json()["error"]["errors"][0]["reason"] == "notFound"


@pytest.mark.parametrize(
    "query",
    [
        "unknown=1",
        "maxResults=many",
        "maxResults=-1",
        "maxResults=0",
        "maxResults=5&maxResults=6",
        "includeSpamTrash=yes",
        "alt=xml",
        "pageToken=nonsense",
        "pageToken=cGFnZTp4OjA=",
        "labelIds=NOWHERE",
        "fields=messages(id",
        "fields=messages)",
        "fields=,",
    ],
)
def test_wrong_parameter_is_400(account: Account, make_token: MakeToken, query: str) -> None:
    answer = ask(make_token(account, MAIL), "GET", f"{LIST}?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == 400


@pytest.mark.parametrize(
    "body",
    [
        {"raw": "eA==", "unknown": 1},
        {"raw": 5},
        {"raw": "?"},
        {"raw": "eA==", "threadId": ["x"]},
        {"raw": "eA==", "payload": {"body": {"size": "big"}}},
        {"raw": "eA==", "labelIds": "INBOX"},
        {"raw": "eA==", "payload": {"headers": [{"title": "To"}]}},
        ["raw"],
        {},
    ],
)
def test_wrong_body_is_400_and_sends_nothing(account: Account, make_token: MakeToken, body: object) -> None:
    answer = ask(make_token(account, MAIL), "POST", SEND, body)
    assert answer.status_code == 400
    assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"
    assert not Message.objects.exists()


@pytest.mark.parametrize("text", [b"{", b"\xff", b"[" * 100_000])
def test_unreadable_json_is_400(account: Account, make_token: MakeToken, text: bytes) -> None:
    headers = {"Authorization": f"Bearer {make_token(account, MAIL)}"}
    answer = Client().generic("POST", f"/sandbox/google/{SEND}", text, "application/json", headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"]["errors"][0]["reason"] == "parseError"


@pytest.mark.parametrize("query", ["timeMin=2030-01-01", "timeMin=2030-01-01T00:00:00", "timeMin=soon", "maxResults=0"])
def test_times_need_an_offset_and_numbers_their_range(account: Account, make_token: MakeToken, query: str) -> None:
    answer = ask(make_token(account, CALENDAR), "GET", f"calendar/v3/calendars/primary/events?{query}")
    assert answer.status_code == 400


def test_method_that_only_google_has_is_501(account: Account, make_token: MakeToken) -> None:
    answer = ask(make_token(account, MAIL), "POST", "gmail/v1/users/me/watch", {"topicName": "t"})
    assert answer.status_code == 501
    error = answer.json()["error"]
    assert error["status"] == "UNIMPLEMENTED"
    assert error["message"] == "The sandbox does not implement gmail.users.watch."


def test_another_mailbox_is_403(account: Account, make_token: MakeToken) -> None:
    answer = ask(make_token(account, MAIL), "GET", "gmail/v1/users/ben@lab.example/messages")
    assert answer.status_code == 403
    assert ask(make_token(account, MAIL), "GET", "gmail/v1/users/ada@lab.example/messages").status_code == 200


def test_fields_cut_the_answer_down(account: Account, gmail: Any, make_token: MakeToken) -> None:
    sent = gmail.users().messages().send(userId="me", body=raw(mail(subject="Cut"))).execute()
    token = make_token(account, MAIL)
    answer = ask(token, "GET", f"{LIST}/{sent['id']}?fields=id,payload(mimeType,headers/name)").json()
    assert set(answer) == {"id", "payload"}
    assert set(answer["payload"]) == {"mimeType", "headers"}
    assert answer["payload"]["headers"][0] == {"name": "To"}
    listed = ask(token, "GET", f"{LIST}?fields=messages/*,nextPageToken").json()
    assert listed == {"messages": [{"id": sent["id"], "threadId": sent["threadId"]}]}


def test_very_long_query_comes_as_a_post_and_is_read_as_the_get_it_stands_for(gmail: Any) -> None:
    sent = gmail.users().messages().send(userId="me", body=raw(mail(subject="Long"))).execute()
    query = "subject:long " + " ".join(f"-w{number}" for number in range(600))
    listed = gmail.users().messages().list(userId="me", q=query).execute()
    assert [message["id"] for message in listed["messages"]] == [sent["id"]]
    assert RequestRecord.objects.filter(method="gmail.users.messages.list", status=200).count() == 1


def test_log_counts_every_request_and_holds_no_token(account: Account, make_token: MakeToken) -> None:
    token = make_token(account, MAIL)
    ask(token, "GET", LIST)
    ask(token, "GET", f"{LIST}/unknown")
    ask("secret-token", "GET", LIST)
    ask(token, "GET", "nowhere?token=secret-token")
    rows = RequestRecord.objects.order_by("pk")
    assert list(rows.values_list("method", "status", "account", "detail")) == [
        ("gmail.users.messages.list", 200, "ada@lab.example", ""),
        ("gmail.users.messages.get", 404, "ada@lab.example", ""),
        ("gmail.users.messages.list", 401, "", ""),
        ("unknown", 404, "", "nowhere"),
    ]


def test_reads_write_nothing_but_the_log(
    account: Account, gmail: Any, make_token: MakeToken, django_assert_max_num_queries: Any
) -> None:
    sent = gmail.users().messages().send(userId="me", body=raw(mail())).execute()
    token = make_token(account, MAIL)
    with django_assert_max_num_queries(6) as queries:
        assert ask(token, "GET", f"{LIST}/{sent['id']}").status_code == 200
    writes = [query["sql"] for query in queries.captured_queries if not query["sql"].startswith("SELECT")]
    assert len(writes) == 1
    assert writes[0].startswith('INSERT INTO "sandbox_requestrecord"')
