"""Rules make requests fail, wait, or lose their answers, exactly as often as they say."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import httplib2
import pytest
from django.db import connection
from googleapiclient.errors import HttpError

from integrations.sandbox.control.rules import active_rules, covers, take_rule
from integrations.sandbox.models import Account, Message, RequestRecord, Rule
from integrations.sandbox.tests.client import run
from integrations.sandbox.tests.mails import mail, raw
from integrations.sandbox.tests.oauth import authorize, exchange, refresh, tokens, userinfo

Control = Callable[..., Any]


def send(gmail: Any) -> Any:
    """A request that has an effect."""
    return gmail.users().messages().send(userId="me", body=raw(mail()))


def refused(request: Any) -> HttpError:
    """The error a request ends in."""
    with pytest.raises(HttpError) as error:
        request.execute()
    return error.value


def test_rule_meets_as_many_requests_as_it_says(gmail: Any, control: Control) -> None:
    rule = {"method": "gmail.users.messages.send", "times": 2, "status": 429, "retry_after": 7}
    control("POST", "rules", rule | {"reason": "userRateLimitExceeded"})
    for _ in range(2):
        error = refused(send(gmail))
        assert error.resp.status == 429
        assert error.resp["retry-after"] == "7"
        body = json.loads(error.content)["error"]
        assert body["status"] == "RESOURCE_EXHAUSTED"
        assert body["errors"][0]["reason"] == "userRateLimitExceeded"
        assert body["errors"][0]["domain"] == "usageLimits"
    assert not Message.objects.exists()
    run(send(gmail))
    assert Message.objects.count() == 1


def test_rule_without_a_count_holds_until_it_is_cleared(gmail: Any, control: Control) -> None:
    control("POST", "rules", {"method": "*", "status": 500})
    assert [refused(send(gmail)).resp.status for _ in range(3)] == [500, 500, 500]
    assert control("DELETE", "rules") == {"rules": []}
    run(send(gmail))


@pytest.mark.parametrize(
    ("pattern", "method", "expected"),
    [
        ("*", "gmail.users.messages.send", True),
        ("gmail", "gmail.users.messages.send", True),
        ("gmail.users.messages", "gmail.users.messages.send", True),
        ("gmail.users.mess", "gmail.users.messages.send", False),
        ("gmail.users.messages.send", "gmail.users.messages.send", True),
        ("gmail.users.messages.send", "gmail.users.messages", False),
        ("calendar", "gmail.users.messages.send", False),
        ("oauth.token", "oauth.token.refresh_token", True),
    ],
)
def test_pattern_covers_a_method_or_everything_under_it(pattern: str, method: str, expected: bool) -> None:
    assert covers(pattern, method) is expected


def test_rule_for_another_provider_meets_nobody(gmail: Any) -> None:
    Rule.objects.create(provider="slack", method="*", status=500)
    run(send(gmail))


def test_first_rule_that_fits_is_taken(gmail: Any, control: Control) -> None:
    control("POST", "rules", {"method": "calendar", "status": 500})
    control("POST", "rules", {"method": "gmail", "times": 1, "status": 503})
    control("POST", "rules", {"method": "*", "times": 1, "status": 429})
    assert [refused(send(gmail)).resp.status for _ in range(2)] == [503, 429]
    run(send(gmail))


def test_failing_request_is_met_before_it_is_authenticated(gmail: Any, account: Account, control: Control) -> None:
    control("POST", "rules", {"method": "gmail", "times": 1, "status": 503})
    account.consents.all().delete()
    assert refused(send(gmail)).resp.status == 503
    assert refused(send(gmail)).resp.status == 401


@pytest.mark.django_db(transaction=True)
def test_lost_answer_has_its_effect_and_reaches_no_client(live_gmail: Any, control: Control) -> None:
    control("POST", "rules", {"method": "gmail.users.messages.send", "times": 1, "drop_after_effect": True})
    with pytest.raises(httplib2.FailedToDecompressContent):
        send(live_gmail).execute()
    assert Message.objects.count() == 1
    assert RequestRecord.objects.filter(method="gmail.users.messages.send").count() == 1
    run(send(live_gmail))


def test_lost_answer_may_look_like_a_broken_proxy(gmail: Any, control: Control) -> None:
    rule = {"method": "gmail.users.messages.send", "times": 1, "drop_after_effect": True, "status": 502}
    control("POST", "rules", rule)
    assert refused(send(gmail)).resp.status == 502
    assert Message.objects.count() == 1


def test_wrong_request_has_no_effect_even_under_a_dropping_rule(gmail: Any, control: Control) -> None:
    control("POST", "rules", {"method": "gmail", "times": 1, "drop_after_effect": True})
    empty = gmail.users().messages().send(userId="me", body={})
    assert refused(empty).resp.status == 400
    assert not Message.objects.exists()


def test_part_of_a_batch_fails_by_itself(gmail: Any, control: Control) -> None:
    control("POST", "rules", {"method": "gmail.users.getProfile", "times": 1, "status": 429})
    statuses: list[int] = []
    batch = gmail.new_batch_http_request(
        callback=lambda _id, _answer, error: statuses.append(error.resp.status if error else 200)
    )
    for _ in range(2):
        batch.add(gmail.users().getProfile(userId="me"))
    batch.execute()
    assert statuses == [429, 200]


def test_batch_as_a_whole_can_fail(gmail: Any, control: Control) -> None:
    control("POST", "rules", {"method": "batch", "times": 1, "status": 503})
    batch = gmail.new_batch_http_request()
    batch.add(send(gmail))
    with pytest.raises(HttpError) as error:
        batch.execute()
    assert error.value.resp.status == 503
    assert not Message.objects.exists()


def test_batch_can_have_its_effect_and_lose_its_answer(gmail: Any, control: Control) -> None:
    control("POST", "rules", {"method": "batch", "times": 1, "status": 599, "drop_after_effect": True})
    batch = gmail.new_batch_http_request()
    batch.add(send(gmail))
    with pytest.raises(HttpError) as error:
        batch.execute()
    assert error.value.resp.status == 599
    assert Message.objects.count() == 1


def test_part_may_fail_with_any_status(gmail: Any, control: Control) -> None:
    control("POST", "rules", {"method": "gmail", "times": 1, "status": 599})
    statuses: list[int] = []
    batch = gmail.new_batch_http_request(callback=lambda _id, _answer, error: statuses.append(error.resp.status))
    batch.add(send(gmail))
    batch.execute()
    assert statuses == [599]


def test_delay_waits_before_the_answer(gmail: Any, control: Control) -> None:
    control("POST", "rules", {"method": "gmail", "times": 1, "delay_ms": 120})
    began = time.monotonic()
    run(send(gmail))
    assert time.monotonic() - began >= 0.12


def test_refresh_is_refused_for_good_and_the_grant_lives_on(account: Account, control: Control) -> None:
    body = tokens(account)
    control("POST", "rules", {"method": "oauth.token", "times": 1, "error": "invalid_grant"})
    answer = refresh(body["refresh_token"])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert refresh(body["refresh_token"]).status_code == 200


def test_rule_may_name_the_kind_of_exchange(account: Account, control: Control) -> None:
    control("POST", "rules", {"method": "oauth.token.refresh_token", "status": 503, "retry_after": 1})
    body = tokens(account)
    answer = refresh(body["refresh_token"])
    assert (answer.status_code, answer["Retry-After"]) == (503, "1")


def test_client_error_has_its_own_status(account: Account, control: Control) -> None:
    control("POST", "rules", {"method": "oauth.token", "times": 1, "error": "invalid_client"})
    assert exchange(authorize(account)).status_code == 401


def test_rotated_token_can_get_lost(account: Account, control: Control) -> None:
    control("POST", "settings", {"rotate_refresh_tokens": True})
    first = tokens(account)["refresh_token"]
    control("POST", "rules", {"method": "oauth.token", "times": 1, "drop_after_effect": True})
    lost = refresh(first)
    assert lost["Content-Encoding"] == "gzip"
    assert refresh(first).json()["error"] == "invalid_grant"


def test_consent_and_userinfo_can_fail(account: Account, control: Control) -> None:
    access_token = tokens(account)["access_token"]
    control("POST", "rules", {"method": "oauth.userinfo", "times": 1, "status": 500})
    assert userinfo(access_token).status_code == 500
    assert userinfo(access_token).status_code == 200
    control("POST", "rules", {"method": "oauth.auth", "times": 1, "error": "server_error"})
    with pytest.raises(KeyError, match="code"):
        authorize(account)


def test_log_counts_token_exchanges_by_kind(account: Account, control: Control) -> None:
    refresh(tokens(account)["refresh_token"])
    log = control("GET", "requests")
    assert log["counts"] == {"oauth.auth": 1, "oauth.token": 2}
    assert [entry["detail"] for entry in log["requests"]][:2] == ["refresh_token", "authorization_code"]


@pytest.mark.django_db(transaction=True)
def test_concurrent_requests_share_a_rules_count() -> None:
    rule = Rule.objects.create(method="gmail", times=5, status=503)
    taken: list[bool] = []

    def take() -> None:
        try:
            taken.append(take_rule([rule], "gmail.users.getProfile") is not None)
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False] * 3 + [True] * 5
    assert active_rules("google") == []
