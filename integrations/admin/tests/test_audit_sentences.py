"""The audit log in sentences: every action that is recorded anywhere, and what its thing is called."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from integrations import audit
from integrations.actors import SYSTEM
from integrations.admin.audit_sentences import DONE, action_words, tell
from integrations.admin.audited import changes
from integrations.admin.tests.conftest import SignedIn
from integrations.connect.tokens.oauth_apps import save_app
from integrations.models import AuditEvent, ConnectAttempt, Customer

ROOT = Path(__file__).parents[3]
RAW = re.compile(r"[a-z]\.[a-z]|_|: |None|[{}<>]")
"""What stands in names of programs and in no sentence."""
BY_VARIABLE = {"approval.", "chat.link.", "connect.connection.", "connect.link.", "deployment.", "webhook.endpoint."}
"""Actions whose last word is given to a function."""


def recorded() -> Iterator[ast.expr]:
    """The action of each place that records one."""
    for app in ("integrations", "workflows", "machina"):
        for file in (ROOT / app).rglob("*.py"):
            if "tests" in file.parts:
                continue
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                    yield node.args[1]


def written(action: ast.expr) -> Iterator[str]:
    """All that it may be."""
    if isinstance(action, ast.IfExp):
        yield from (*written(action.body), *written(action.orelse))
    elif isinstance(action, ast.JoinedStr):
        yield ast.literal_eval(action.values[0])
    else:
        yield ast.literal_eval(action)


def test_every_action_that_is_recorded_has_its_sentence() -> None:
    actions = {each for action in recorded() for each in written(action)}
    assert len(actions) > 50
    assert actions - {*DONE} == BY_VARIABLE
    assert {prefix for prefix in BY_VARIABLE if not any(each.startswith(prefix) for each in DONE)} == set()


@pytest.mark.parametrize("action", DONE)
def test_no_sentence_shows_a_name_of_a_program(action: str) -> None:
    assert not RAW.search(action_words(action))
    event = AuditEvent(
        actor_label="Machina", action=action, object_type="nothing", object_id="1", after={"name": "Blue"}
    )
    tell([event])
    assert event.told.startswith("Machina ")
    assert not RAW.search(event.told)


@pytest.mark.django_db
def test_an_event_says_who_did_what_to_which_thing(globex: Customer, signed_in: SignedIn) -> None:
    save_app(SYSTEM, provider="google", name="Google sandbox", client_id="id", client_secret="secret")
    audit.record(SYSTEM, "connect.customer.change", globex, customer_id=globex.pk)
    browser = signed_in()
    shown = browser.get(reverse("admin:integrations_auditevent_changelist")).content.decode()
    assert "Machina created the OAuth app Google sandbox" in shown
    assert "Machina changed the customer Globex GmbH" in shown
    event = AuditEvent.objects.get(action="connect.oauth_app.create")
    page = browser.get(reverse("admin:integrations_auditevent_change", args=[event.pk])).content.decode()
    assert page.count("Machina created the OAuth app Google sandbox") >= 2
    assert "oauth app: create" not in page


@pytest.mark.django_db
def test_a_thing_that_is_gone_has_the_name_that_the_event_tells(globex: Customer) -> None:
    kept = AuditEvent(
        actor_label="ada", action="skill.delete", object_type="skill", object_id="x", before={"name": "prices"}
    )
    nameless = AuditEvent(actor_label="ada", action="api_key.revoke", object_type="apikey", object_id="x")
    foreign = AuditEvent(
        actor_label="ada", action="third.party_thing", object_type="customer", object_id=str(globex.pk)
    )
    tell([kept, nameless, foreign])
    assert [kept.told, nameless.told] == ["ada deleted the skill prices", "ada revoked an API key"]
    assert foreign.told.endswith("to the customer Globex GmbH")


@pytest.mark.django_db
def test_names_are_asked_for_once_for_each_kind(globex: Customer) -> None:
    initech = Customer.objects.create(key="initech", name="Initech")
    for customer in (globex, initech, globex):
        audit.record(SYSTEM, "connect.customer.change", customer)
    events = [*AuditEvent.objects.filter(action="connect.customer.change")]
    with CaptureQueriesContext(database) as asked:
        tell(events)
    assert len(asked) == 1


@pytest.mark.django_db
def test_a_kind_without_pages_is_named_in_words(signed_in: SignedIn) -> None:
    audit.record(SYSTEM, "connect.attempt.begin", ConnectAttempt())
    shown = signed_in().get(reverse("admin:integrations_auditevent_changelist")).content.decode()
    assert "Connect attempt" in shown
    assert "Connectattempt" not in shown


def test_operations_are_called_as_forms_call_them() -> None:
    event = AuditEvent(
        action="approval.ask", after={"operation": "gmail.send_message", "node_type": "gmail.send_message"}
    )
    assert changes(event).count("Send message") == 2
    assert "gmail." not in changes(event)
