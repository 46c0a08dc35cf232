"""Erasing a customer: disconnected at its vendors, everything of it deleted, the ledger kept, begun again at will."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.core.serializers import serialize
from django.utils import timezone

from integrations.actors import SYSTEM, Actor, Right
from integrations.connect.links.links import CreatedLink
from integrations.connect.tests.conftest import YARA, Browser, connect_by_link
from integrations.connect.tokens import revocations
from integrations.erasing import erase
from integrations.errors import InputError, NotFound, PermissionDenied
from integrations.models import (
    AuditEvent,
    Call,
    Connection,
    Customer,
    Erasure,
    Grant,
    OAuthApp,
    Revocation,
    UsageLine,
)
from integrations.payloads.contents import keep
from integrations.payloads.files import save
from integrations.sandbox.models import Rule, Token
from machina.tests.admin.house import CUSTOMER, furnish
from workflows.models import Run

pytestmark = pytest.mark.django_db
NewLink = Callable[..., CreatedLink]
STAYS = {"integrations.AuditEvent", "integrations.UsageLine", "integrations.UsageRollup", "integrations.Erasure"}
"""Tables that remember that there was a customer: what nobody can change, and figures."""


def erased(customer: Customer) -> Erasure:
    done = erase.go_on(erase.begin(SYSTEM, customer, confirm=customer.key).pk)
    assert done is not None
    return done


def left_of(customer_id: object) -> list[str]:
    """Tables in which the customer's id still stands."""
    return [
        model._meta.label
        for model in apps.get_models()
        if model._meta.label not in STAYS and str(customer_id) in serialize("json", model._default_manager.all())
    ]


def test_nothing_of_the_customer_is_left_but_the_ledger_and_the_audit_log() -> None:
    customer = furnish().customer
    keep({"mail": "hello"}, customer_id=customer.pk)
    lines, others = UsageLine.objects.count(), Call.objects.exclude(customer=customer).count()
    of_customer = UsageLine.objects.filter(customer_id=customer.pk).count()
    assert left_of(customer.pk)
    done = erased(customer)
    assert (done.state, done.finished_at is not None) == ("done", True)
    assert left_of(customer.pk) == []
    assert not Customer.objects.filter(pk=customer.pk).exists()
    assert UsageLine.objects.count() == lines
    assert done.report["kept"]["usage line"] == of_customer > 0
    assert done.report["kept"]["audit event"] > 0
    deleted = done.report["deleted"]
    assert {"call", "connection", "connect link", "payload", "run", "API key", "OAuth app"} <= set(deleted)
    assert "canary" not in str(done.report).lower()
    assert CUSTOMER not in str(list(Erasure.objects.values()))
    assert Call.objects.count() == others
    assert (Run.objects.exists(), Customer.objects.get().key) == (True, "initech")
    assert [each.action for each in AuditEvent.objects.filter(action__startswith="customer.").order_by("position")] == [
        "customer.erase",
        "customer.erased",
    ]


def test_accounts_are_ended_at_the_vendor(
    new_link: NewLink, browser: Browser, globex: Customer, initech: Customer
) -> None:
    connect_by_link(browser, new_link().url, YARA)
    assert Token.objects.exists()
    done = erased(globex)
    assert done.report["access"] == {"google revoked": 1}
    assert not Token.objects.exists()
    assert not Grant.objects.exists()
    assert not Connection.objects.exists()
    assert Customer.objects.get() == initech


def test_a_vendor_that_is_down_is_told_later_and_holds_up_nothing(
    new_link: NewLink, browser: Browser, globex: Customer
) -> None:
    connect_by_link(browser, new_link().url, YARA)
    Rule.objects.create(provider="google", method="oauth.revoke", status=503)
    done = erased(globex)
    assert (done.state, done.report["access"]) == ("done", {"google retrying": 1})
    assert not Customer.objects.filter(pk=globex.pk).exists()
    row = Revocation.objects.get()
    assert (row.state, row.customer, row.connection) == ("waiting", None, None)
    Rule.objects.all().delete()
    Revocation.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert revocations.retry(row.pk) == "revoked"
    assert not Token.objects.exists()
    assert Revocation.objects.get().account_id == ""


def test_a_customers_own_app_stays_until_its_vendor_has_been_told(
    new_link: NewLink, browser: Browser, globex: Customer, app: OAuthApp
) -> None:
    connect_by_link(browser, new_link().url, YARA)
    OAuthApp.objects.update(customer=globex)
    Rule.objects.create(provider="google", method="oauth.revoke", status=503)
    waiting = erased(globex)
    assert waiting.state == "waiting"
    globex.refresh_from_db()
    assert (globex.name, globex.email, globex.is_active) == ("Erased customer", "", False)
    assert not Connection.objects.exists()
    Rule.objects.all().delete()
    Revocation.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    revocations.retry(Revocation.objects.get().pk)
    done = erase.go_on(waiting.pk)
    assert done is not None
    assert done.state == "done"
    assert not OAuthApp.objects.exists()
    assert not Customer.objects.filter(pk=globex.pk).exists()


def test_it_goes_on_where_it_was_stopped(globex: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    keep({"a": 1}, customer_id=globex.pk)
    begun = erase.begin(SYSTEM, globex, confirm="globex")
    real = erase._delete_all

    def die(*given: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(erase, "_delete_all", die)
    with pytest.raises(ConnectionError):
        erase.go_on(begun.pk)
    assert erase.go_on(begun.pk) is None  # somebody seems to be at it
    assert erase.go_on_with_all() == 0
    monkeypatch.setattr(erase, "_delete_all", real)
    Erasure.objects.update(worked_at=timezone.now() - timedelta(minutes=11))
    again = erase.begin(SYSTEM, globex, confirm="globex")
    assert again.pk == begun.pk
    done = erase.go_on(begun.pk)
    assert done is not None
    assert done.state == "done"
    assert erase.go_on(begun.pk) is None
    assert left_of(globex.pk) == []


def test_files_go_with_their_bytes(globex: Customer) -> None:
    path = save([b"hello"], customer_id=globex.pk, filename="a.txt", mime_type="text/plain").path
    assert default_storage.exists(path)
    assert erased(globex).report["deleted"]["file"] == 1
    assert not default_storage.exists(path)


@pytest.mark.parametrize("confirm", ["", "initech", "GLOBEX"])
def test_without_the_key_nothing_happens(globex: Customer, confirm: str) -> None:
    with pytest.raises(InputError, match="Write 'globex' to confirm"):
        erase.begin(SYSTEM, globex, confirm=confirm)
    globex.refresh_from_db()
    assert globex.is_active
    assert not Erasure.objects.exists()


def test_it_takes_the_right_to_security_and_the_operators_side(globex: Customer) -> None:
    rights: frozenset[Right] = frozenset({"view", "read_content", "operate", "billing"})
    with pytest.raises(PermissionDenied):
        erase.begin(Actor("link", "7", "vera", rights=rights), globex, confirm="globex")
    own = Actor("link", "8", "globex server", customer_id=globex.pk, rights=rights | {"security"})
    with pytest.raises(NotFound):
        erase.begin(own, globex, confirm="globex")
    globex.refresh_from_db()
    assert globex.is_active


def test_the_command_asks_reports_and_erases(globex: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    keep({"a": 1}, customer_id=globex.pk)
    monkeypatch.setattr("builtins.input", lambda prompt: "no")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("customer", "erase", "globex", stdout=StringIO())
    with pytest.raises(CommandError, match="no customer 'nobody'"):
        call_command("customer", "erase", "nobody", "--yes", stdout=StringIO())
    assert Customer.objects.filter(pk=globex.pk).exists()
    out = StringIO()
    call_command("customer", "erase", "globex", "--yes", stdout=out)
    assert "deleted: payload: 1" in out.getvalue()
    assert "globex is erased." in out.getvalue()
    assert not Customer.objects.filter(pk=globex.pk).exists()
