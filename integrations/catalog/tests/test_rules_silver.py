"""Silver: what makes a service trustworthy."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import Field

from integrations.catalog.context import Ctx
from integrations.catalog.declare import Service
from integrations.catalog.files import FileRef
from integrations.catalog.schema import Input, Output, ui
from integrations.catalog.tests.ladder import NothingToSay, add_bad_operation, messages, subjects, write_test
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
    write_test(post, 'shows("vendor_errors", "auth", "limit")')

    assert subjects(post, "vendor_errors") == ["conflict", "not_found", "outage", "refusal", "scope"]


def test_rule_8_wants_lists_to_be_paged(with_bad_operation: Service) -> None:
    assert messages(with_bad_operation, "paging") == [
        ("list_bad", "it lists, so it takes page_token"),
        ("list_bad", "it lists, so it takes max_results"),
        ("list_bad", "it lists, so it returns count"),
        ("list_bad", "it lists, so it returns next_page_token"),
    ]


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
    assert messages(post_service(tmp_path, limits=()), "limits") == [("", "it declares no limits of the vendor")]


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


def test_rule_13_wants_outputs_to_be_tolerant(post: Service) -> None:
    @post.operation(effect="read", scopes=[READ], price="letter_poll", sample={})
    def read_name(ctx: Ctx, data: NothingToSay) -> Strict:
        """Read a name."""
        return Strict()

    assert ("read_name", "Strict refuses fields that the vendor adds later") in messages(post, "missing_fields")
