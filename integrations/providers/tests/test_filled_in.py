"""Credentials that a person fills in: what is read, how it is put on requests, and which addresses it may go to."""

from __future__ import annotations

import runpy
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.errors import FieldError, InputError
from integrations.providers.base_urls import BaseUrl
from integrations.providers.declare import Provider
from integrations.providers.fields import CredentialField, fill, names_in, read_fields
from integrations.providers.filled_in import KEY, ApiKey, Basic, CredentialTest, sealed_text
from integrations.providers.guide import problems_of
from integrations.providers.tests.declared import courier
from integrations.providers.tests.filled_in import (
    ALL,
    DESK,
    FORGE,
    LEDGER,
    MAPS,
    MODELS,
    NOBODY,
    PARCEL,
    STRIPED,
    SUBDOMAIN,
    WEATHER,
    declared,
)
from integrations.providers.tests.readme import README

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True)


@pytest.mark.parametrize(
    ("provider", "values", "headers", "query"),
    [
        (PARCEL, {"key": "k-1"}, {"Authorization": "Bearer k-1"}, {}),
        (MODELS, {"key": "sk-1", "organization": "o"}, {"X-Api-Key": "sk-1", "X-Organization": "o"}, {}),
        (MODELS, {"key": "sk-1", "organization": ""}, {"X-Api-Key": "sk-1"}, {}),
        (MAPS, {"key": "k-1"}, {}, {"api_key": "k-1"}),
        (STRIPED, {"key": "k-1"}, {"Authorization": f"Basic {b64encode(b'k-1:').decode()}"}, {}),
        (
            LEDGER,
            {"username": "ada", "password": "pass word"},
            {"Authorization": f"Basic {b64encode(b'ada:pass word').decode()}"},
            {},
        ),
    ],
)
def test_each_kind_is_placed_as_it_is_declared(
    provider: Provider, values: dict[str, str], headers: dict[str, str], query: dict[str, str]
) -> None:
    placed = provider.filled_in.place_sealed(sealed_text(values))
    assert (placed.headers, placed.query) == (headers, query)


def test_what_is_secret_comes_out_of_answers_and_what_is_not_stays() -> None:
    placed = LEDGER.filled_in.place({"username": "ada.lovelace", "password": "correct horse"})
    joined = b64encode(b"ada.lovelace:correct horse")
    assert placed.taken_out(b"ada.lovelace correct horse " + joined) == b"ada.lovelace [removed] [removed]"


@given(st.dictionaries(NAMES, st.text(max_size=10), min_size=1, max_size=4))
def test_a_value_is_never_read_as_a_template(values: dict[str, str]) -> None:
    spelt = {name: f"{{{name}}}{value}" for name, value in values.items()}
    template = "|".join(f"{{{name}}}" for name in values)
    assert names_in(template) == tuple(values)
    assert fill(template, spelt) == "|".join(spelt.values())


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, [("fields.key", "API key is missing.")]),
        ({"key": "  "}, [("fields.key", "API key is missing.")]),
        ({"key": 7}, [("fields.key", "API key has to be a text.")]),
        ({"key": "k" * 2049}, [("fields.key", "API key has at most 2,048 characters, not 2,049.")]),
        (
            {"key": "pk-secret-value"},
            [("fields.key", "This is no API key, such as sk-example-1234. Copy it as the vendor shows it.")],
        ),
        (
            {"key": "sk-12345678", "organization": "a b", "more": "x"},
            [
                ("fields.more", "Unknown field. Expected one of: key, organization."),
                ("fields.organization", "'a b' is no Organization. Copy it as the vendor shows it."),
            ],
        ),
    ],
)
def test_every_wrong_field_is_told_and_no_secret_is_shown(given: dict[str, Any], wrong: list[tuple[str, str]]) -> None:
    _, found = read_fields(MODELS.filled_in.fields, given)
    assert found == [FieldError(*each) for each in wrong]


def test_the_spaces_around_a_copied_value_are_dropped() -> None:
    assert read_fields((KEY,), {"key": " k-1\n"}) == ({"key": "k-1"}, [])


def test_an_optional_field_may_be_left_out() -> None:
    assert read_fields(MODELS.filled_in.fields, {"key": "sk-12345678"}) == (
        {"key": "sk-12345678", "organization": ""},
        [],
    )


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://forge.acme.example", "https://forge.acme.example"),
        (" https://Forge.Acme.example:443/ ", "https://forge.acme.example"),
        ("https://forge.acme.example:8443/git/", "https://forge.acme.example:8443/git"),
    ],
)
def test_a_typed_address_is_kept_plain(typed: str, address: str) -> None:
    assert BaseUrl().address({}, typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "forge.acme.example",
        "http://forge.acme.example",
        "https://127.0.0.1",
        "https://localhost:22",
        "https://[::1]",
        "https://2130706433",
        "https://0x7f.1",
        "https://10.1.2.3",
        "https://169.254.169.254",
        "https://[::ffff:127.0.0.1]",
        "https://[64:ff9b::7f00:1]",
        "https://me:pass@forge.acme.example",
        "https://forge.acme.example?x=1",
        "https://forge.acme.example/?",
        "https://forge.acme.example/#top",
        "https://forge.acme.example/a/../b",
        "https://forge.acme.example/%2e%2e/b",
        "https://forge.acme.example\\@evil.example",
        "https://forge.acme.example\nevil.example",
        "javascript:alert(1)",
    ],
)
def test_an_address_that_could_lead_inside_is_refused(typed: str) -> None:
    with pytest.raises(InputError):
        BaseUrl().address({}, typed)


@pytest.mark.parametrize("subdomain", ["evil.example/", "evil.example#", "a.b", "-a", "a-", "", "a" * 64, "ä", "a@b"])
def test_a_field_cannot_lead_the_address_away(subdomain: str) -> None:
    base = DESK.filled_in.base_url
    assert base is not None
    with pytest.raises(InputError):
        base.address({"subdomain": subdomain, "key": "k"}, "")


def test_an_address_is_made_of_its_fields() -> None:
    base = DESK.filled_in.base_url
    assert base is not None
    assert base.address({"subdomain": "Acme-1", "key": "k"}, "https://ignored.example") == "https://acme-1.desk.example"


@pytest.mark.parametrize("provider", ALL, ids=lambda each: each.key)
def test_a_whole_provider_of_each_kind_lacks_nothing(provider: Provider) -> None:
    assert list(problems_of(provider)) == []


@pytest.mark.parametrize(
    ("credential", "problem"),
    [
        (ApiKey(fields=(), headers={"X-Key": "fixed"}, test=NOBODY), "give it at least one field"),
        (ApiKey(fields=(KEY, KEY), test=NOBODY), "two fields are called 'key'"),
        (ApiKey(headers={"X-Key": "{key}{other}"}, test=NOBODY), "'{key}{other}' needs a field 'other'"),
        (ApiKey(fields=(KEY, SUBDOMAIN), test=NOBODY), "nothing uses the fields: subdomain"),
        (ApiKey(headers={"Host": "{key}"}, test=NOBODY), "the header 'Host' is the connection's own"),
        (ApiKey(headers={"X Key": "{key}"}, test=NOBODY), "'X Key' is not a valid header name"),
        (ApiKey(fields=(replace(KEY, name="Key"),), headers={"X-Key": "x"}, test=NOBODY), "the field 'Key' has to be"),
        (ApiKey(fields=(replace(KEY, label=" "),), test=NOBODY), "the field 'key' needs the label"),
        (ApiKey(fields=(replace(KEY, pattern="["),), test=NOBODY), "the pattern of 'key' cannot be read"),
        (ApiKey(fields=(replace(KEY, example="a b"),), test=NOBODY), "the example of 'key' does not match"),
        (ApiKey(test=CredentialTest(path="me")), "the test's path 'me' has to begin with /"),
        (ApiKey(base_url=BaseUrl(template="https://{key}.x.example"), test=NOBODY), "shows the secret field 'key'"),
        (
            Basic(
                fields=(SUBDOMAIN, KEY),
                username="{key}",
                password="",
                base_url=BaseUrl(template="http://{subdomain}.x"),
                test=NOBODY,
            ),
            "has to begin with https://",
        ),
    ],
)
def test_what_is_wrong_with_a_declaration_is_named(credential: ApiKey | Basic, problem: str) -> None:
    assert any(problem in found for found in problems_of(declared("acme", credential)))


def test_a_key_without_a_header_to_go_in_is_named() -> None:
    found = list(problems_of(declared("acme", ApiKey(headers={}, test=NOBODY))))
    assert found == ["nothing uses the fields: key", "say in which header the key goes"]


def test_a_credential_has_to_be_tested_somewhere() -> None:
    (found,) = problems_of(declared("acme", ApiKey(test=NOBODY), addresses={}))
    assert found == "addresses lack api_url, below which the credential is tested; or say base_url"


def test_what_is_particular_to_a_kind_is_refused_of_another() -> None:
    with pytest.raises(TypeError, match="parcel has credentials of the kind api_key, not oauth2"):
        _ = PARCEL.oauth2
    for other in (WEATHER, courier()):
        with pytest.raises(TypeError, match="which nobody fills in"):
            _ = other.filled_in


def test_a_secret_is_never_shown_by_its_field() -> None:
    assert "hunter2" not in CredentialField(name="key", label="Key", pattern="x").problem("hunter2")


def test_a_provider_of_keys_has_addresses_without_an_issuer() -> None:
    assert FORGE.addresses_in("live").issuers == ()
    assert PARCEL.addresses_in("live")["api_url"] == "https://api.parcel.example"


def test_the_example_of_the_guide_is_whole(tmp_path: Path) -> None:
    (block,) = (
        text for text in README.read_text(encoding="utf-8").split("```python\n") if "Helpdesk's facts" in text[:60]
    )
    (tmp_path / "provider.py").write_text(block.partition("```")[0], encoding="utf-8")
    (tmp_path / "icon.svg").write_bytes((Path(__file__).parent / "icon.svg").read_bytes())
    shown: Provider = runpy.run_path(str(tmp_path / "provider.py"))["provider"]
    values, wrong = read_fields(shown.filled_in.fields, {"subdomain": "acme", "key": "k-1"})

    assert list(problems_of(shown)) == []
    assert wrong == []
    assert shown.filled_in.place(values).headers == {"Authorization": "Token k-1"}
    assert shown.filled_in.base_url is not None
    assert shown.filled_in.base_url.address(values, "") == "https://acme.helpdesk.example"
    assert shown.filled_in.test.read is not None
    assert shown.filled_in.test.read({"id": "a-1", "email": "ada@acme.example"}).email_verified is False
