"""What Notion's refusals mean."""

from __future__ import annotations

import json

import pytest

from integrations.catalog.answer import Answer
from integrations.errors import (
    MachinaError,
    RateLimited,
    ReconnectRequired,
    RemoteRejected,
    RemoteUnavailable,
    ScopeMissing,
)
from integrations.providers.notion.refusals import REFUSALS


def refused(status: int, code: str, *, headers: dict[str, str] | None = None) -> MachinaError | None:
    body = {"object": "error", "status": status, "code": code, "message": "It says why", "request_id": "1"}
    return REFUSALS.read(Answer(status, headers or {}, json.dumps(body).encode()), "Notion")


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "validation_error", RemoteRejected),
        (400, "invalid_json", RemoteRejected),
        (400, "missing_version", RemoteRejected),
        (401, "unauthorized", ReconnectRequired),
        (403, "restricted_resource", ScopeMissing),
        (404, "object_not_found", RemoteRejected),
        (409, "conflict_error", RemoteRejected),
        (429, "rate_limited", RateLimited),
        (500, "internal_server_error", RemoteUnavailable),
        (502, "bad_gateway", RemoteUnavailable),
        (503, "service_unavailable", RemoteUnavailable),
        (503, "database_connection_unavailable", RemoteUnavailable),
        (504, "gateway_timeout", RemoteUnavailable),
        (529, "service_overload", RateLimited),
    ],
)
def test_each_word_of_notions_means_one_error(status: int, code: str, kind: type[MachinaError]) -> None:
    error = refused(status, code)

    assert type(error) is kind
    assert error is not None
    assert (error.vendor_status, error.vendor_word) == (status, code)
    assert "It says why" in error.detail


@pytest.mark.parametrize(("status", "code"), [(429, "rate_limited"), (529, "service_overload")])
def test_retry_after_is_passed_on(status: int, code: str) -> None:
    error = refused(status, code, headers={"retry-after": "42"})

    assert error is not None
    assert error.retry_after == 42


def test_an_overload_holds_back_everybody_and_a_limit_one_workspace() -> None:
    overload, limit = refused(529, "service_overload"), refused(429, "rate_limited")

    assert isinstance(overload, RateLimited)
    assert isinstance(limit, RateLimited)
    assert (overload.about, limit.about) == ("app", "account")


def test_what_is_not_found_may_not_be_shared() -> None:
    error = refused(404, "object_not_found")

    assert error is not None
    assert "share the page with the app" in error.detail
