"""What answers of vendors mean: the usual reading, and declarations over it. Bodies are from the vendors' own pages."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.catalog.answer import Answer
from integrations.catalog.refusals import Refusals
from integrations.errors import (
    BudgetExceeded,
    InputError,
    MachinaError,
    OutcomeUnknown,
    RateLimited,
    ReconnectRequired,
    RemoteRejected,
    RemoteUnavailable,
    ScopeMissing,
)

NOW = datetime(2026, 10, 21, 7, 28, tzinfo=UTC)
DEFAULT = Refusals()
SLACK = Refusals(
    is_refusal=lambda answer: answer.at("ok") is False,
    word=("error",),
    kinds={
        "ratelimited": RateLimited,
        "missing_scope": ScopeMissing,
        "token_revoked": ReconnectRequired,
        "internal_error": RemoteUnavailable,
        "fatal_error": OutcomeUnknown,
    },
    advice={"not_in_channel": "Invite the app to the channel first."},
    about={"ratelimited": "method"},
)


def answer(status: int, body: object = b"", **headers: str) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {"content-type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, given, content, "api.vendor.example")


def read(refusals: Refusals, given: Answer) -> MachinaError:
    refused = refusals.read(given, "Vendor", now=NOW)
    assert refused is not None
    return refused


# Source pages: docs.slack.dev/apis/web-api, docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api,
# developers.notion.com/reference/status-codes, docs.stripe.com/api/errors, RFC 9457, RFC 6749, jsonapi.org,
# fastapi.tiangolo.com, core.telegram.org/bots/api.
GITHUB_LIMIT = {"message": "API rate limit exceeded for user ID 1.", "documentation_url": "https://docs.github.com/x"}
NOTION = {"object": "error", "status": 400, "code": "validation_error", "message": "body.parent should be defined."}
STRIPE = {
    "error": {
        "code": "card_declined",
        "decline_code": "insufficient_funds",
        "message": "Your card has insufficient funds.",
        "type": "card_error",
    }
}
PROBLEM = {"type": "https://example.com/probs/out-of-credit", "title": "No credit.", "detail": "Your balance is 30."}
VENDORS: dict[str, tuple[Refusals, Answer, type[MachinaError], str, str, float | None]] = {
    "slack unknown word": (
        SLACK,
        answer(200, {"ok": False, "error": "channel_not_found"}),
        RemoteRejected,
        "Vendor refused: channel_not_found.",
        "channel_not_found",
        None,
    ),
    "slack with advice": (
        SLACK,
        answer(200, {"ok": False, "error": "not_in_channel"}),
        RemoteRejected,
        "Vendor refused: not_in_channel. Invite the app to the channel first.",
        "not_in_channel",
        None,
    ),
    "slack scope": (
        SLACK,
        answer(200, {"ok": False, "error": "missing_scope", "needed": "chat:write", "provided": "chat:read"}),
        ScopeMissing,
        "Vendor refused: missing_scope. Connect the account again and grant the permission.",
        "missing_scope",
        None,
    ),
    "slack token": (
        SLACK,
        answer(200, {"ok": False, "error": "token_revoked"}),
        ReconnectRequired,
        "Vendor refused: token_revoked. Connect the account again.",
        "token_revoked",
        None,
    ),
    "slack limit": (
        SLACK,
        answer(429, {"ok": False, "error": "ratelimited"}, retry_after="30"),
        RateLimited,
        "Vendor answered 429: ratelimited. Wait, then try again.",
        "ratelimited",
        30.0,
    ),
    "slack outage": (
        SLACK,
        answer(200, {"ok": False, "error": "internal_error"}),
        RemoteUnavailable,
        "Vendor refused: internal_error. Try again later.",
        "internal_error",
        None,
    ),
    "slack half done": (
        SLACK,
        answer(200, {"ok": False, "error": "fatal_error"}),
        OutcomeUnknown,
        "Vendor refused: fatal_error.",
        "fatal_error",
        None,
    ),
    "slack says no and nothing else": (
        SLACK,
        answer(200, {"ok": False}),
        RemoteRejected,
        "Vendor refused the request.",
        "",
        None,
    ),
    "github primary limit": (
        DEFAULT,
        answer(403, GITHUB_LIMIT, x_ratelimit_remaining="0", x_ratelimit_reset=str(int(NOW.timestamp()) + 90)),
        RateLimited,
        "Vendor answered 403: API rate limit exceeded for user ID 1. Wait, then try again.",
        "",
        90.0,
    ),
    "github secondary limit": (
        DEFAULT,
        answer(403, {"message": "You have exceeded a secondary rate limit."}, retry_after="60"),
        RateLimited,
        "Vendor answered 403: You have exceeded a secondary rate limit. Wait, then try again.",
        "",
        60.0,
    ),
    "github forbidden": (
        DEFAULT,
        answer(403, {"message": "Resource not accessible by integration"}, x_ratelimit_remaining="4999"),
        RemoteRejected,
        "Vendor answered 403: Resource not accessible by integration.",
        "",
        None,
    ),
    "github validation": (
        DEFAULT,
        answer(422, {"message": "Validation Failed", "errors": [{"resource": "Issue", "code": "missing_field"}]}),
        RemoteRejected,
        "Vendor answered 422: Validation Failed.",
        "missing_field",
        None,
    ),
    "github bad credentials": (
        DEFAULT,
        answer(401, {"message": "Bad credentials", "status": "401"}),
        ReconnectRequired,
        "Vendor answered 401: Bad credentials. Connect the account again.",
        "",
        None,
    ),
    "notion": (
        DEFAULT,
        answer(400, NOTION),
        RemoteRejected,
        "Vendor answered 400: body.parent should be defined.",
        "validation_error",
        None,
    ),
    "notion limit": (
        DEFAULT,
        answer(429, NOTION | {"code": "rate_limited", "message": "Slow."}, retry_after="3"),
        RateLimited,
        "Vendor answered 429: Slow. Wait, then try again.",
        "rate_limited",
        3.0,
    ),
    "stripe": (
        DEFAULT,
        answer(402, STRIPE),
        RemoteRejected,
        "Vendor answered 402: Your card has insufficient funds.",
        "card_declined",
        None,
    ),
    "problem details": (
        DEFAULT,
        answer(403, PROBLEM, content_type="application/problem+json"),
        RemoteRejected,
        "Vendor answered 403: Your balance is 30.",
        "",
        None,
    ),
    "problem details with a title alone": (
        DEFAULT,
        answer(400, {"type": "about:blank", "title": "Bad Request"}),
        RemoteRejected,
        "Vendor answered 400: Bad Request.",
        "",
        None,
    ),
    "oauth": (
        DEFAULT,
        answer(400, {"error": "invalid_request", "error_description": "The code is missing."}),
        RemoteRejected,
        "Vendor answered 400: The code is missing.",
        "invalid_request",
        None,
    ),
    "error as text": (
        DEFAULT,
        answer(400, {"error": "No such list"}),
        RemoteRejected,
        "Vendor answered 400: No such list.",
        "No such list",
        None,
    ),
    "json api": (
        DEFAULT,
        answer(422, {"errors": [{"status": "422", "code": "e7", "title": "No", "detail": "Name it."}]}),
        RemoteRejected,
        "Vendor answered 422: Name it.",
        "e7",
        None,
    ),
    "errors as texts": (
        DEFAULT,
        answer(400, {"errors": ["Name is missing", "Age is missing"]}),
        RemoteRejected,
        "Vendor answered 400: Name is missing.",
        "",
        None,
    ),
    "fastapi": (
        DEFAULT,
        answer(422, {"detail": [{"loc": ["body", "name"], "msg": "Field required", "type": "missing"}]}),
        RemoteRejected,
        "Vendor answered 422: Field required.",
        "",
        None,
    ),
    "telegram": (
        DEFAULT,
        answer(400, {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}),
        RemoteRejected,
        "Vendor answered 400: Bad Request: chat not found.",
        "400",
        None,
    ),
    "a document inside the message": (
        DEFAULT,
        answer(400, {"message": '{"code": 1}', "title": "Odd"}),
        RemoteRejected,
        "Vendor answered 400: Odd.",
        "",
        None,
    ),
    "unknown json": (DEFAULT, answer(400, {"reasons": {"a": [1]}}), RemoteRejected, "Vendor answered 400.", "", None),
    "plain text": (
        DEFAULT,
        answer(400, b"No such\n thing.", content_type="text/plain; charset=utf-8"),
        RemoteRejected,
        "Vendor answered 400: No such thing.",
        "",
        None,
    ),
    "html page": (
        DEFAULT,
        answer(502, b"<html>Bad Gateway</html>", content_type="text/html"),
        RemoteUnavailable,
        "Vendor answered 502. Try again later.",
        "",
        None,
    ),
    "html said to be text": (
        DEFAULT,
        answer(400, b"<h1>Bad</h1>", content_type="text/plain"),
        RemoteRejected,
        "Vendor answered 400.",
        "",
        None,
    ),
    "empty": (DEFAULT, answer(404), RemoteRejected, "Vendor answered 404.", "", None),
    "outage that says when": (
        DEFAULT,
        answer(503, retry_after="Wed, 21 Oct 2026 07:28:30 GMT"),
        RemoteUnavailable,
        "Vendor answered 503. Try again later.",
        "",
        30.0,
    ),
    "outage while counting": (
        DEFAULT,
        answer(500, x_ratelimit_reset="60"),
        RemoteUnavailable,
        "Vendor answered 500. Try again later.",
        "",
        None,
    ),
    "limit without a word": (DEFAULT, answer(429), RateLimited, "Vendor answered 429. Wait, then try again.", "", None),
    "limit with the ietf's header": (
        DEFAULT,
        answer(429, ratelimit='"default";r=0;t=12'),
        RateLimited,
        "Vendor answered 429. Wait, then try again.",
        "",
        12.0,
    ),
    "missing, at the end of what it takes": (
        DEFAULT,
        answer(404, x_ratelimit_remaining="0", x_ratelimit_reset="9"),
        RemoteRejected,
        "Vendor answered 404.",
        "",
        None,
    ),
    "missing, whatever it says of coming back": (
        DEFAULT,
        answer(404, retry_after="30"),
        RemoteRejected,
        "Vendor answered 404.",
        "",
        None,
    ),
    "a redirect that says when": (
        DEFAULT,
        answer(302, retry_after="30"),
        RemoteRejected,
        "Vendor answered 302.",
        "",
        None,
    ),
    "a conflict that passes": (
        DEFAULT,
        answer(409, retry_after="2"),
        RateLimited,
        "Vendor answered 409. Wait, then try again.",
        "",
        2.0,
    ),
}


@pytest.mark.parametrize("case", VENDORS.values(), ids=VENDORS.keys())
def test_a_refusal_is_read_as_its_vendor_means_it(
    case: tuple[Refusals, Answer, type[MachinaError], str, str, float | None],
) -> None:
    refusals, given, kind, sentence, word, retry_after = case
    refused = read(refusals, given)
    assert (type(refused), str(refused)) == (kind, sentence)
    assert (refused.vendor_word, refused.retry_after, refused.vendor_status) == (word, retry_after, given.status)


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "Words."}},
        {"error_description": "Words.", "error": "word"},
        {"message": "Words.", "error": "Bad Request"},
        {"detail": "Words.", "title": "Odd"},
        {"error_message": "Words.", "status": "DENIED"},
        {"error": "Words."},
        {"errors": [{"message": "Words."}, {"message": "More."}]},
        {"errors": [{"detail": "Words.", "title": "Odd"}]},
        {"errors": ["Words.", "More."]},
        {"detail": [{"msg": "Words."}]},
        {"description": "Words."},
        {"title": "Words."},
        {"msg": "Words."},
    ],
)
def test_words_for_people_are_found_where_json_apis_put_them(body: object) -> None:
    assert str(read(DEFAULT, answer(400, body))) == "Vendor answered 400: Words."


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"error": {"code": "w", "type": "x", "status": "y"}, "code": "z"}, "w"),
        ({"code": "w", "error": {"type": "x"}}, "w"),
        ({"error": {"type": "w", "status": "x"}}, "w"),
        ({"error": {"status": "w", "code": 400}}, "w"),
        ({"error": "w", "errors": [{"code": "x"}]}, "w"),
        ({"errors": [{"code": "w"}], "error_code": 4}, "w"),
        ({"error_code": 4711}, "4711"),
        ({"error": {"code": 190}}, "190"),
        ({"error": True, "code": None, "errors": {}}, ""),
    ],
)
def test_the_vendors_own_word_is_found_where_json_apis_put_it(body: object, word: str) -> None:
    assert read(DEFAULT, answer(400, body)).vendor_word == word


@pytest.mark.parametrize("status", [200, 201, 204, 206, 299])
@pytest.mark.parametrize("refusals", [DEFAULT, SLACK])
def test_success_is_no_refusal(status: int, refusals: Refusals) -> None:
    assert refusals.read(answer(status, {"ok": True, "error": "in a field of that name"})) is None
    assert refusals.read(answer(status, b"")) is None


def test_what_looks_like_a_refusal_is_none_unless_declared() -> None:
    assert DEFAULT.read(answer(200, {"ok": False, "error": "channel_not_found"})) is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (300, RemoteRejected),
        (304, RemoteRejected),
        (400, RemoteRejected),
        (401, ReconnectRequired),
        (402, RemoteRejected),
        (403, RemoteRejected),
        (404, RemoteRejected),
        (408, RemoteUnavailable),
        (409, RemoteRejected),
        (410, RemoteRejected),
        (412, RemoteRejected),
        (413, RemoteRejected),
        (429, RateLimited),
        (500, RemoteUnavailable),
        (501, RemoteRejected),
        (502, RemoteUnavailable),
        (503, RemoteUnavailable),
        (504, RemoteUnavailable),
    ],
)
def test_each_status_stands_for_one_error(status: int, kind: type[MachinaError]) -> None:
    refused = read(DEFAULT, answer(status))
    assert type(refused) is kind
    assert refused.vendor_status == status


def test_without_a_name_the_host_is_named() -> None:
    assert str(DEFAULT.read(answer(404))) == "api.vendor.example answered 404."
    assert str(DEFAULT.read(Answer(404, {}, b""))) == "The vendor answered 404."


def test_a_message_is_set_in_one_line_and_cut_where_it_gets_long() -> None:
    at_most, longer = b"ab\n " * 133 + b"c", b"ab\n " * 133 + b"cd"
    words = "ab " * 133 + "c"
    assert len(words) == 400
    assert str(DEFAULT.read(answer(400, at_most, content_type="text/plain"), "V")) == f"V answered 400: {words}."
    assert str(DEFAULT.read(answer(400, longer, content_type="text/plain"), "V")) == f"V answered 400: {words}…."


def test_a_word_refines_a_status_unless_the_status_decides() -> None:
    declared = Refusals(kinds={"expired": ReconnectRequired, 418: RateLimited})
    assert type(read(declared, answer(500, {"code": "expired"}))) is ReconnectRequired
    assert type(read(declared, answer(418, {"code": "tea"}))) is RateLimited
    strict = Refusals(kinds={"expired": ReconnectRequired}, status_decides=frozenset({500}))
    assert type(read(strict, answer(500, {"code": "expired"}))) is RemoteUnavailable
    assert type(read(strict, answer(400, {"code": "expired"}))) is ReconnectRequired


def test_a_word_that_is_known_counts_before_one_that_is_not() -> None:
    declared = Refusals(word=("errors.*.reason",), kinds={"limit": RateLimited})
    refused = read(declared, answer(403, {"errors": [{"reason": "global"}, {"reason": "limit"}]}))
    assert (type(refused), refused.vendor_word) == (RateLimited, "limit")


def test_a_word_that_was_declared_final_is_final_whatever_the_headers_say() -> None:
    declared = Refusals(kinds={"forbidden": RemoteRejected})
    refused = read(declared, answer(403, {"code": "forbidden"}, retry_after="30", x_ratelimit_remaining="0"))
    assert (type(refused), refused.retry_after) == (RemoteRejected, None)


@pytest.mark.parametrize("kind", [InputError, BudgetExceeded, MachinaError])
def test_a_vendor_cannot_say_what_is_ours_to_say(kind: type[MachinaError]) -> None:
    with pytest.raises(ValueError, match=f"'bad' cannot mean {kind.__name__}, which is ours to say. Choose one of"):
        Refusals(kinds={"bad": kind})


def test_a_single_place_stands_by_itself() -> None:
    declared = Refusals(word="reason", message="words", retry_after=lambda answer: 4, kinds={"busy": RateLimited})
    for refusals in (declared, declared.over(SLACK), Refusals().over(declared)):
        refused = read(refusals, answer(400, {"reason": "busy", "words": "Come back.", "message": "Not this."}))
        assert str(refused) == "Vendor answered 400: Come back. Wait, then try again."
        assert (type(refused), refused.vendor_word, refused.retry_after) == (RateLimited, "busy", 4.0)


def test_errors_in_a_list_make_an_answer_a_refusal() -> None:
    graphql = Refusals(is_refusal=lambda answer: answer.at("errors"))
    refused = read(graphql, answer(200, {"data": None, "errors": [{"message": "No such field."}]}))
    assert (type(refused), str(refused)) == (RemoteRejected, "Vendor refused: No such field.")
    assert graphql.read(answer(200, {"data": {}, "errors": []})) is None


def test_places_may_be_functions() -> None:
    declared = Refusals(
        word=(lambda answer: answer.headers.get("x-reason"),),
        message=(lambda answer: answer.headers.get("x-words"),),
        kinds={"busy": RateLimited},
        retry_after=(lambda answer: 4,),
    )
    refused = read(declared, answer(400, {"message": "Not this."}, x_reason="busy", x_words="Come back."))
    assert (type(refused), str(refused), refused.retry_after) == (
        RateLimited,
        "Vendor answered 400: Come back. Wait, then try again.",
        4.0,
    )


def test_the_wait_stands_in_the_header_before_the_body_before_the_counters() -> None:
    declared = Refusals(retry_after=("retry_after",))
    body = {"message": "You are being rate limited.", "retry_after": 1.5, "global": False}
    assert read(declared, answer(429, body, retry_after="2", x_ratelimit_reset="9")).retry_after == 2.0
    assert read(declared, answer(429, body, x_ratelimit_reset="9")).retry_after == 1.5
    assert read(declared, answer(429, {"retry_after": True}, x_ratelimit_reset="9")).retry_after == 9.0
    assert read(declared, answer(400, body)).retry_after is None


@pytest.mark.parametrize(("word", "about"), [("ratelimited", "method"), ("other", "account")])
def test_a_limit_says_whom_it_holds_back(word: str, about: str) -> None:
    refused = read(SLACK, answer(429, {"ok": False, "error": word}))
    assert isinstance(refused, RateLimited)
    assert refused.about == about
    counted = Refusals(counted="app").over(SLACK)
    refused = read(counted, answer(429, {"ok": False, "error": word}))
    assert isinstance(refused, RateLimited)
    assert refused.about == (about if about == "method" else "app")
    assert Refusals().over(counted).counted == counted.over(Refusals(counted="method")).counted == "app"


def test_a_services_declaration_stands_over_its_providers() -> None:
    provider = Refusals(
        is_refusal=lambda answer: answer.at("ok") is False,
        word=("error",),
        kinds={"a": RateLimited, "b": ScopeMissing},
        message=("reason",),
        advice={"a": "Wait for the provider.", "b": "Ask."},
        about={"a": "app"},
        status_decides=frozenset({401}),
    )
    service = Refusals(kinds={"a": RemoteUnavailable}, advice={"a": "Look at the status page."}, message=("hint",))
    both = service.over(provider)
    refused = read(both, answer(200, {"ok": False, "error": "a", "reason": "Provider's.", "hint": "Service's."}))
    assert (type(refused), str(refused)) == (
        RemoteUnavailable,
        "Vendor refused: Service's. Look at the status page.",
    )
    assert str(read(both, answer(200, {"ok": False, "error": "b", "reason": "Provider's."}))) == (
        "Vendor refused: Provider's. Ask."
    )
    assert type(read(both, answer(401, {"error": "b"}))) is ReconnectRequired
    asked = Refusals(is_refusal=lambda answer: True).over(provider)
    assert read(asked, answer(200, {"ok": True})).vendor_status == 200


def test_a_declaration_over_nothing_reads_like_itself() -> None:
    for each in (answer(200, {"ok": False, "error": "ratelimited"}), answer(403, {"error": "missing_scope"})):
        assert repr(read(SLACK.over(DEFAULT), each)) == repr(read(DEFAULT.over(SLACK), each)) == repr(read(SLACK, each))


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("a.0.b", [1]),
        ("a.*.b", [1, 2]),
        ("a.5.b", []),
        ("a.-1", []),
        ("a.b", []),
        ("c", [None]),
        ("c.d", []),
        ("", [{"a": [{"b": 1}, {"b": 2}, 3], "c": None}]),
        ("a.*.b.*", []),
    ],
)
def test_a_path_leads_to_what_is_there(path: str, values: list[Any]) -> None:
    given = answer(200, {"a": [{"b": 1}, {"b": 2}, 3], "c": None})
    assert list(given.every(path)) == values
    assert given.at(path) == next(iter(values), None)


def test_a_body_that_is_not_json_has_nothing_at_any_path_and_is_said_to_be_broken() -> None:
    for content in (b"", b"\xff", b"<html>", b"[" * 100_000):
        assert answer(200, content).at("a") is None
        with pytest.raises(RemoteUnavailable, match=r"api\.vendor\.example answered with something that is not JSON"):
            answer(200, content).json()
    assert answer(200, b"null").json() is None


def test_the_repr_of_an_answer_shows_nothing_of_its_body() -> None:
    assert repr(answer(200, b"secret")) == "<Answer 200 from api.vendor.example, 6 bytes>"


@given(
    status=st.integers(200, 599),
    body=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["error", "errors", "message", "code"]), inner),
    ),
)
def test_whatever_a_vendor_answers_is_success_or_an_error_in_one_sentence(status: int, body: object) -> None:
    refused = SLACK.read(answer(status, body), "Vendor", now=NOW)
    assert (refused is None) == (status < 300)
    if refused is not None:
        assert str(refused).startswith(f"Vendor answered {status}")
        assert "\n" not in str(refused)
        assert len(str(refused)) < 550
