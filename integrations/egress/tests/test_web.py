"""Requests to addresses of anybody's choice: bodies out, answers in, in memory or as files."""

from __future__ import annotations

from collections.abc import Mapping
from email import message_from_bytes
from typing import Any

import pytest

from integrations.catalog.http.web import FormBody, StoredBody, StoredPart, TextPart, WebReply, WebRequest, WrittenBody
from integrations.catalog.testing.context import FakeFiles
from integrations.egress.client import Egress
from integrations.egress.deadline import DeadlineExceeded
from integrations.egress.guard import AddressRefused
from integrations.egress.tests.conftest import MakePermit, StaticCredential
from integrations.egress.tests.vendor import Vendor, ok, raw, silence, status
from integrations.egress.web import GuardedWeb
from integrations.errors import (
    InputError,
    OutcomeUnknown,
    PayloadTooLarge,
    RateLimited,
    ReconnectRequired,
    RemoteRejected,
)

TOKEN = "token-canary-4f1d"


class Web:
    """The client at a vendor, with its files."""

    def __init__(self, client: GuardedWeb, files: FakeFiles, url: str) -> None:
        self._client, self.files, self.url = client, files, url

    def send(self, method: str = "GET", path: str = "/x", **given: Any) -> WebReply:
        keeping = {name: given.pop(name) for name in ("as_file", "at_most", "spills") if name in given}
        asked = WebRequest(method=method, url=self.url + path, **given)
        return self._client.send(asked, **{"as_file": never, "at_most": 1000, **keeping})


def never(status: int, headers: Mapping[str, str]) -> bool:
    return False


def always(status: int, headers: Mapping[str, str]) -> bool:
    return True


@pytest.fixture
def web(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> Web:
    files = FakeFiles()
    permit = make_permit(effect="write", credential=StaticCredential(TOKEN))
    return Web(GuardedWeb(egress, permit, files, place=str), files, vendor.url)


def test_an_answer_comes_with_its_status_and_headers(web: Web, vendor: Vendor) -> None:
    vendor.answers(status(201, b"hello", X_Request_Id="7"))

    reply = web.send(headers={"X-Trace": "a"})

    assert (reply.status, reply.headers["x-request-id"], reply.content, reply.file) == (201, "7", b"hello", None)
    assert vendor.received[0].headers["x-trace"] == "a"


def test_a_written_body_has_its_type_unless_a_header_says_another(web: Web, vendor: Vendor) -> None:
    body = WrittenBody(b"{}", "application/json")
    web.send("POST", body=body)
    web.send("POST", body=body, headers={"Content-Type": "application/vnd.globex+json"})

    assert [(each.body, each.headers["content-type"]) for each in vendor.received] == [
        (b"{}", "application/json"),
        (b"{}", "application/vnd.globex+json"),
    ]


def test_a_stored_file_is_a_body(web: Web, vendor: Vendor) -> None:
    kept = web.files.save(b"%PDF", filename="offer.pdf", mime_type="application/pdf")

    web.send("PUT", body=StoredBody(kept.file_id))

    received = vendor.received[0]
    assert (received.body, received.headers["content-type"], received.headers["content-length"]) == (
        b"%PDF",
        "application/pdf",
        "4",
    )


def test_a_file_that_there_is_not_sends_nothing(web: Web, vendor: Vendor) -> None:
    with pytest.raises(InputError, match="file"):
        web.send("PUT", body=StoredBody("gone"))
    assert vendor.received == []


def test_a_form_has_values_and_files_in_their_order(web: Web, vendor: Vendor) -> None:
    first = web.files.save(b"\x00\xff", filename='a"b\r\n.bin', mime_type="application/octet-stream")
    second = web.files.save(b"text", filename="b.txt", mime_type="text/plain")

    web.send(
        "POST",
        body=FormBody(
            (
                TextPart("title", "Größe\r\n2"),
                StoredPart("files", first.file_id),
                StoredPart("files", second.file_id, filename="c.md", mime_type="text/markdown"),
            )
        ),
    )

    received = vendor.received[0]
    assert int(received.headers["content-length"]) == len(received.body)
    head = f"Content-Type: {received.headers['content-type']}\r\n\r\n".encode()
    whole = message_from_bytes(head + received.body)
    parts = [each for each in whole.walk() if each is not whole]
    assert [each.get_param("name", header="content-disposition") for each in parts] == ["title", "files", "files"]
    assert [each.get_filename() for each in parts] == [None, "a%22b%0D%0A.bin", "c.md"]
    assert [each.get_payload(decode=True) for each in parts] == ["Größe\r\n2".encode(), b"\x00\xff", b"text"]
    assert [each.get_content_type() for each in parts[1:]] == ["application/octet-stream", "text/markdown"]


def test_a_status_that_is_accepted_is_an_answer(web: Web, vendor: Vendor) -> None:
    vendor.answers(status(404, {"error": "no such order"}))

    reply = web.send(accept_status=frozenset({404}))
    with pytest.raises(RemoteRejected, match="no such order"):
        web.send(accept_status=frozenset({410}))

    assert (reply.status, reply.content) == (404, b'{"error": "no such order"}')


@pytest.mark.parametrize("code", [429, 503, 401])
def test_what_is_accepted_is_neither_asked_again_nor_held_against_the_account(
    code: int, egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    credential = StaticCredential(TOKEN, renewed="token-2")
    held: list[object] = []
    permit = make_permit(credential=credential, on_token_refused=held.append)
    vendor.answers(status(code, b"", Retry_After="1"))

    reply = Web(GuardedWeb(egress, permit, FakeFiles(), place=str), FakeFiles(), vendor.url).send(
        accept_status=frozenset({code})
    )

    assert (reply.status, len(vendor.received), credential.rejections, held) == (code, 1, [], [])


def test_what_is_not_accepted_is_the_refusal_it_stands_for(web: Web, vendor: Vendor) -> None:
    vendor.answers(status(429, b"", Retry_After="600"))

    with pytest.raises(RateLimited) as refused:
        web.send()

    assert refused.value.retry_after == 600


def test_an_answer_becomes_a_file(web: Web, vendor: Vendor) -> None:
    vendor.answers(status(200, b"a,b\n", content_type="text/csv", content_disposition='attachment; filename="q.csv"'))

    file = web.send(as_file=always).file

    assert file is not None
    assert (file.filename, file.mime_type, web.files.read(file.file_id)[1]) == ("q.csv", "text/csv", b"a,b\n")


@pytest.mark.parametrize(
    ("path", "name"), [("/reports/q1.csv?x=/y", "q1.csv"), ("/", "answer"), ("/a%20b/", "a b"), ("/%C3%BC", "ü")]
)
def test_a_file_without_a_name_is_called_as_its_address(web: Web, path: str, name: str) -> None:
    file = web.send(path=path, as_file=always).file

    assert file is not None
    assert file.filename == name


def test_a_long_answer_is_refused_or_becomes_a_file(web: Web, vendor: Vendor) -> None:
    vendor.answers(status(200, b"x" * 1001))

    with pytest.raises(PayloadTooLarge, match="Keep it as a file"):
        web.send()
    file = web.send(spills=True).file

    assert file is not None
    assert web.files.read(file.file_id)[1] == b"x" * 1001


@pytest.mark.parametrize("as_file", [never, always])
def test_the_credential_is_in_no_answer(web: Web, vendor: Vendor, as_file: Any) -> None:
    vendor.answers(ok(f"you sent Bearer {TOKEN}", content_type="text/plain", x_echo=TOKEN))

    reply = web.send(as_file=as_file)

    content = reply.content if reply.file is None else web.files.read(reply.file.file_id)[1]
    assert content == b'"you sent Bearer [removed]"'
    assert reply.headers["x-echo"] == "[removed]"
    assert vendor.received[0].headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(("method", "error"), [("GET", DeadlineExceeded), ("POST", OutcomeUnknown)])
def test_a_request_takes_no_longer_than_it_may(web: Web, vendor: Vendor, method: str, error: type[Exception]) -> None:
    vendor.answers(silence())

    with pytest.raises(error, match=r"within 0\.2 seconds"):
        web.send(method, seconds=0.2)

    assert len(vendor.received) == 1


def test_an_address_that_is_refused_is_the_field_of_the_address(web: Web) -> None:
    with pytest.raises(AddressRefused) as refused:
        Web(web._client, web.files, "https://127.1").send()

    assert [each.field for each in refused.value.errors] == ["url"]


def test_as_nobody_no_account_goes_along_and_none_is_held_back(
    egress: Egress, vendor: Vendor, make_permit: MakePermit, settings: Any
) -> None:
    settings.MACHINA_ALLOW_PRIVATE = [vendor.url]
    told: list[object] = []
    permit = make_permit(
        credential=StaticCredential(TOKEN),
        vendor="Globex Mail",
        on_rate_limited=lambda *told_of: told.append(told_of),
        on_token_refused=told.append,
    )
    nobody = GuardedWeb(egress, permit, FakeFiles(), place=str, account_url="https://own.example").as_nobody()
    vendor.answers(ok(b"x"), status(429, retry_after="600"), status(401))

    def get() -> WebReply:
        return nobody.send(WebRequest(method="GET", url=f"{vendor.url}/x"), as_file=never, at_most=10)

    assert (nobody.has_account, nobody.account_url, get().content) == (False, "", b"x")
    with pytest.raises(RateLimited) as held:
        get()
    with pytest.raises(ReconnectRequired):
        get()
    assert "authorization" not in vendor.received[0].headers
    assert ("Globex" in str(held.value), told) == (False, [])


def test_as_nobody_what_is_private_stays_closed(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    nobody = GuardedWeb(egress, make_permit(), FakeFiles(), place=str).as_nobody()
    with pytest.raises(AddressRefused):
        nobody.send(WebRequest(method="GET", url=f"{vendor.url}/x"), as_file=always, at_most=10)
    assert vendor.received == []


def test_an_answer_that_breaks_off_is_read_again_and_leaves_no_half_file(web: Web, vendor: Vendor) -> None:
    half = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Type: text/csv\r\n\r\na,b")
    vendor.answers(half, status(200, b"a,b\n", content_type="text/csv"))

    file = web.send(as_file=always).file

    assert file is not None
    assert (len(vendor.received), web.files.read(file.file_id)[1]) == (2, b"a,b\n")


def test_after_a_write_it_is_not(web: Web, vendor: Vendor) -> None:
    vendor.answers(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"))

    with pytest.raises(OutcomeUnknown):
        web.send("POST")

    assert len(vendor.received) == 1
