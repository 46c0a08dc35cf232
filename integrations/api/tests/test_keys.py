"""API keys: shown once, stored hashed, expiring, revocable, confined."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from integrations.actors import SYSTEM
from integrations.api import keys
from integrations.errors import InputError, Unauthenticated
from integrations.models import ApiKey, AuditEvent, Customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def globex() -> Customer:
    return Customer.objects.create(key="globex", name="Globex GmbH", email="office@globex.example")


def test_a_key_is_found_by_its_secret_and_stored_only_as_a_hash() -> None:
    created = keys.create_key(SYSTEM, "billing export")
    actor = keys.actor_of_key(created.secret)
    stored = ApiKey.objects.values().get()
    assert actor.kind == "api_key"
    assert actor.label == "billing export"
    assert actor.sees_all
    assert created.secret.startswith("mk_")
    assert created.secret not in str(stored)
    assert created.secret not in str(list(AuditEvent.objects.values()))


def test_a_customers_key_is_confined_to_that_customer(globex: Customer) -> None:
    actor = keys.actor_of_key(keys.create_key(SYSTEM, "their server", customer=globex).secret)
    assert actor.customer_id == globex.pk
    assert actor.rights == {"view", "read_content", "operate"}


def test_a_revoked_key_is_refused() -> None:
    created = keys.create_key(SYSTEM, "old")
    keys.revoke_key(SYSTEM, created.row)
    with pytest.raises(Unauthenticated, match="not known"):
        keys.actor_of_key(created.secret)


def test_an_expired_key_says_since_when() -> None:
    created = keys.create_key(SYSTEM, "old", days=1)
    yesterday = timezone.now() - timedelta(days=1)
    ApiKey.objects.update(expires_at=yesterday)
    with pytest.raises(Unauthenticated, match=f"'old' expired on {yesterday:%Y-%m-%d}"):
        keys.actor_of_key(created.secret)


def test_a_key_of_an_inactive_customer_is_refused(globex: Customer) -> None:
    created = keys.create_key(SYSTEM, "their server", customer=globex)
    Customer.objects.update(is_active=False)
    with pytest.raises(Unauthenticated, match="not active"):
        keys.actor_of_key(created.secret)


@pytest.mark.parametrize("days", [0, -1, keys.MAX_DAYS + 1])
def test_a_key_lasts_a_sensible_time(days: int) -> None:
    with pytest.raises(InputError, match=f"{days} days is not possible"):
        keys.create_key(SYSTEM, "x", days=days)
    assert not ApiKey.objects.exists()


def test_the_command_prints_the_key_once_alone_on_the_last_line(globex: Customer) -> None:
    out = StringIO()
    call_command("api_key", "create", "their server", "--customer", "globex", "--days", "30", stdout=out)
    last = out.getvalue().rstrip("\n").rpartition("\n")[2]
    assert keys.actor_of_key(last).customer_id == globex.pk
    listed = StringIO()
    call_command("api_key", "list", stdout=listed)
    assert last not in listed.getvalue()


def test_the_command_names_a_customer_that_does_not_exist() -> None:
    with pytest.raises(CommandError, match="There is no customer 'nobody'"):
        call_command("api_key", "create", "x", "--customer", "nobody")
    assert not ApiKey.objects.exists()


def test_the_command_revokes_by_prefix() -> None:
    created = keys.create_key(SYSTEM, "old")
    call_command("api_key", "revoke", created.row.prefix, stdout=StringIO())
    with pytest.raises(Unauthenticated):
        keys.actor_of_key(created.secret)


def test_a_key_reads_alone_unless_it_is_made_for_more() -> None:
    actor = keys.actor_of_key(keys.create_key(SYSTEM, "reports").secret)
    assert (actor.tools, actor.approves) == ("read", False)


def test_the_command_makes_keys_of_a_level_that_approve() -> None:
    out = StringIO()
    call_command("api_key", "create", "agent", "--tools", "destructive", "--approve", stdout=out)
    actor = keys.actor_of_key(out.getvalue().rstrip("\n").rpartition("\n")[2])
    assert (actor.tools, actor.approves) == ("destructive", True)


def test_no_customers_key_approves(globex: Customer) -> None:
    with pytest.raises(InputError, match="cannot approve"):
        keys.create_key(SYSTEM, "their agent", customer=globex, tools="destructive", approves=True)
    with pytest.raises(CommandError, match="cannot approve"):
        call_command("api_key", "create", "their agent", "--customer", "globex", "--approve")
    assert not ApiKey.objects.exists()
