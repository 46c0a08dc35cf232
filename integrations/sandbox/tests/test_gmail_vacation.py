"""The automatic reply of a mailbox."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.sandbox.models import Account
from integrations.sandbox.tests.client import INSIDE, InsideHttp, build, run
from integrations.sandbox.tests.conftest import MAIL, MakeToken
from integrations.sandbox.tests.test_gmail_messages import refused

SETTINGS = "https://www.googleapis.com/auth/gmail.settings.basic"


@pytest.fixture
def settings_of(account: Account, make_token: MakeToken) -> Any:
    """`users.settings` for a token that may change them."""
    return build("gmail", INSIDE, InsideHttp(make_token(account, MAIL, SETTINGS))).users().settings()


def test_it_is_off_until_it_is_set_and_then_replaced_as_a_whole(settings_of: Any) -> None:
    assert run(settings_of.getVacation(userId="me"))["enableAutoReply"] is False
    body = {"enableAutoReply": True, "responseSubject": "Away", "startTime": "1000", "endTime": "2000"}
    run(settings_of.updateVacation(userId="me", body=body))
    kept = run(settings_of.getVacation(userId="me"))
    assert kept == {**body, "restrictToContacts": False, "restrictToDomain": False}
    run(settings_of.updateVacation(userId="me", body={"responseBodyPlainText": "Soon"}))
    kept = run(settings_of.getVacation(userId="me"))
    assert kept["responseBodyPlainText"] == "Soon"
    assert (kept["enableAutoReply"], kept.get("responseSubject")) == (False, None)


def test_of_two_texts_the_html_one_counts(settings_of: Any) -> None:
    body = {"enableAutoReply": True, "responseBodyPlainText": "Soon", "responseBodyHtml": "<p>Soon</p>"}
    kept = run(settings_of.updateVacation(userId="me", body=body))
    assert (kept["responseBodyHtml"], kept.get("responseBodyPlainText")) == ("<p>Soon</p>", None)


@pytest.mark.parametrize(
    "body",
    [
        {"enableAutoReply": True},
        {"enableAutoReply": True, "responseSubject": "Away", "startTime": "2000", "endTime": "2000"},
        {"enableAutoReply": True, "responseSubject": "Away", "restrictToDomain": True},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_changed(settings_of: Any, body: dict[str, Any]) -> None:
    assert refused(settings_of.updateVacation(userId="me", body=body)).resp.status == 400
    assert run(settings_of.getVacation(userId="me"))["enableAutoReply"] is False


def test_mail_scopes_read_it_and_do_not_change_it(gmail: Any) -> None:
    settings = gmail.users().settings()
    assert run(settings.getVacation(userId="me"))["enableAutoReply"] is False
    assert refused(settings.updateVacation(userId="me", body={})).resp.status == 403
