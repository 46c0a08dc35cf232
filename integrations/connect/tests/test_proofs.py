"""Which accounts a customer's record expects."""

from __future__ import annotations

import pytest

from integrations.connect.accounts.proofs import is_expected
from integrations.models import Customer
from integrations.providers.consent import Identity

ACME = Customer(
    key="acme", email="Team@acme.example", domain="acme.example", expected_accounts=["assistant@elsewhere.example"]
)


def identity(email: str, *, domain: str = "", verified: bool = True) -> Identity:
    return Identity("1", email, verified, domain, "")


@pytest.mark.parametrize(
    "account",
    [
        identity("team@acme.example"),
        identity("TEAM@ACME.EXAMPLE"),
        identity("assistant@elsewhere.example"),
        identity("anyone@acme.example", domain="acme.example"),
        identity("alias@other.example", domain="ACME.example", verified=False),
    ],
)
def test_expected_accounts_are_known(account: Identity) -> None:
    assert is_expected(ACME, "google", account)


@pytest.mark.parametrize(
    "account",
    [
        identity("someone@acme.example"),
        identity("team@acme.example", verified=False),
        identity("team@acme.example.evil.example", domain="evil.example"),
        identity("team+x@acme.example"),
        identity("xteam@acme.example"),
        identity("x@evil.example", domain="sub.acme.example"),
        identity("x@evil.example", domain="acme.example.evil.example"),
        identity("", domain=""),
    ],
)
def test_others_are_not(account: Identity) -> None:
    assert not is_expected(ACME, "google", account)


def test_letters_that_fold_into_ascii_are_other_letters() -> None:
    """KELVIN SIGN lower-cases to k, LATIN SMALL LETTER DOTLESS I upper-cases to I."""
    customer = Customer(key="kiosk", email="kiosk@acme.example")

    assert not is_expected(customer, "google", identity("\u212aiosk@acme.example"))
    assert not is_expected(customer, "google", identity("k\u0131osk@acme.example"))


def test_a_record_that_expects_nothing_matches_nothing() -> None:
    assert not is_expected(Customer(key="new"), "google", identity("", domain=""))


def test_a_public_domain_that_got_into_the_record_still_proves_nothing() -> None:
    customer = Customer(key="sloppy", domain="gmail.com")

    assert not is_expected(customer, "google", identity("x@gmail.com", domain="gmail.com"))
