"""OAuth apps: saving, choosing, and a secret that only opens where it was sealed."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from integrations.actors import SYSTEM, Actor
from integrations.connect.tokens import oauth_apps
from integrations.connect.tokens.vault import VaultError
from integrations.errors import Conflict, InputError, NotConnected, NotFound, PermissionDenied
from integrations.models import AuditEvent, Customer, OAuthApp

OPERATOR_ONLY = Actor("staff", "7", "olga", rights=frozenset({"view", "operate"}))


def save(client_id: str = "id-1", secret: str | None = "secret-1", **fields: Any) -> OAuthApp:
    return oauth_apps.save_app(SYSTEM, provider="google", client_id=client_id, client_secret=secret, **fields)


def test_the_secret_is_sealed_and_opens(db: None) -> None:
    app = save(" id-1 ", " secret-1 ")

    stored = OAuthApp.objects.get()
    assert stored.client_id == "id-1"
    assert "secret-1" not in stored.secret_sealed
    assert oauth_apps.open_secret(stored) == "secret-1"
    assert (app.environment, app.is_default, app.name) == ("live", True, "Google (live)")


def test_a_secret_copied_to_another_app_does_not_open(db: None) -> None:
    first, second = save("id-1"), save("id-2")
    second.secret_sealed = first.secret_sealed

    with pytest.raises(VaultError):
        oauth_apps.open_secret(second)


def test_the_audit_log_never_holds_the_secret(db: None) -> None:
    save()
    save(secret="secret-2")

    assert "secret-" not in str(list(AuditEvent.objects.values()))
    assert list(AuditEvent.objects.order_by("at").values_list("action", flat=True)) == [
        "connect.oauth_app.create",
        "connect.oauth_app.change",
    ]


def test_saving_again_changes_the_same_app_and_keeps_a_secret_left_out(db: None) -> None:
    first = save(name="Ours")
    OAuthApp.objects.update(health="unhealthy", health_reason="invalid_client")
    again = save(secret=None)
    assert (again.pk, again.name, again.health) == (first.pk, "Ours", "unhealthy")
    assert oauth_apps.open_secret(again) == "secret-1"

    assert save(secret="secret-2").health == "healthy"


def test_there_is_one_default(db: None) -> None:
    first, second = save("id-1"), save("id-2")

    assert list(OAuthApp.objects.filter(is_default=True)) == [second]
    assert oauth_apps.app_for("google", None) == second
    save("id-1", None)
    assert oauth_apps.app_for("google", None) == first


def test_a_customers_own_app_goes_first(db: None, globex: Customer, initech: Customer) -> None:
    operators, own = save("id-1"), save("id-2", customer=globex)

    assert oauth_apps.app_for("google", globex) == own
    assert oauth_apps.app_for("google", initech) == operators


def test_without_an_app_the_next_step_is_named(db: None) -> None:
    with pytest.raises(NotConnected, match="oauth_app set google"):
        oauth_apps.app_for("google", None)


def test_two_apps_without_a_default_are_not_guessed_between(db: None) -> None:
    save("id-1", is_default=False)
    assert oauth_apps.app_for("google", None).client_id == "id-1"
    save("id-2", is_default=False)
    with pytest.raises(NotConnected):
        oauth_apps.app_for("google", None)


def test_an_app_of_a_switched_off_sandbox_is_not_used(db: None, settings: Any) -> None:
    save(environment="sandbox")
    settings.MACHINA_SANDBOX = False
    with pytest.raises(NotConnected, match="sandbox"):
        oauth_apps.app_for("google", None)


def test_an_app_never_changes_hands_or_environment(db: None, globex: Customer) -> None:
    mine = save()
    with pytest.raises(Conflict):
        save(customer=globex)
    with pytest.raises(Conflict):
        save("id-2", app=mine, environment="sandbox")
    save("id-3")
    with pytest.raises(Conflict):
        save("id-3", app=mine)

    mine.refresh_from_db()
    assert (mine.client_id, mine.customer_id, mine.environment) == ("id-1", None, "live")


@pytest.mark.parametrize(
    ("client_id", "secret", "environment", "fields"),
    [
        ("", "", "live", ["client_id", "client_secret"]),
        ("two words", "secret", "moon", ["client_id", "environment"]),
        ("x" * 256, None, "live", ["client_id", "client_secret"]),
    ],
)
def test_all_wrong_fields_are_named(
    db: None, client_id: str, secret: str | None, environment: str, fields: list[str]
) -> None:
    with pytest.raises(InputError) as raised:
        save(client_id, secret, environment=environment)
    assert [error.field for error in raised.value.errors] == fields
    assert not OAuthApp.objects.exists()


def test_apps_need_the_right_to_secrets(db: None, customer_key: Actor) -> None:
    for actor, error in ((OPERATOR_ONLY, PermissionDenied), (customer_key, NotFound)):
        with pytest.raises(error):
            oauth_apps.save_app(actor, provider="google", client_id="id", client_secret="secret")
    assert not OAuthApp.objects.exists()


def test_the_command_reads_the_secret_from_standard_input(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("from-a-pipe\n"))
    out = StringIO()
    call_command("oauth_app", "set", "google", "--client-id", "id-9", "--name", "Live", stdout=out)

    app = OAuthApp.objects.get()
    assert oauth_apps.open_secret(app) == "from-a-pipe"
    assert (app.environment, app.is_default, app.name) == ("live", True, "Live")
    assert "http://testserver/api/google/callback" in out.getvalue()
    assert "from-a-pipe" not in out.getvalue()


def test_the_command_takes_a_customers_app(globex: Customer) -> None:
    call_command(
        "oauth_app",
        "set",
        "google",
        "--client-id",
        "id",
        "--client-secret",
        "s",
        "--customer",
        "globex",
        stdout=StringIO(),
    )
    out = StringIO()
    call_command("oauth_app", "list", stdout=out)

    assert OAuthApp.objects.get().customer == globex
    assert out.getvalue() == "google  live  id  Google (live)  globex  healthy  default\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["myspace", "--client-id", "id", "--client-secret", "s"], "There is no provider 'myspace'"),
        (["google", "--client-id", "id", "--client-secret", "s", "--customer", "nobody"], "no customer 'nobody'"),
        (["google", "--client-id", "two words", "--client-secret", "s"], "client_id: Copy the client id"),
    ],
)
def test_the_command_says_what_is_wrong(db: None, arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("oauth_app", "set", *arguments, stdout=StringIO())
    assert not OAuthApp.objects.exists()
