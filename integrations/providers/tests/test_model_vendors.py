"""The vendors of language models: how a key is carried, where it is tried, and what their refusals mean."""

from __future__ import annotations

import json

import pytest

from integrations.egress.response import EgressResponse
from integrations.errors import MachinaError, RateLimited, ReconnectRequired, RemoteRejected, RemoteUnavailable
from integrations.providers.declare import Provider
from integrations.providers.guide import problems_of
from integrations.providers.registry import provider

BEARER = {"Authorization": "Bearer sk-1"}


def refusal(facts: Provider, status: int, body: object) -> MachinaError | None:
    answer = EgressResponse(status, {"content-type": "application/json"}, json.dumps(body).encode(), "api.example", "")
    return facts.refusals.read(answer, facts.name)


@pytest.mark.parametrize(
    ("key", "headers", "url"),
    [
        ("openai", BEARER, "https://api.openai.com/v1/models"),
        ("anthropic", {"x-api-key": "sk-1"}, "https://api.anthropic.com/v1/models"),
        ("google_ai", {"x-goog-api-key": "sk-1"}, "https://generativelanguage.googleapis.com/v1beta/models"),
        ("groq", BEARER, "https://api.groq.com/openai/v1/models"),
        ("mistral", BEARER, "https://api.mistral.ai/v1/models"),
        ("openrouter", BEARER, "https://openrouter.ai/api/v1/key"),
    ],
)
def test_a_key_goes_in_a_header_and_is_tried(key: str, headers: dict[str, str], url: str) -> None:
    facts = provider(key)
    placed = facts.filled_in.place({"key": "sk-1"})

    assert (dict(placed.headers), dict(placed.query), placed.secrets) == (headers, {}, ("sk-1",))
    assert facts.addresses["api_url"] + facts.filled_in.test.path == url


def test_a_server_of_ones_own_may_ask_for_no_key() -> None:
    credential = provider("openai_compatible").filled_in

    assert dict(credential.place({"key": ""}).headers) == {}
    assert dict(credential.place({"key": "sk-1"}).headers) == BEARER
    assert credential.base_url is not None
    assert credential.base_url.address({}, "https://llm.globex.example/v1/") == "https://llm.globex.example/v1"


@pytest.mark.parametrize(
    "key", ["openai", "anthropic", "google_ai", "groq", "mistral", "openrouter", "openai_compatible"]
)
def test_each_is_declared_as_the_guide_wants_it(key: str) -> None:
    assert list(problems_of(provider(key))) == []


@pytest.mark.parametrize(
    ("key", "status", "body", "kind"),
    [
        ("openai", 401, {"error": {"code": "invalid_api_key", "message": "Incorrect API key"}}, ReconnectRequired),
        ("openai", 429, {"error": {"code": "rate_limit_exceeded", "message": "Slow down"}}, RateLimited),
        ("openai", 429, {"error": {"code": "insufficient_quota", "message": "You exceeded"}}, RemoteRejected),
        ("openai", 404, {"error": {"code": "model_not_found", "message": "No such model"}}, RemoteRejected),
        ("anthropic", 529, {"type": "error", "error": {"type": "overloaded_error"}}, RemoteUnavailable),
        ("anthropic", 401, {"type": "error", "error": {"type": "authentication_error"}}, ReconnectRequired),
        ("anthropic", 400, {"type": "error", "error": {"type": "invalid_request_error"}}, RemoteRejected),
        (
            "google_ai",
            400,
            {"error": {"status": "INVALID_ARGUMENT", "details": [{"reason": "API_KEY_INVALID"}]}},
            ReconnectRequired,
        ),
        ("google_ai", 429, {"error": {"status": "RESOURCE_EXHAUSTED"}}, RateLimited),
    ],
)
def test_refusals_say_what_to_do_next(key: str, status: int, body: object, kind: type[MachinaError]) -> None:
    assert type(refusal(provider(key), status, body)) is kind
