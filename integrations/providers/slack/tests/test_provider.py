"""Which tokens, scopes and account an installation of Slack's brings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from integrations.providers.consent import Identity, Tokens
from integrations.providers.slack.provider import provider
from integrations.providers.slack.tests.answers import BOT_ALONE, BOTH, PERSON_ALONE, TEAM, WHO, WHOLE_ORGANISATION
from integrations.providers.slack.tokens import read_personal, read_scopes, read_tokens, write_scopes
from integrations.providers.testing import consented


def identified(answer: Mapping[str, Any], **who: object) -> Identity:
    return provider.oauth2.identify(consented(provider, answer, said={"userinfo_url": {**WHO, **who}}))


def test_scopes_are_asked_with_commas_in_an_order_that_never_changes() -> None:
    """allauth asks for them in the order of a set."""
    scopes = ["users:read", "user:search:read", "chat:write", "user:chat:write"]

    asked = {"scope": "chat:write,users:read", "user_scope": "chat:write,search:read"}
    assert write_scopes(scopes) == write_scopes(scopes[::-1]) == asked
    assert write_scopes(["chat:write"]) == {"scope": "chat:write"}
    assert write_scopes(["user:search:read"]) == {"user_scope": "search:read"}


def test_both_tokens_are_kept_each_with_its_own_end_and_refresh_token() -> None:
    """allauth keeps one, and no granted scopes."""
    personal = read_personal(BOTH)

    assert read_tokens(BOTH) == Tokens("xoxe.xoxb-1", "xoxe-1-bot", 43_200, None)
    assert personal is not None
    assert personal.tokens == Tokens("xoxe.xoxp-1", "xoxe-1-user", 40_000, None)
    assert personal.account_id == "T0GLOBEX/U0YARA"
    assert read_scopes(BOTH) == ("chat:write", "users:read", "user:search:read", "user:users.profile:write")


def test_an_installation_for_a_person_alone_is_read_from_authed_user() -> None:
    """allauth raises where no token stands on top."""
    assert read_tokens(PERSON_ALONE).access == "xoxe.xoxp-1"
    assert read_personal(PERSON_ALONE) is None
    assert read_scopes(PERSON_ALONE) == ("user:search:read", "user:users.profile:write")


def test_a_bot_alone_brings_no_second_token() -> None:
    assert read_personal(BOT_ALONE) is None
    assert read_scopes(BOT_ALONE) == ("chat:write", "users:read")


def test_scopes_of_one_token_do_not_stand_for_those_of_the_other() -> None:
    asked = ["chat:write", "user:chat:write", "user:search:read"]

    assert provider.oauth2.granted(BOTH, asked) == ("chat:write", "user:search:read")
    assert provider.oauth2.granted({**BOT_ALONE, "scope": ""}, asked) == ()


@pytest.mark.parametrize(
    "answer", [{"ok": False, "error": "invalid_code"}, {"ok": True, "authed_user": {"id": "U1"}}, {}]
)
def test_an_answer_without_a_token_is_said_without_its_content(answer: dict[str, Any]) -> None:
    """allauth puts the whole answer, tokens included, into its error."""
    with pytest.raises(ValueError, match=r"^the token answer has no access token$"):
        read_tokens({**answer, "refresh_token": "xoxe-secret"})


def test_the_workspace_is_the_account_and_its_address_the_domain() -> None:
    assert identified(BOTH) == Identity("T0GLOBEX", "", False, "globex.slack.com", "Globex")


def test_a_person_alone_is_an_account_of_its_own() -> None:
    """One without a bot never takes the place of the workspace's."""
    who = identified(PERSON_ALONE)
    assert (who.account_id, who.name) == ("T0GLOBEX/U0YARA", "yara.keller in Globex")
    assert who.domain == "globex.slack.com"


def test_a_whole_organisation_is_an_account() -> None:
    who = identified(WHOLE_ORGANISATION, enterprise_id="E0CORP", url="https://corp.enterprise.slack.com/")
    assert (who.account_id, who.name, who.domain) == ("E0CORP", "Corp", "corp.enterprise.slack.com")


@pytest.mark.parametrize(
    ("answer", "who", "words"),
    [
        (BOTH, {"team_id": "T0OTHER"}, "another workspace"),
        (BOTH, {"ok": False, "error": "invalid_auth"}, "did not say whose token"),
        ({**BOTH, "team": None}, {}, "names no workspace"),
        ({**PERSON_ALONE, "authed_user": {"access_token": "x"}}, {}, "names no person"),
    ],
)
def test_what_names_nobody_is_refused(answer: dict[str, Any], who: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        identified(answer, **who)


def test_a_workspace_without_a_name_is_called_by_its_id() -> None:
    assert identified({**BOTH, "team": {"id": TEAM["id"]}}, team="").name == "T0GLOBEX"
