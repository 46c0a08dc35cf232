"""Liveness, readiness and metrics."""

from __future__ import annotations

from pathlib import Path

import pytest
import redis
from django.test import Client
from pytest_django import Settings

from integrations.actors import SYSTEM
from integrations.api.keys import create_key
from integrations.models import Customer
from machina import heartbeat


@pytest.fixture
def unreachable_redis(settings: Settings, tmp_path: Path) -> None:
    settings.REDIS_URL = settings.REDIS_BROKER_URL = f"unix://{tmp_path}/nobody.sock?db=0"


def test_healthz_answers_without_asking_anything_else(client: Client, unreachable_redis: None) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_with_database_redis_and_a_worker(client: Client) -> None:
    heartbeat.beat("worker")
    response = client.get("/readyz")
    checks = {"database": "ok", "redis": "ok", "worker": "ok"}
    assert (response.status_code, response.json()) == (200, {"status": "ok", "checks": checks})


@pytest.mark.django_db
def test_not_ready_without_a_worker(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "checks": {"database": "ok", "redis": "ok", "worker": "failing"},
    }


@pytest.mark.django_db
def test_not_ready_without_redis(client: Client, unreachable_redis: None) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"] == {"database": "ok", "redis": "failing", "worker": "failing"}


def test_a_heartbeat_lapses(redis_server: redis.Redis) -> None:
    heartbeat.beat("worker")
    assert heartbeat.is_alive("worker")
    assert 0 < redis_server.ttl("machina:alive:worker") <= heartbeat.LAPSES_AFTER_SECONDS
    redis_server.delete("machina:alive:worker")
    assert not heartbeat.is_alive("worker")


@pytest.mark.django_db
def test_metrics_for_this_machine(client: Client, redis_server: redis.Redis) -> None:
    redis_server.rpush("default", "one", "two")
    heartbeat.beat("worker")
    response = client.get("/metrics", headers={"host": "127.0.0.1:8000"})
    text = response.content.decode()
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert 'machina_calls{state="queued"} 0\n' in text
    assert 'machina_queue_messages{queue="default"} 2\n' in text
    assert 'machina_queue_messages{queue="interactive"} 0\n' in text
    assert 'machina_alive{role="worker"} 1\n' in text
    assert 'machina_alive{role="scheduler"} 0\n' in text
    assert "# TYPE process_resident_memory_bytes gauge\n" in text


@pytest.mark.django_db
def test_metrics_without_redis_still_show_the_database(client: Client, unreachable_redis: None) -> None:
    text = client.get("/metrics", headers={"host": "localhost"}).content.decode()
    assert 'machina_calls{state="running"} 0\n' in text
    assert "machina_queue_messages{" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("203.0.113.9", {"host": "127.0.0.1"}),
        ("127.0.0.1", {"host": "127.0.0.1", "x-real-ip": "127.0.0.1"}),
        ("127.0.0.1", {"host": "127.0.0.1", "x-forwarded-for": "127.0.0.1"}),
        ("nonsense", {"host": "127.0.0.1"}),
        ("203.0.113.9", {"authorization": "Bearer mk_wrong"}),
        ("203.0.113.9", {"authorization": "Basic bWU6bWU="}),
    ],
)
def test_metrics_are_kept_from_strangers(client: Client, address: str, headers: dict[str, str]) -> None:
    response = client.get("/metrics", REMOTE_ADDR=address, headers=headers)
    assert response.status_code == 401
    assert b"machina_calls" not in response.content


@pytest.mark.django_db
def test_under_an_address_of_others_nobody_is_local(client: Client, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://machina.example.com"
    assert client.get("/metrics", headers={"host": "127.0.0.1"}).status_code == 401


@pytest.mark.django_db
def test_metrics_need_an_operators_key_not_a_customers() -> None:
    customer = Customer.objects.create(key="globex", name="Globex")
    operator_key = create_key(SYSTEM, "prometheus").secret
    customer_key = create_key(SYSTEM, "theirs", customer=customer).secret
    far = Client(REMOTE_ADDR="203.0.113.9")
    assert far.get("/metrics", headers={"authorization": f"Bearer {operator_key}"}).status_code == 200
    assert far.get("/metrics", headers={"authorization": f"Bearer {customer_key}"}).status_code == 401
