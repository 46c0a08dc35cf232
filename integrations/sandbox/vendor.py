"""A vendor of the sandbox, as the control endpoint and the page for people see every one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from integrations.sandbox.models import Account, Consent


@dataclass(frozen=True, kw_only=True)
class Person:
    """What an account is made from."""

    email: str
    given_name: str
    family_name: str = ""
    hosted_domain: str = ""
    """The company's domain: of a Workspace, a team; empty for consumers."""
    time_zone: str = "Europe/Berlin"


YARA = Person(
    email="yara.keller@globex.example", given_name="Yara", family_name="Keller", hosted_domain="globex.example"
)
"""Works for a company."""
THEO = Person(email="theo.marsh@sandmail.example", given_name="Theo", family_name="Marsh", time_zone="Europe/London")
"""A consumer."""


class Decide(Protocol):
    """A person's decision on an authorization request; the address the browser is sent to. Raises Refused."""

    def __call__(
        self, email: str, query: Mapping[str, str], *, scopes: frozenset[str] | None, is_allowed: bool, root: str
    ) -> str:
        """``scopes`` are the ticked ones, None is all; ``root`` is the vendor's address in this sandbox."""


class AddAccount(Protocol):
    """Makes the account of a person, or finds it."""

    def __call__(self, person: Person, *, with_content: bool) -> Account:
        """``with_content`` puts in what the demo accounts have."""


def ensure_accounts(provider: str, add_account: AddAccount, *people: Person) -> None:
    """Make the accounts of these people if the vendor has no account at all."""
    if not Account.objects.filter(provider=provider).exists():
        for person in people:
            add_account(person, with_content=True)


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """One folder of the sandbox."""

    key: str
    """The first part of its addresses, and `Account.provider`."""
    name: str
    """As people know it."""
    methods: tuple[str, ...]
    """First parts of its methods' names, by which a rule finds its vendor."""
    ensure_demo_accounts: Callable[[], None]
    add_account: AddAccount
    decide: Decide
    account_template: str
    """Draws what is in an account."""
    account_context: Callable[[Account], dict[str, object]]
    """What that template shows."""
    end_access: Callable[[Consent], object] = lambda consent: consent.delete()
    """What happens when a person removes an app's access."""
    forget: Callable[[], None] = lambda: None
    """Deletes what does not end with the accounts."""
