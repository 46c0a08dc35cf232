"""Which of a connection's two tokens leaves with a call: the app's own, or that of the person who consented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from integrations.connect.tokens import grants
from integrations.egress.tests.vendor import Vendor, ok, status
from integrations.execution.tests.conftest import ACCESS, LETTER, Execute
from integrations.execution.tests.post_service import READ, SEND
from integrations.models import Connection, Grant
from integrations.providers import registry
from integrations.providers.consent import PersonalTokens, Tokens
from integrations.providers.oauth2 import PersonalToken

pytestmark = pytest.mark.django_db

READING: dict[str, object] = {"letter_id": "7"}


@pytest.fixture(autouse=True)
def _letters_are_read_as_a_person(_post_office: None) -> Iterator[None]:
    google = registry.provider("google")
    personal = PersonalToken(scopes_begin_with=READ, read=lambda answer: None)
    with registry.using(replace(google, credential=replace(google.oauth2, personal=personal))):
        yield


@pytest.fixture
def both(connection: Connection) -> Connection:
    tokens = Tokens(access="access-of-ada", refresh="", expires_in=None, refresh_expires_in=None)
    personal = grants.store_personal(connection.oauth_app, PersonalTokens("acme/ada", tokens))
    Connection.objects.filter(pk=connection.pk).update(personal_grant=personal)
    return connection


def test_a_call_leaves_with_the_token_that_its_scopes_name(vendor: Vendor, both: Connection, execute: Execute) -> None:
    execute("post.send_letter")
    execute("post.read_letter", READING)

    sent = [request.headers["authorization"] for request in vendor.received]
    assert sent == [f"Bearer {ACCESS}", "Bearer access-of-ada"]


def test_where_the_person_gave_no_token_of_its_own_the_only_one_is_used(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    execute("post.read_letter", READING)
    assert vendor.received[0].headers["authorization"] == f"Bearer {ACCESS}"


def test_a_refused_personal_token_leaves_the_apps_own_alone(vendor: Vendor, both: Connection, execute: Execute) -> None:
    vendor.answers(status(401))
    outcome = execute("post.read_letter", READING)

    both.refresh_from_db()
    assert (outcome.state, both.status, both.scopes) == ("failed", "scope_missing", [SEND])
    assert [grant.account_id for grant in Grant.objects.all()] == [both.account_id]

    vendor.answers(ok(LETTER))
    again = execute("post.read_letter", READING)
    assert again.error is not None
    assert again.error["code"] == "scope_missing"
    assert execute("post.send_letter").state == "succeeded"
