"""Uploads in all three forms, with the real client over real HTTP."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaInMemoryUpload, MediaIoBaseUpload

from integrations.sandbox.models import Account, Message, RequestRecord, UploadSession
from integrations.sandbox.tests.client import check_answer, run
from integrations.sandbox.tests.conftest import MAIL, MakeToken
from integrations.sandbox.tests.mails import mail

pytestmark = pytest.mark.django_db(transaction=True)

SEND = "/sandbox/google/upload/gmail/v1/users/me/messages/send"
CHUNK = 256 * 1024


def media(message: bytes, *, resumable: bool = False) -> MediaInMemoryUpload:
    """The bytes as the client uploads them."""
    return MediaInMemoryUpload(message, mimetype="message/rfc822", resumable=resumable)


def big_mail() -> bytes:
    """More than two chunks."""
    return mail(attachment=("big.bin", bytes(range(256)) * 2500)).as_bytes()


def test_bytes_alone_are_sent_as_they_are(live_gmail: Any) -> None:
    source = mail(From="Ada <ada@lab.example>", Message_ID="<m@lab>", Date="Tue, 01 Mar 2022 10:00:00 +0100").as_bytes()
    answer = run(live_gmail.users().messages().send(userId="me", media_body=media(source)))
    assert bytes(Message.objects.get(message_id=answer["id"]).raw) == source


def test_bytes_come_with_their_description(live_gmail: Any) -> None:
    source = mail(subject="Between -- boundaries", body="--x\nline\n\n--y--\n").as_bytes()
    body = {"labelIds": ["STARRED"]}
    answer = run(live_gmail.users().messages().insert(userId="me", body=body, media_body=media(source)))
    assert answer["labelIds"] == ["STARRED"]
    assert bytes(Message.objects.get(message_id=answer["id"]).raw) == source


def test_resumable_upload_in_one_chunk(live_gmail: Any) -> None:
    answer = run(live_gmail.users().messages().send(userId="me", media_body=media(mail().as_bytes(), resumable=True)))
    assert answer["labelIds"] == ["SENT"]
    assert not UploadSession.objects.exists()


def test_resumable_upload_in_many_chunks_with_its_description(live_gmail: Any) -> None:
    source = big_mail()
    parts = MediaIoBaseUpload(io.BytesIO(source), "message/rfc822", chunksize=CHUNK, resumable=True)
    request = live_gmail.users().messages().insert(userId="me", body={"labelIds": ["INBOX"]}, media_body=parts)
    status, answer = request.next_chunk()
    assert answer is None
    assert status.resumable_progress == CHUNK
    while answer is None:
        status, answer = request.next_chunk()
    check_answer("gmail.users.messages.insert", answer)
    stored = Message.objects.get(message_id=answer["id"])
    assert bytes(stored.raw) == source
    assert answer["labelIds"] == ["INBOX"]


def test_broken_chunk_is_taken_up_where_it_broke(live_gmail: Any, control: Callable[..., Any]) -> None:
    source = big_mail()
    parts = MediaIoBaseUpload(io.BytesIO(source), "message/rfc822", chunksize=CHUNK, resumable=True)
    request = live_gmail.users().messages().insert(userId="me", body={}, media_body=parts)
    request.next_chunk()
    control("POST", "rules", {"method": "upload.gmail.users.messages.insert", "times": 1, "status": 503})
    with pytest.raises(HttpError):
        request.next_chunk()
    answer = None
    while answer is None:
        _, answer = request.next_chunk()
    assert bytes(Message.objects.get().raw) == source


def test_upload_whose_last_step_fails_can_be_finished_again(
    account: Account, make_token: MakeToken, control: Callable[..., Any]
) -> None:
    answer, headers = begin(account, make_token)
    control("POST", "rules", {"method": "gmail.users.messages.send", "times": 1, "status": 503})

    def finish() -> int:
        put = Client().generic("PUT", answer["Location"], mail().as_bytes(), "message/rfc822", headers=headers)
        return put.status_code

    assert [finish(), finish(), finish()] == [503, 200, 404]
    assert Message.objects.count() == 1


def test_upload_whose_answer_is_lost_is_not_sent_again(
    account: Account, make_token: MakeToken, control: Callable[..., Any]
) -> None:
    answer, headers = begin(account, make_token)
    rule = {"method": "gmail.users.messages.send", "times": 2, "drop_after_effect": True}
    control("POST", "rules", rule)
    for status in (200, 404):
        put = Client().generic("PUT", answer["Location"], mail().as_bytes(), "message/rfc822", headers=headers)
        assert put.status_code == status
    assert Message.objects.count() == 1


def test_draft_is_uploaded_too(live_gmail: Any) -> None:
    drafts = live_gmail.users().drafts()
    draft = run(drafts.create(userId="me", body={}, media_body=media(mail(subject="One").as_bytes())))
    run(drafts.update(userId="me", id=draft["id"], body={}, media_body=media(mail(subject="Two").as_bytes())))
    assert Message.objects.get().subject == "Two"


def test_log_counts_the_upload_and_the_message_apart(live_gmail: Any) -> None:
    run(live_gmail.users().messages().send(userId="me", media_body=media(mail().as_bytes(), resumable=True)))
    methods = list(RequestRecord.objects.order_by("pk").values_list("method", flat=True))
    assert methods == ["upload.gmail.users.messages.send"] * 2 + ["gmail.users.messages.send"]


def begin(account: Account, make_token: MakeToken, **headers: str) -> tuple[Any, dict[str, str]]:
    """The first request of a resumable upload, and the headers it was sent with."""
    sent = {"Authorization": f"Bearer {make_token(account, MAIL)}"} | headers
    answer = Client().generic("POST", f"{SEND}?uploadType=resumable", b"{}", "application/json", headers=sent)
    return answer, sent


def test_address_of_an_upload_is_a_secret_kept_as_a_hash(account: Account, make_token: MakeToken) -> None:
    answer, _ = begin(account, make_token)
    assert answer.status_code == 200
    upload_id = answer["Location"].partition("upload_id=")[2]
    assert answer["Location"].startswith("http://testserver/sandbox/google/upload/gmail/v1/users/me/messages/send?")
    assert len(UploadSession.objects.get().upload_hash) == 64
    assert UploadSession.objects.get().upload_hash != upload_id


def test_upload_is_continued_by_its_own_account_only(account: Account, make_token: MakeToken, control: Any) -> None:
    answer, _ = begin(account, make_token)
    control("POST", "accounts", {"email": "eve@lab.example"})
    eve = {"Authorization": f"Bearer {make_token(Account.objects.get(email='eve@lab.example'), MAIL)}"}
    stolen = Client().generic("PUT", answer["Location"], mail().as_bytes(), "message/rfc822", headers=eve)
    assert stolen.status_code == 404
    anonymous = Client().generic("PUT", answer["Location"], mail().as_bytes(), "message/rfc822")
    assert anonymous.status_code == 401
    assert not Message.objects.exists()


def test_interrupted_client_is_told_how_far_it_came(account: Account, make_token: MakeToken) -> None:
    answer, headers = begin(account, make_token)
    location = answer["Location"]

    def put(content: bytes, content_range: str) -> Any:
        return Client().generic(
            "PUT", location, content, "message/rfc822", headers=headers | {"Content-Range": content_range}
        )

    nothing = put(b"", "bytes */20")
    assert (nothing.status_code, "Range" in nothing) == (308, False)
    first = put(b"To: ben@b.c\n", "bytes 0-11/20")
    assert (first.status_code, first["Range"]) == (308, "bytes=0-11")
    assert put(b"", "bytes */20")["Range"] == "bytes=0-11"
    assert put(b"late", "bytes 14-17/20").status_code == 400
    assert put(b"x", "twelve").status_code == 400
    assert put(b"\nHello.\n", "bytes 12-19/20").status_code == 200
    assert bytes(Message.objects.get().raw).endswith(b"\n\nHello.\n")
    assert put(b"", "bytes */20").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("gmail/v1/users/me/messages/send?uploadType=resumable&nonsense=1", 400),
        ("gmail/v1/users/me/labels?uploadType=resumable", 404),
        ("gmail/v1/nowhere?uploadType=resumable", 404),
        ("gmail/v1/users/me/messages/send?uploadType=multipart", 400),
        ("gmail/v1/users/me/messages/send?upload_id=unknown", 404),
    ],
)
def test_wrong_upload_is_refused_at_once(account: Account, make_token: MakeToken, path: str, status: int) -> None:
    headers = {"Authorization": f"Bearer {make_token(account, MAIL)}"}
    for prefix in ("upload", "resumable/upload"):
        answer = Client().generic(
            "POST", f"/sandbox/google/{prefix}/{path}", b"{}", "application/json", headers=headers
        )
        assert answer.status_code == status
    assert not UploadSession.objects.exists()


def test_announced_size_over_the_limit_is_413(account: Account, make_token: MakeToken) -> None:
    answer, _ = begin(account, make_token, **{"X-Upload-Content-Length": "36700161"})
    assert answer.status_code == 413
    assert not UploadSession.objects.exists()


def test_empty_upload_sends_nothing(account: Account, make_token: MakeToken) -> None:
    headers = {"Authorization": f"Bearer {make_token(account, MAIL)}"}
    answer = Client().generic("POST", f"{SEND}?uploadType=media", b"", "message/rfc822", headers=headers)
    assert answer.status_code == 400
    assert not Message.objects.exists()
