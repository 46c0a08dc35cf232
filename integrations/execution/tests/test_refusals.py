"""Refusals as a service and its provider declare them, through the door to the row and the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from integrations.catalog.refusals import Refusals
from integrations.catalog.registry import Catalog, using
from integrations.egress.tests.vendor import Vendor, ok, status
from integrations.errors import OutcomeUnknown, RateLimited, ReconnectRequired, ScopeMissing
from integrations.execution.tests.conftest import LETTER, Execute
from integrations.execution.tests.post_service import post_service
from integrations.models import Call, Connection, UsageLine

pytestmark = pytest.mark.django_db

AS_SLACK_DOES = Refusals(
    is_refusal=lambda answer: answer.at("ok") is False,
    word=("error",),
    kinds={
        "ratelimited": RateLimited,
        "missing_scope": ScopeMissing,
        "token_revoked": ReconnectRequired,
        "fatal_error": OutcomeUnknown,
    },
    about={"ratelimited": "method"},
)


@pytest.fixture(autouse=True)
def _post_office_that_answers_200(_post_office: None, tmp_path: Path) -> Iterator[None]:
    with using(Catalog([post_service(tmp_path, refusals=AS_SLACK_DOES)])):
        yield


@pytest.mark.parametrize("operation", ["post.send_letter", "post.file_letter", "post.burn_letter", "post.read_letter"])
@pytest.mark.parametrize(
    ("word", "code", "detail"),
    [
        ("no_such_box", "remote_rejected", "Post refused: no_such_box."),
        (
            "missing_scope",
            "scope_missing",
            "Post refused: missing_scope. Connect the account again and grant the permission.",
        ),
    ],
)
def test_an_answer_200_with_an_error_inside_is_a_free_failure_of_its_kind(
    operation: str, word: str, code: str, detail: str, vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    vendor.answers(ok({"ok": False, "error": word}))
    params: dict[str, object] = (
        {"letter_id": "7"} if operation.endswith(("burn_letter", "read_letter")) else {"to": "A"}
    )
    outcome = execute(operation, params, call_key="k")
    assert (outcome.state, outcome.result) == ("failed", None)
    assert outcome.error is not None
    assert (outcome.error["code"], outcome.error["detail"]) == (code, detail)
    assert outcome.error["vendor_status"] == 200
    call, sale, cost = Call.objects.get(), UsageLine.objects.sales().get(), UsageLine.objects.costs().get()
    assert (call.state, call.requests) == ("failed", 1)
    assert (sale.outcome, sale.price) == (cost.outcome, cost.price) == ("failed", Decimal(0))
    assert cost.cost > 0
    assert execute(operation, params, call_key="k") == outcome
    assert len(vendor.received) == 1


def test_an_answer_200_without_one_is_a_success(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    vendor.answers(ok({"ok": True, **LETTER}))
    outcome = execute("post.send_letter")
    assert (outcome.state, outcome.result) == ("succeeded", LETTER)


def test_a_word_after_which_a_part_may_have_happened_leaves_a_write_unknown(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    vendor.answers(ok({"ok": False, "error": "fatal_error"}))
    outcome = execute("post.send_letter")
    assert outcome.error is not None
    assert (outcome.state, outcome.error["code"]) == ("outcome_unknown", "outcome_unknown")
    assert len(vendor.received) == 1


def test_a_refusal_after_a_part_was_carried_out_is_no_plain_failure(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    vendor.answers(ok({"ok": True, **LETTER}), ok({"ok": False, "error": "no_such_box"}))
    outcome = execute("post.send_and_read")
    assert outcome.state == "outcome_unknown"
    assert outcome.error is not None
    assert str(outcome.error["detail"]).startswith(
        "Post has carried out a part of it, then: Post refused: no_such_box."
    )


def test_a_403_that_says_when_to_come_back_is_retried_then_a_limit_that_holds_the_next_call_back(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    limited = {"message": "You have exceeded a secondary rate limit."}
    vendor.answers(status(403, limited, Retry_After="0"), status(403, limited, Retry_After="300"))
    first = execute("post.send_letter")
    second = execute("post.read_letter", {"letter_id": "7"})
    assert first.error is not None
    assert (first.state, first.error["code"], first.error["retry_after"]) == ("failed", "rate_limited", 300)
    assert first.error["detail"] == (
        "Post answered 403: You have exceeded a secondary rate limit. Wait, then try again."
    )
    assert second.state == "waiting"
    assert len(vendor.received) == 2


def test_a_limit_of_one_method_holds_back_that_operation_alone(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    vendor.answers(status(429, {"ok": False, "error": "ratelimited"}, Retry_After="60"), ok(LETTER))
    assert execute("post.send_letter").state == "failed"
    assert execute("post.send_letter").state == "waiting"
    assert execute("post.read_letter", {"letter_id": "7"}).state == "succeeded"


def test_the_last_request_that_the_vendor_takes_for_now_succeeds_and_the_next_call_waits(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    vendor.answers(ok(LETTER, X_RateLimit_Remaining="0", X_RateLimit_Reset="120"))
    assert execute("post.read_letter", {"letter_id": "7"}).state == "succeeded"
    waiting = execute("post.read_letter", {"letter_id": "7"})
    assert waiting.state == "waiting"
    assert len(vendor.received) == 1


def test_a_limit_without_a_time_says_one_all_the_same(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    vendor.answers(status(429, {}))
    outcome = execute("post.read_letter", {"letter_id": "7"})
    assert outcome.error is not None
    assert (outcome.error["code"], outcome.error["retry_after"]) == ("rate_limited", 60)


def test_what_the_service_leaves_open_is_read_as_its_provider_declares(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    reasons = {"error": {"message": "Not enough.", "errors": [{"reason": "insufficientPermissions"}]}}
    vendor.answers(status(403, reasons))
    outcome = execute("post.read_letter", {"letter_id": "7"})
    assert outcome.error is not None
    assert outcome.error["code"] == "scope_missing"
