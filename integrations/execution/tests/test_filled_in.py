"""Calls on accounts whose credential was filled in: it is set where it belongs, and seen nowhere else."""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import Settings

from integrations.actors import SYSTEM, Actor
from integrations.connect.accounts.filled_in import add_account, replace_credential
from integrations.connect.tests import keys
from integrations.connect.tests.keys import OTHER_MODEL_KEY, THEO_KEY, YARA_KEY, known_by_key
from integrations.egress.tests.vendor import Received, Vendor
from integrations.execution import door
from integrations.execution.outcome import Outcome
from integrations.execution.probe import open_probe
from integrations.holders import Holder
from integrations.models import Connection, Customer, Grant, OutboxEvent

FIELDS: dict[str, dict[str, object]] = {
    "parcel": {"key": YARA_KEY},
    "models": {"key": OTHER_MODEL_KEY, "organization": "acme"},
    "books": {"username": "ada", "password": YARA_KEY},
    "striped": {"key": YARA_KEY},
    "maps": {"key": YARA_KEY},
    "desk": {"subdomain": "acme", "key": YARA_KEY},
    "forge": {"key": YARA_KEY},
}
BASE_URLS = {"forge": "https://forge.acme.example/git"}


@pytest.fixture
def _every_kind(vendor: Vendor, settings: Settings, tmp_path: Path) -> Iterator[None]:
    vendor.answers(known_by_key({**keys.KNOWN, b64encode(f"{YARA_KEY}:".encode()).decode(): keys.YARA}))
    settings.MACHINA_ENDPOINTS = {each: {"api_root": vendor.url} for each in FIELDS}
    with keys.declared(tmp_path):
        yield


pytestmark = pytest.mark.usefixtures("_every_kind")


def call(actor: Actor, provider: str, customer: Customer, connection: Connection | None = None) -> Outcome:
    return door.execute(
        f"{provider}_api.read_parcel",
        {},
        holder=Holder.customer(customer),
        call_key=uuid4().hex,
        actor=actor,
        source="workflow",
        connection=connection.pk if connection else None,
    )


def carries(received: Received, secret: str) -> bool:
    """Whether a request has the secret in it, as itself or as one half of HTTP Basic."""
    halves = (f"{secret}:", f"ada:{secret}")
    spelt = (secret, *(b64encode(half.encode()).decode() for half in halves))
    return any(each in str(received) for each in spelt)


@pytest.mark.parametrize("provider", FIELDS)
def test_each_kind_is_connected_called_and_never_shown(
    provider: str, operator: Actor, acme: Customer, vendor: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    made = add_account(
        SYSTEM,
        Holder.customer(acme),
        provider,
        fields=FIELDS[provider],
        base_url=BASE_URLS.get(provider, ""),
    )
    outcome = call(operator, provider, acme)

    assert (outcome.error, made.status, made.is_default) == (None, "active", True)
    assert outcome.result is not None
    assert "[removed]" in str(outcome.result["state"])
    secret = next(str(value) for value in FIELDS[provider].values() if "canary" in str(value))
    tested, called = vendor.received
    assert carries(tested, secret)
    assert carries(called, secret)
    assert called.path.partition("?")[0] == "/parcels/1"
    for shown in (str(outcome), caplog.text, str(Grant.objects.values()), str(Connection.objects.values())):
        assert secret not in shown


def test_a_key_that_is_refused_later_has_to_be_replaced_and_is_told_once(
    operator: Actor, acme: Customer, vendor: Vendor
) -> None:
    made = add_account(SYSTEM, Holder.customer(acme), "parcel", fields={"key": YARA_KEY})
    OutboxEvent.objects.all().delete()
    vendor.answers(known_by_key({}))
    outcomes = [call(operator, "parcel", acme) for _ in range(3)]

    made.refresh_from_db()
    assert [outcome.error["code"] for outcome in outcomes if outcome.error] == ["reconnect_required"] * 3
    assert (made.status, made.status_reason) == ("needs_reconnect", "access_refused")
    assert OutboxEvent.objects.filter(name="connection.changed").count() == 1
    assert YARA_KEY not in str(outcomes)


def test_a_replaced_key_is_the_one_that_is_sent_from_then_on(operator: Actor, acme: Customer, vendor: Vendor) -> None:
    renewed = "yara-key-canary-renewed"
    made = add_account(SYSTEM, Holder.customer(acme), "parcel", fields={"key": YARA_KEY})
    vendor.answers(known_by_key({renewed: keys.YARA}))
    replaced = replace_credential(SYSTEM, made, fields={"key": renewed})
    outcome = call(operator, "parcel", acme, made)

    assert (replaced.pk, replaced.status, outcome.error) == (made.pk, "active", None)
    assert vendor.received[-1].headers["authorization"] == f"Bearer {renewed}"
    assert Grant.objects.count() == 1


def test_accounts_of_one_customer_are_told_apart_by_their_keys(operator: Actor, acme: Customer, vendor: Vendor) -> None:
    accounts = [
        add_account(SYSTEM, Holder.customer(acme), "parcel", fields={"key": key}) for key in (YARA_KEY, THEO_KEY)
    ]
    for account in accounts:
        call(operator, "parcel", acme, account)
    assert [each.headers["authorization"] for each in vendor.received[2:]] == [
        f"Bearer {YARA_KEY}",
        f"Bearer {THEO_KEY}",
    ]


def test_a_key_is_tested_like_any_account(operator: Actor, acme: Customer, vendor: Vendor) -> None:
    made = add_account(SYSTEM, Holder.customer(acme), "parcel", fields={"key": YARA_KEY})
    asked = open_probe(operator, made, uuid4())
    door.run_call(asked.pk)
    asked.refresh_from_db()

    assert (asked.state, asked.operation, asked.connection) == ("succeeded", "parcel_api.read_parcel", made)
    assert carries(vendor.received[-1], YARA_KEY)
