"""The cache in Redis: JSON alone, and pages that go on while Redis is stopped or hangs."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest
import redis
from django.contrib.auth.models import User
from django.core.cache import cache, caches
from django.test import Client
from django.urls import reverse

from integrations.connect.links import guessing
from integrations.connect.tokens.tries import TRIES, count_try
from integrations.errors import RateLimited
from integrations.holders import Holder
from machina.shared_cache import SharedCache
from machina.testing.redis_server import RedisProcess


@pytest.fixture(autouse=True)
def _nothing_left_from_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SharedCache, "left_alone_until", 0.0)
    shared = caches["default"]
    assert isinstance(shared, SharedCache)
    shared.stand_in.clear()


@pytest.mark.parametrize(
    "value", [0, 7, -3, 2**70, 1.5, "text", "7", "ünïcode", True, None, [1, "a"], {"a": [1, {"b": None}]}]
)
def test_a_value_comes_back_as_it_went_in_and_lies_there_as_json(redis_server: redis.Redis, value: object) -> None:
    cache.set("key", value)
    (name,) = redis_server.keys("*")
    assert name == b"machina:cache:1:key"
    assert json.loads(redis_server.get(name) or b"") == value
    found = cache.get("key", "nothing")
    assert (found, type(found)) == (value, type(value))
    assert cache.get_many(["key", "other"]) == {"key": value}


@pytest.mark.parametrize("value", [datetime(2026, 1, 1, tzinfo=UTC), {1, 2}, b"bytes", object(), float("nan")])
def test_what_json_does_not_have_is_refused(redis_server: redis.Redis, value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        cache.set("key", value)
    assert redis_server.keys("*") == []


PICKLES = [
    b"\x80\x04\x95\x1e\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x02id\x94\x85\x94R\x94.",
    b"cposix\nsystem\n(S'touch /tmp/machina-was-here'\ntR.",
]


@pytest.mark.parametrize("planted", [*PICKLES, b"", b"\xff\xfe", b"{", b"[" * 100_000])
def test_what_somebody_else_has_written_counts_as_nothing(redis_server: redis.Redis, planted: bytes) -> None:
    redis_server.set("machina:cache:1:key", planted)
    assert cache.get("key", 5) == 5
    assert cache.get_many(["key"]) == {}
    guessing.check_guesses("203.0.113.1")


def test_a_counter_that_has_lapsed_is_not_counted_on_without_an_end(redis_server: redis.Redis) -> None:
    with pytest.raises(ValueError, match="not found"):
        cache.incr("counter")
    assert redis_server.keys("*") == []
    cache.add("counter", 1, timeout=60)
    assert (cache.incr("counter"), cache.decr("counter", 2)) == (2, 0)
    assert 0 < redis_server.ttl("machina:cache:1:counter") <= 60


@pytest.fixture(params=["stopped", "hanging"])
def redis_away(request: pytest.FixtureRequest, redis_process: RedisProcess) -> RedisProcess:
    if request.param == "stopped":
        redis_process.stop()
    else:
        redis_process.freeze()
    return redis_process


@pytest.mark.django_db
def test_pages_that_count_go_on_without_redis(redis_away: RedisProcess, client: Client) -> None:
    """The link page notes guesses, and sign-in counts attempts."""
    User.objects.create_user("ada", password="correct horse battery")
    began = time.monotonic()
    assert client.get("/connect/no-such-link/").status_code == 404
    assert client.get(reverse("account_login")).status_code == 200
    form = {"login": "ada", "password": "wrong"}
    assert client.post(reverse("account_login"), form).status_code == 200
    form["password"] = "correct horse battery"
    assert client.post(reverse("account_login"), form).status_code == 302
    assert time.monotonic() - began < 15


@pytest.mark.django_db
def test_guesses_and_tries_are_limited_without_redis(redis_away: RedisProcess) -> None:
    for _ in range(guessing.MISSES):
        guessing.note_miss("203.0.113.2")
    with pytest.raises(RateLimited):
        guessing.check_guesses("203.0.113.2")
    for _ in range(TRIES):
        count_try(Holder.owner())
    with pytest.raises(RateLimited):
        count_try(Holder.owner())


def test_redis_is_asked_again_when_it_is_back(redis_process: RedisProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    redis_process.stop()
    cache.set("key", "alone")
    assert cache.get("key") == "alone"
    redis_process.start()
    monkeypatch.setattr(SharedCache, "left_alone_until", 0.0)
    assert cache.get("key") is None
    cache.set("key", "shared")
    assert cache.get("key") == "shared"


def test_a_restart_costs_nobody_anything(redis_process: RedisProcess, caplog: pytest.LogCaptureFixture) -> None:
    """The connection that has died is replaced at once."""
    cache.set("key", 1)
    redis_process.stop()
    redis_process.start()
    cache.set("key", 2)
    assert cache.get("key") == 2
    assert caplog.records == []
