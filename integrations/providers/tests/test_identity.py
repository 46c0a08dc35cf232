"""Whose account it is: from an identity token, from userinfo, or from the token answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from integrations.providers.addresses import Addresses
from integrations.providers.identity import Identify, openid, token_answer, userinfo
from integrations.providers.tests.declared import read_person, read_team, read_workspace

USERINFO = "https://v.example/userinfo"


@dataclass
class Answered:
    """What a provider may look at."""

    answer: Mapping[str, object] = field(default_factory=dict)
    claims: Mapping[str, object] | None = None
    said: object = None
    addresses: Addresses = field(default_factory=lambda: Addresses({"userinfo_url": USERINFO}, ()))
    asked: list[str] = field(default_factory=list)

    def id_claims(self) -> Mapping[str, object] | None:
        return self.claims

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> object:
        self.asked.append(url)
        return self.said


def test_an_identity_token_says_it_without_another_request() -> None:
    answered = Answered(claims={"sub": "1", "email": "ada@v.example", "email_verified": True})
    identity = openid(read_person)(answered)

    assert (identity.account_id, identity.email, identity.email_verified) == ("1", "ada@v.example", True)
    assert answered.asked == []


@pytest.mark.parametrize("identify", [openid(read_person), userinfo(read_person)])
def test_without_one_userinfo_is_asked(identify: Identify) -> None:
    answered = Answered(said={"sub": "2"})

    assert identify(answered).account_id == "2"
    assert answered.asked == [USERINFO]


@pytest.mark.parametrize("said", [None, [], "text", {"email": "ada@v.example"}])
def test_userinfo_that_names_no_account_is_refused(said: object) -> None:
    with pytest.raises(ValueError, match="account"):
        userinfo(read_person)(Answered(said=said))


def test_a_provider_without_userinfo_cannot_be_asked() -> None:
    with pytest.raises(ValueError, match="no userinfo_url"):
        openid(read_person)(Answered(addresses=Addresses({}, ())))


def test_the_token_answer_itself_says_it() -> None:
    notion = {
        "bot_id": "b-1",
        "workspace_name": "Globex",
        "owner": {"type": "user", "user": {"id": "u", "person": {"email": "ada@v.example"}}},
    }
    slack = {"team": {"id": "T1", "name": "Globex"}, "authed_user": {"id": "U1"}}

    assert token_answer(read_workspace)(Answered(notion)).account_id == "b-1"
    assert token_answer(read_team)(Answered(slack)).account_id == "T1/U1"
