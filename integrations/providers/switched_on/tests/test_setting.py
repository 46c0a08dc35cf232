"""What MACHINA_PROVIDERS may say, and how it is told what is wrong with it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from integrations.providers.switched_on.setting import EXAMPLE, BadSetting, read_setting

GITLAB: dict[str, Any] = {
    "authorize_url": "https://gitlab.com/oauth/authorize",
    "token_url": "https://gitlab.com/oauth/token",
    "userinfo_url": "https://gitlab.com/api/v4/user",
    "api_hosts": ["gitlab.com", "*.gitlab.example"],
}


def test_the_example_is_one() -> None:
    (read,) = read_setting(json.loads(EXAMPLE.strip("'")))

    assert (read.key, read.allauth, read.api_hosts) == ("gitlab", "gitlab", ("gitlab.com",))
    assert read.scopes == {"read_api": "Read your projects"}


def test_the_rest_is_the_standards() -> None:
    (read,) = read_setting({"own_gitlab": {**GITLAB, "allauth": "gitlab", "scopes": ["read_api"]}})

    assert (read.key, read.allauth, read.scopes) == ("own_gitlab", "gitlab", {"read_api": "read_api"})
    assert (read.revoke_url, read.scope_separator, read.client_authentication, read.refresh_tokens) == (
        "",
        " ",
        "client_secret_post",
        "sometimes",
    )


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"token_uri": "x"}, "'token_uri', which is none of allauth, authorize_url"),
        ({"key": "x"}, "'key', which is none of"),
        ({"token_url": ""}, "nothing about token_url"),
        ({"api_hosts": []}, "nothing about api_hosts"),
        ({"token_url": "http://gitlab.com/token"}, "no https address"),
        ({"token_url": "https://gitlab.com/token?a=1"}, "no https address"),
        ({"authorize_url": "https://me@gitlab.com/"}, "no https address"),
        ({"userinfo_url": "https://gitlab.com:port/"}, "no https address"),
        ({"revoke_url": 7}, "7 as revoke_url, which is no text"),
        ({"api_hosts": "gitlab.com"}, "no list of host names"),
        ({"api_hosts": ["https://gitlab.com"]}, "no list of host names"),
        ({"api_hosts": ["*"]}, "no list of host names"),
        ({"api_hosts": ["*.com."]}, "no list of host names"),
        ({"api_hosts": ["10.0.0.1"]}, "no list of host names"),
        ({"api_hosts": ["localhost"]}, "no list of host names"),
        ({"scopes": "read_api"}, "no object of scopes"),
        ({"scopes": {"read_api": ""}}, "no object of scopes"),
        ({"scope_separator": ";"}, "none of ' ', ','"),
        ({"refresh_tokens": "yes"}, "none of 'always'"),
        ({"allauth": "../gitlab"}, "no id of a provider of allauth"),
    ],
)
def test_each_fact_that_is_wrong_is_named(facts: dict[str, Any], problem: str) -> None:
    with pytest.raises(BadSetting) as bad:
        read_setting({"gitlab": {**GITLAB, **facts}})

    assert str(bad.value).startswith("says of 'gitlab' ")
    assert problem in str(bad.value)


@pytest.mark.parametrize("key", ["GitLab", "git-lab", "git lab", "", "1lab"])
def test_a_key_is_one_word(key: str) -> None:
    with pytest.raises(BadSetting, match="no key in lower case"):
        read_setting({key: GITLAB})
