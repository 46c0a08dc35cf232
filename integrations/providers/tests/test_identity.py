"""Whose account it is: from an identity token, from userinfo, or from the token answer."""

from __future__ import annotations

import pytest

from integrations.providers.identity import Identify, openid, token_answer, userinfo
from integrations.providers.testing import consented
from integrations.providers.tests.declared import NOTION, SLACK, courier, read_person, read_team, read_workspace


def test_an_identity_token_says_it_without_another_request() -> None:
    answered = consented(courier(), claims={"sub": "1", "email": "ada@v.example", "email_verified": True})
    identity = openid(read_person)(answered)

    assert (identity.account_id, identity.email, identity.email_verified) == ("1", "ada@v.example", True)
    assert answered.asked == []


@pytest.mark.parametrize("identify", [openid(read_person), userinfo(read_person)])
def test_without_one_userinfo_is_asked(identify: Identify) -> None:
    answered = consented(courier(), said={"userinfo_url": {"sub": "2"}})

    assert identify(answered).account_id == "2"
    assert answered.asked == ["userinfo_url"]


@pytest.mark.parametrize("said", [None, [], "text", {"email": "ada@v.example"}])
def test_userinfo_that_names_no_account_is_refused(said: object) -> None:
    with pytest.raises(ValueError, match="account"):
        userinfo(read_person)(consented(courier(), said={"userinfo_url": said}))


def test_a_provider_without_userinfo_cannot_be_asked() -> None:
    with pytest.raises(ValueError, match="no userinfo_url"):
        openid(read_person)(consented(NOTION))


def test_the_token_answer_itself_says_it() -> None:
    notion = {
        "bot_id": "b-1",
        "workspace_name": "Globex",
        "owner": {"type": "user", "user": {"id": "u", "person": {"email": "ada@v.example"}}},
    }
    slack = {"team": {"id": "T1", "name": "Globex"}, "authed_user": {"id": "U1"}}

    assert token_answer(read_workspace)(consented(NOTION, notion)).account_id == "b-1"
    assert token_answer(read_team)(consented(SLACK, slack)).account_id == "T1/U1"
