from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from integrations.catalog.refusals import Refusals
from integrations.egress import policy
from integrations.egress.deadline import Cancelled, Deadline
from integrations.egress.guard import Reach
from integrations.egress.permit import Permit
from integrations.egress.policy import AttemptFailed, pause, refusal_of, with_retries
from integrations.egress.response import EgressResponse
from integrations.errors import MachinaError, OutcomeUnknown, RateLimited, RemoteRejected, RemoteUnavailable


class Waits(Deadline):
    """A deadline that notes how long it is asked to wait, and passes the time at once."""

    def __init__(self, seconds: float) -> None:
        self.now = 0.0
        self.waits: list[float] = []
        super().__init__(seconds, clock=lambda: self.now)

    def wait(self, seconds: float) -> None:
        self.waits.append(round(seconds, 3))
        self.now += seconds
        self.check()


@pytest.fixture
def deadline(monkeypatch: pytest.MonkeyPatch) -> Waits:
    monkeypatch.setattr(policy, "_FIRST_WAIT", 0.4)
    return Waits(60)


class Holds:
    """Stands for the throttle."""

    def __init__(self) -> None:
        self.told: list[tuple[float, str]] = []

    def __call__(self, seconds: float, about: str) -> None:
        self.told.append((round(seconds, 3), about))


def permit(deadline: Deadline, **given: Any) -> Permit:
    defaults: dict[str, Any] = {"reach": Reach(anywhere=True), "effect": "read", "deadline": deadline}
    return Permit(**defaults | given)


def answer(status: int, **headers: str) -> EgressResponse:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return EgressResponse(status, given, b"", "vendor.example")


def run(script: Sequence[EgressResponse | Exception], permit: Permit, *, may_repeat: bool = True) -> EgressResponse:
    steps: Iterator[EgressResponse | Exception] = iter(script)

    def attempt(number: int) -> EgressResponse:
        step = next(steps)
        if isinstance(step, Exception):
            raise step
        return step

    return with_retries(
        attempt,
        lambda response: refusal_of(response, permit, may_repeat=may_repeat),
        permit,
        may_repeat=may_repeat,
        jitter=lambda: 1.0,
    )


def lost(**given: bool) -> AttemptFailed:
    known = {"may_have_arrived": True, "is_passing": True} | given
    return AttemptFailed(RemoteUnavailable("The connection broke."), **known)


def test_whoever_watches_hears_of_every_attempt_when_it_is_due_and_when_it_begins(deadline: Waits) -> None:
    heard: list[tuple[int, float, str]] = []
    told = permit(
        deadline, on_retry=lambda number, seconds, error: heard.append((number, round(seconds, 3), str(error)))
    )
    assert run([answer(429, retry_after="3"), lost(), answer(200)], told).status == 200
    assert [each[:2] for each in heard] == [(2, 3.1), (2, 0.0), (3, 0.8), (3, 0.0)]
    assert heard[2][2] == "The connection broke."
    assert deadline.waits == [3.1, 0.8]


def test_nobody_hears_of_an_attempt_that_is_not_made(deadline: Waits) -> None:
    heard: list[int] = []
    told = permit(deadline, on_retry=lambda number, seconds, error: heard.append(number))
    run([answer(429, retry_after="30")], told)
    run([answer(200)], told)
    assert heard == []


def test_the_pauses_double(deadline: Waits) -> None:
    assert run([answer(500), answer(502), answer(503), answer(200)], permit(deadline)).status == 200
    assert deadline.waits == [0.4, 0.8, 1.6]


@pytest.mark.parametrize(("jitter", "expected"), [(0.0, 0.2), (0.5, 0.3), (1.0, 0.4)])
def test_pauses_are_spread_over_half_their_length(jitter: float, expected: float, deadline: Waits) -> None:
    assert pause(1, None, lambda: jitter) == pytest.approx(expected)


def test_retry_after_is_honoured_and_a_little_more(deadline: Waits) -> None:
    assert run([answer(429, retry_after="7"), answer(200)], permit(deadline)).status == 200
    assert deadline.waits == [7.1]


@pytest.mark.parametrize("status", [429, 503])
def test_a_wait_that_would_hold_up_a_worker_is_handed_to_the_caller(status: int, deadline: Waits) -> None:
    assert run([answer(status, retry_after="30"), answer(200)], permit(deadline)).status == status
    assert deadline.waits == []


def test_a_wait_that_would_outlast_the_deadline_is_not_begun(deadline: Waits) -> None:
    deadline.now = 58
    assert run([answer(503, retry_after="3"), answer(200)], permit(deadline)).status == 503
    assert deadline.waits == []


def test_a_lost_answer_near_the_deadline_is_reported_as_it_is(deadline: Waits) -> None:
    deadline.now = 59.9
    with pytest.raises(RemoteUnavailable, match="The connection broke"):
        run([lost(), answer(200)], permit(deadline))


def test_the_fourth_answer_is_final(deadline: Waits) -> None:
    script = [answer(500), answer(500), answer(500), answer(504), answer(200)]
    assert run(script, permit(deadline)).status == 504


def test_a_request_that_surely_did_not_arrive_is_sent_again_although_it_must_not_be_repeated(
    deadline: Waits,
) -> None:
    script: list[EgressResponse | Exception] = [lost(may_have_arrived=False), lost(may_have_arrived=False), answer(200)]
    assert run(script, permit(deadline, effect="write"), may_repeat=False).status == 200


def test_a_request_that_never_arrived_ends_as_unavailable_not_as_unknown(deadline: Waits) -> None:
    with pytest.raises(RemoteUnavailable):
        run([lost(may_have_arrived=False)] * 4, permit(deadline, effect="write"), may_repeat=False)


def test_a_request_that_may_have_arrived_on_the_second_attempt_is_unknown(deadline: Waits) -> None:
    with pytest.raises(OutcomeUnknown, match=r"The connection broke\. The request had been sent"):
        run([lost(may_have_arrived=False), lost()], permit(deadline, effect="write"), may_repeat=False)


def test_a_fault_that_will_not_pass_is_not_tried_again(deadline: Waits) -> None:
    with pytest.raises(RemoteUnavailable):
        run([lost(is_passing=False), answer(200)], permit(deadline))
    assert deadline.waits == []


def test_a_call_that_is_cancelled_between_attempts_ends_as_cancelled(deadline: Waits) -> None:
    deadline.cancel()
    with pytest.raises(Cancelled):
        run([lost(may_have_arrived=False), answer(200)], permit(deadline, effect="write"), may_repeat=False)


@pytest.mark.parametrize(("asked", "told"), [("7", 7.1), (None, 0.4)])
def test_the_throttle_is_told_how_long_the_vendor_wants_to_be_left_alone(
    asked: str | None, told: float, deadline: Waits
) -> None:
    holds = Holds()
    headers = {"retry_after": asked} if asked else {}
    run([answer(429, **headers), answer(200)], permit(deadline, on_rate_limited=holds))
    assert holds.told == [(told, "account")]


def test_the_throttle_is_told_also_when_the_wait_is_too_long_for_the_call(deadline: Waits) -> None:
    holds = Holds()
    run([answer(429, retry_after="300")], permit(deadline, on_rate_limited=holds))
    assert holds.told == [(300.1, "account")]


def test_an_outage_does_not_hold_the_throttle(deadline: Waits) -> None:
    holds = Holds()
    run([answer(503, retry_after="1"), answer(200)], permit(deadline, on_rate_limited=holds))
    assert holds.told == []


@pytest.mark.parametrize("status", [200, 404, 500])
def test_the_throttle_is_told_when_the_next_request_would_be_too_many(status: int, deadline: Waits) -> None:
    holds = Holds()
    last = answer(status, x_ratelimit_remaining="0", x_ratelimit_reset="45")
    run([last, answer(200, x_ratelimit_remaining="1", x_ratelimit_reset="45")], permit(deadline, on_rate_limited=holds))
    assert holds.told == [(45.0, "account")]


def test_counting_headers_hold_back_for_an_hour_at_most(deadline: Waits) -> None:
    holds = Holds()
    run([answer(200, x_ratelimit_remaining="0", x_ratelimit_reset="86400")], permit(deadline, on_rate_limited=holds))
    assert holds.told == [(3600.0, "account")]


def test_rate_headers_hold_back_whom_the_vendor_counts(deadline: Waits) -> None:
    holds = Holds()
    last = answer(200, x_ratelimit_remaining="0", x_ratelimit_reset="45")
    run([last], permit(deadline, on_rate_limited=holds, refusals=Refusals(counted="method")))
    assert holds.told == [(45.0, "method")]


def test_the_throttle_hears_how_few_requests_are_left_and_of_each_refusal(deadline: Waits) -> None:
    counted: list[tuple[int, float, str]] = []
    slowed: list[str] = []
    told = permit(deadline, on_counted=lambda *few: counted.append(few), on_slowed=slowed.append)
    run([answer(200, x_ratelimit_remaining="101", x_ratelimit_reset="45")], told)
    run([answer(200)], told)
    assert (counted, slowed) == ([], [])
    run([answer(200, x_ratelimit_remaining="9", x_ratelimit_reset="45")], told)
    run([answer(200, x_ratelimit_remaining="9", x_ratelimit_reset="86400")], told)
    run([answer(429, x_ratelimit_remaining="9", retry_after="1"), answer(200)], told)
    assert counted == [(9, 45.0, "account"), (9, 3600.0, "account")]
    assert slowed == ["account"]


def test_the_throttle_is_told_whom_a_limit_holds_back(deadline: Waits) -> None:
    holds = Holds()
    refusals = Refusals(word=(lambda answer: "global",), about={"global": "app"})
    run([answer(429, retry_after="1"), answer(200)], permit(deadline, on_rate_limited=holds, refusals=refusals))
    assert holds.told == [(1.1, "app")]


def test_an_unexpected_error_of_an_attempt_passes_through(deadline: Waits) -> None:
    with pytest.raises(ZeroDivisionError):
        run([ZeroDivisionError(), answer(200)], permit(deadline))


@pytest.mark.parametrize(
    ("response", "kind", "detail"),
    [
        (answer(500), OutcomeUnknown, "vendor.example answered 500. Try again later. The request may have taken"),
        (answer(503), OutcomeUnknown, "vendor.example answered 503."),
        (answer(503, retry_after="9"), RemoteUnavailable, "vendor.example answered 503. Try again later."),
        (answer(429), RateLimited, "vendor.example answered 429. Wait, then try again."),
    ],
)
def test_what_a_refusal_means_for_a_write(
    response: EgressResponse, kind: type[Exception], detail: str, deadline: Waits
) -> None:
    refused = refusal_of(response, permit(deadline, effect="write"), may_repeat=False)
    assert type(refused) is kind
    assert str(refused).startswith(detail)


WORDS = Refusals(
    is_refusal=lambda answer: answer.at("ok") is False,
    word=("error",),
    kinds={"busy": RemoteUnavailable, "half_done": OutcomeUnknown, "ratelimited": RateLimited},
)


@pytest.mark.parametrize(
    ("word", "kind", "detail"),
    [
        ("odd", RemoteRejected, "vendor.example refused: odd."),
        ("ratelimited", RateLimited, "vendor.example refused: ratelimited. Wait, then try again."),
        ("busy", RemoteUnavailable, "vendor.example refused: busy. Try again later."),
        (
            "half_done",
            OutcomeUnknown,
            "vendor.example refused: half_done. The request may have taken effect: look there before you try again.",
        ),
    ],
)
def test_what_a_word_under_a_success_means_for_a_write(
    word: str, kind: type[MachinaError], detail: str, deadline: Waits
) -> None:
    response = EgressResponse(200, {}, f'{{"ok": false, "error": "{word}"}}'.encode(), "vendor.example")
    refused = refusal_of(response, permit(deadline, effect="write", refusals=WORDS), may_repeat=False)
    assert (type(refused), str(refused)) == (kind, detail)


def test_what_may_be_repeated_is_never_unknown(deadline: Waits) -> None:
    half_done = EgressResponse(200, {}, b'{"ok": false, "error": "half_done"}', "vendor.example")
    done = EgressResponse(200, {}, b'{"ok": true}', "vendor.example")
    assert run([half_done, done], permit(deadline, refusals=WORDS)) is done
    refused = refusal_of(half_done, permit(deadline, refusals=WORDS), may_repeat=True)
    assert (type(refused), str(refused)) == (
        RemoteUnavailable,
        "vendor.example refused: half_done. Try again later.",
    )
    assert refused is not None
    assert refused.vendor_status == 200
