"""Silver: what makes a service trustworthy."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import Field

from integrations.catalog.context import Ctx
from integrations.catalog.declare import Service
from integrations.catalog.files import FileRef
from integrations.catalog.rules.silver import kind_of_refusal
from integrations.catalog.schema import Input, Output, ui
from integrations.catalog.tests.ladder import UNSEEN, NothingToSay, add_bad_operation, messages, record, subjects
from integrations.catalog.tests.post import READ, WRITE, Letter, LetterSend, post_service


class WithFile(Input):
    """Files."""

    attachments: list[str] = Field(default=[], json_schema_extra=ui(widget="files"))
    """Files."""


class Strict(Output, extra="forbid"):
    """An output that breaks when the vendor adds something."""

    name: str = ""
    """A name."""


def find_letter(ctx: Ctx, data: LetterSend) -> Letter | None:
    return None


@pytest.fixture
def with_bad_operation(post: Service) -> Service:
    add_bad_operation(post)
    return post


def test_rule_7_wants_a_test_for_each_kind_of_error(post: Service) -> None:
    record(post, {"refusals": frozenset({"401 reconnect_required", "403 rate_limited, retry_after"})})

    assert subjects(post, "vendor_errors") == ["conflict", "not_found", "outage", "refusal", "scope"]


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        ("401 reconnect_required", "auth"),
        ("200 reconnect_required", "auth"),
        ("403 scope_missing", "scope"),
        ("404 remote_rejected", "not_found"),
        ("410 remote_rejected", "not_found"),
        ("200 not_found", "not_found"),
        ("409 remote_rejected", "conflict"),
        ("412 remote_rejected", "conflict"),
        ("200 conflict", "conflict"),
        ("429 rate_limited", "limit"),
        ("429 rate_limited, retry_after", "limit"),
        ("503 remote_unavailable, retry_after", "outage"),
        ("400 remote_rejected", "refusal"),
        ("unanswered remote_unavailable", ""),
        ("unanswered reconnect_required", ""),
        ("200 input_error", ""),
    ],
)
def test_rule_7_tells_the_kind_from_what_the_vendor_answered(refusal: str, kind: str) -> None:
    assert kind_of_refusal(refusal) == kind


def test_rule_8_wants_lists_to_be_paged(with_bad_operation: Service) -> None:
    assert messages(with_bad_operation, "paging") == [
        ("list_bad", "it lists, so it takes page_token"),
        ("list_bad", "it lists, so it takes max_results"),
        ("list_bad", "it lists, so it returns count"),
        ("list_bad", "it lists, so it returns next_page_token"),
        ("list_bad", "nothing has been recorded yet, so no test counts; run `manage.py services record post`"),
    ]


def test_rule_8_wants_lists_to_be_seen_read_to_their_end(with_bad_operation: Service) -> None:
    record(with_bad_operation, {"round_trip": frozenset({"list_bad"})})
    words = UNSEEN.format("read list_bad on, page by page, to its end")
    assert messages(with_bad_operation, "paging")[-1] == ("list_bad", words)

    record(with_bad_operation, {"paged": frozenset({"list_bad"})})
    assert words not in str(messages(with_bad_operation, "paging"))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f(ids):\n    for each in ids:\n        get(each).execute()\n", ["operations"]),
        ("def f(ids):\n    return [get(each).execute() for each in ids]\n", ["operations"]),
        ("def f(chunks):\n    for chunk in chunks:\n        batch.execute()\n", []),
        ("def f(token):\n    while token:\n        get(token).execute()\n", []),
        ("def f():\n    get().execute()\n", []),
    ],
)
def test_rule_8_finds_one_request_after_another(post: Service, code: str, expected: list[str]) -> None:
    (post.folder / "operations.py").write_text(code, encoding="utf-8")

    assert subjects(post, "paging") == expected


def test_rule_9_wants_limits(tmp_path: Path) -> None:
    service = post_service(tmp_path, limits=())
    record(service, {"refusals": frozenset({"429 rate_limited, retry_after"})})

    assert messages(service, "limits") == [("", "it declares no limits of the vendor")]


@pytest.mark.parametrize(
    ("refusal", "missing"),
    [
        ("429 rate_limited, retry_after", []),
        ("429 rate_limited", ["retry_after"]),
        ("503 remote_unavailable, retry_after", ["retry_after"]),
    ],
)
def test_rule_9_wants_the_vendors_retry_after_to_be_seen(post: Service, refusal: str, missing: list[str]) -> None:
    record(post, {"refusals": frozenset({refusal})})

    assert subjects(post, "limits") == missing


def test_rule_10_wants_a_lost_write_to_be_found_again(post: Service) -> None:
    @post.operation(effect="write", scopes=[WRITE], price="letter_send", sample={}, reconcile=find_letter)
    def send_parcel(ctx: Ctx, data: LetterSend) -> Letter:
        """Send a parcel."""
        return Letter(letter_id="1")

    assert subjects(post, "idempotency") == ["send_letter"]


def test_rule_11_wants_a_free_test_without_parameters(tmp_path: Path) -> None:
    assert messages(post_service(tmp_path), "connection") == [
        ("", "test_operation has to name an operation that reads")
    ]
    assert subjects(post_service(tmp_path, test_operation="send_letter"), "connection") == [""]

    service = post_service(tmp_path, test_operation="read_letter")

    @service.operation(effect="read", scopes=[READ], price="letter_send", sample={})
    def read_letter(ctx: Ctx, data: LetterSend) -> Letter:
        """Read a letter."""
        return Letter(letter_id="1")

    assert messages(service, "connection")[:2] == [
        ("read_letter", "a connection test has to work without parameters"),
        ("read_letter", "a connection test has to cost nothing at the vendor"),
    ]
    assert subjects(service, "connection")[:2] == ["missing_scope", "read_letter"]


def test_rule_11_wants_an_account_to_be_tested_where_there_is_one(post: Service, tmp_path: Path) -> None:
    service = post_service(post.folder, test_operation="read_letter")

    @service.operation(effect="read", scopes=[READ], price="letter_poll", sample={}, account="optional")
    def read_letter(ctx: Ctx, data: NothingToSay) -> Letter:
        """Read a letter."""
        return Letter(letter_id="1")

    assert ("read_letter", "a connection test has to need the account") in messages(service, "connection")
    assert messages(post_service(tmp_path, account="none"), "connection") == []


def test_rule_11_wants_a_dead_grant_and_a_missing_scope_to_be_seen(post: Service) -> None:
    service = post_service(post.folder, test_operation="read_letter")

    @service.operation(effect="read", scopes=[READ], price="letter_poll", sample={})
    def read_letter(ctx: Ctx, data: NothingToSay) -> Letter:
        """Read a letter."""
        return Letter(letter_id="1")

    record(service, {"reconnect": frozenset({"read_letter"})})
    assert subjects(service, "connection") == ["missing_scope"]

    record(service, {"reconnect": frozenset({"read_letter"}), "missing_scope": frozenset({READ})})
    assert subjects(service, "connection") == []


def test_rule_12_asks_for_a_test_where_files_are_taken_or_returned(post: Service) -> None:
    @post.operation(effect="read", scopes=[READ], price="letter_poll", sample={})
    def post_file(ctx: Ctx, data: WithFile) -> Letter:
        """Post a file."""
        return Letter(letter_id="1")

    @post.operation(effect="read", scopes=[READ], price="letter_poll", sample={})
    def fetch_file(ctx: Ctx, data: NothingToSay) -> FileRef:
        """Fetch a file."""
        return FileRef(file_id="1", filename="a.txt", mime_type="text/plain", size=1)

    assert subjects(post, "large_content") == ["fetch_file", "post_file"]

    record(post, {"large_content": frozenset({"post_file"})})
    words = UNSEEN.format("move at least 4 MB with fetch_file")
    assert messages(post, "large_content") == [("fetch_file", words)]


class RemoteFile(Output):
    """A file that the vendor keeps."""

    file_id: str
    """The vendor's id."""
    mime_type: str = ""
    """Its type."""


def test_rule_12_leaves_alone_what_names_a_file_of_the_vendors(post: Service) -> None:
    @post.operation(effect="read", scopes=[READ], price="letter_poll", sample={})
    def show_file(ctx: Ctx, data: NothingToSay) -> RemoteFile:
        """Show a file."""
        return RemoteFile(file_id="1")

    assert subjects(post, "large_content") == []


def test_rule_13_wants_outputs_to_be_tolerant(post: Service) -> None:
    @post.operation(effect="read", scopes=[READ], price="letter_poll", sample={})
    def read_name(ctx: Ctx, data: NothingToSay) -> Strict:
        """Read a name."""
        return Strict()

    assert ("read_name", "Strict refuses fields that the vendor adds later") in messages(post, "missing_fields")


def test_rule_13_wants_each_reading_operation_to_be_seen_with_more_and_with_less(post: Service) -> None:
    @post.operation(effect="read", scopes=[READ], price="letter_poll", sample={})
    def read_letter(ctx: Ctx, data: NothingToSay) -> Letter:
        """Read a letter."""
        return Letter(letter_id="1")

    assert subjects(post, "missing_fields") == ["read_letter", "read_letter"]

    record(post, {"unknown_fields": frozenset({"read_letter"})})
    words = UNSEEN.format("have read_letter read one answer with and one without a name")
    assert messages(post, "missing_fields") == [("read_letter", words)]

    record(post, {"unknown_fields": frozenset({"read_letter"}), "missing_fields": frozenset({"read_letter"})})
    assert messages(post, "missing_fields") == []
