"""The test plumbing itself: what a test may rely on."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import redis
from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client
from pytest_socket import SocketConnectBlockedError

from integrations import audit
from integrations.actors import SYSTEM
from integrations.models import AuditEvent, Connection, Customer
from machina.testing.worker import StartWorker, process_environment


def make_audited_customer() -> None:
    customer = Customer.objects.create(key="globex", name="Globex")
    audit.record(SYSTEM, "test.made", customer)


@pytest.mark.django_db
def test_the_database_is_one_that_other_processes_can_open() -> None:
    assert ":memory:" not in str(connection.settings_dict["NAME"])
    path = urlsplit(process_environment()["DATABASE_URL"]).path
    assert path.endswith(str(connection.settings_dict["NAME"]))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_append_only_tables_are_emptied_between_tests_and_guarded_within(time: str) -> None:
    assert not AuditEvent.objects.exists()
    make_audited_customer()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.all().delete()
    assert AuditEvent.objects.count() == 1


def test_a_second_database_is_asked_only_by_tests_that_ask_one() -> None:
    addresses = str(Path(__file__).with_name("test_every_address.py"))
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "--database-only", __file__, addresses]
    collected = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout

    assert "::test_the_database_is_one_that_other_processes_can_open" in collected
    assert "::test_only_loopback_can_be_reached" not in collected
    assert "test_every_address.py" not in collected


@pytest.mark.parametrize("time", ["first", "second"])
def test_redis_is_real_and_empty_for_each_test(redis_server: redis.Redis, time: str) -> None:
    assert redis_server.keys() == []
    redis_server.set("left", "behind")
    server = redis_server.info("server")
    assert (server["server_name"], server["server_mode"]) == ("valkey", "standalone")


def test_only_loopback_can_be_reached() -> None:
    with (
        pytest.warns(UserWarning, match="tried to use socket"),
        pytest.raises(SocketConnectBlockedError),
        socket.socket() as outside,
    ):
        outside.connect(("192.0.2.1", 443))


def test_the_sandbox_is_served_over_http_and_clients_ask_for_its_host(sandbox: str, client: Client) -> None:
    assert settings.SANDBOX_ORIGIN == settings.PUBLIC_URL == sandbox
    assert httpx.get(f"{sandbox}/healthz").json() == {"status": "ok"}
    response = client.get("/accounts/login/")
    assert response.status_code == 200
    assert response.wsgi_request.build_absolute_uri("/") == f"{sandbox}/"


@pytest.mark.processes
def test_a_started_worker_sees_the_rows_of_the_test_and_can_be_killed(start_worker: StartWorker) -> None:
    User.objects.create(username="seen")
    worker = start_worker()
    worker.kill()
    assert worker.wait(timeout=10) == -9
    assert start_worker().poll() is None


@pytest.mark.django_db
def test_an_update_that_joins_another_table_is_refused() -> None:
    with pytest.raises(AssertionError, match="An UPDATE of Connection joins another table"):
        Connection.objects.filter(customer__is_active=True).update(label="")
