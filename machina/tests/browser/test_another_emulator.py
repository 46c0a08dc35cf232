"""MACHINA_ENDPOINTS leads live apps to another emulator of Google, without any change of code."""

from __future__ import annotations

import json

import httpx
import pytest

from machina.testing.person import Person
from machina.testing.stack import Stack, running

pytestmark = pytest.mark.browser
CLIENT = ("sandbox-elsewhere", "sandbox-elsewhere-secret")


def test_a_live_app_connects_and_runs_at_another_emulator(stack: Stack) -> None:
    google = f"{stack.sandbox_url}/sandbox/google"
    endpoints = {
        "authorize_url": f"{google}/o/oauth2/v2/auth",
        "token_url": f"{google}/token",
        "userinfo_url": f"{google}/userinfo",
        "revoke_url": f"{google}/revoke",
        "issuer": google,
        "api_root": google,
    }
    elsewhere = {"MACHINA_SANDBOX": "false", "MACHINA_ENDPOINTS": json.dumps({"google": endpoints})}
    with running(**elsewhere) as other:
        client_id, secret = CLIENT
        other.manage("oauth_app", "set", "google", "--client-id", client_id, "--client-secret", secret)
        person = Person(other, sandbox_url=stack.sandbox_url)
        person.connect_owner("google", ["gmail", "google_calendar"])
        for operation, result in (("gmail.get_profile", "email"), ("google_calendar.list_calendars", "calendars")):
            reply = person.ask("execute_node", node_id="n1", node_type=operation, parameters={}, account_mode="owner")
            assert reply["success"], reply
            assert result in reply["result"]
        status = person.ask("google_oauth_status")
        left = person.ask("google_logout", connection=status["accounts"][0]["id"])
        person.close()
    assert left["revoked_at_provider"] is True
    counts = httpx.get(f"{stack.sandbox_url}/sandbox/_control/requests").json()["counts"]
    assert counts["oauth.revoke"] == 1
