"""The error tree: one code and status each, and a round trip through stored JSON."""

from __future__ import annotations

import pytest

from integrations import errors
from integrations.errors import FieldError, MachinaError

CONTRACT = {
    "input_error": 422,
    "expression_error": 422,
    "unauthenticated": 401,
    "permission_denied": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "cancelled": 409,
    "conflict": 409,
    "approval_refused": 409,
    "not_connected": 409,
    "reconnect_required": 409,
    "scope_missing": 403,
    "rate_limited": 429,
    "remote_rejected": 422,
    "remote_unavailable": 503,
    "outcome_unknown": 504,
    "payload_too_large": 413,
    "budget_exceeded": 402,
    "internal_error": 500,
}


def test_codes_and_statuses_are_the_contracts() -> None:
    assert {code: kind.status for code, kind in errors.BY_CODE.items()} == CONTRACT


def test_a_mistake_in_a_graph_names_its_node() -> None:
    error = errors.ExpressionError("mail: no", errors=[FieldError("to", "no", node="mail"), FieldError("cc", "no")])
    body = error.as_dict()
    assert body["errors"] == [
        {"node": "mail", "field": "to", "message": "no"},
        {"field": "cc", "message": "no"},
    ]
    assert errors.from_dict(body).as_dict() == body


def test_an_error_says_only_what_it_has() -> None:
    assert errors.NotFound("There is no call 'x'.").as_dict() == {
        "code": "not_found",
        "detail": "There is no call 'x'.",
    }


def test_an_input_error_always_names_what_is_wrong() -> None:
    assert errors.InputError("Too long.").as_dict()["errors"] == [{"field": "body", "message": "Too long."}]
    assert errors.InputError("Too long.", field="name").as_dict()["errors"] == [
        {"field": "name", "message": "Too long."}
    ]
    assert errors.from_dict({"code": "input_error", "detail": "Too long."}).errors


@pytest.mark.parametrize("kind", errors.BY_CODE.values(), ids=lambda kind: kind.code)
def test_an_error_survives_being_stored(kind: type[MachinaError]) -> None:
    raised = kind(
        "what and what now",
        errors=[FieldError("to.0", "not an address")],
        retry_after=2.5,
        connect_url="https://machina.example/connect",
        vendor_status=403,
    )
    restored = errors.from_dict(raised.as_dict())
    assert type(restored) is kind
    assert restored.as_dict() == raised.as_dict()


def test_an_unknown_code_becomes_an_internal_error() -> None:
    assert type(errors.from_dict({"code": "from the future", "detail": "?"})) is MachinaError


def test_outside_a_wait_is_whole_seconds_and_never_too_short() -> None:
    assert errors.RemoteUnavailable("Later.", retry_after=2.1).as_dict()["retry_after"] == 3
    assert errors.RemoteUnavailable("Later.", retry_after=2.0).as_dict()["retry_after"] == 2
    assert errors.RateLimited("Later.", retry_after=0.0).as_dict()["retry_after"] == 0
    assert type(errors.RateLimited("Later.", retry_after=2.0).as_dict()["retry_after"]) is int


def test_a_limit_always_says_when_to_come_back() -> None:
    assert errors.RateLimited("Later.").as_dict()["retry_after"] == 60
    assert "retry_after" not in errors.RemoteUnavailable("Later.").as_dict()
