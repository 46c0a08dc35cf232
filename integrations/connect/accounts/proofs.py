"""Proof of who clicked: what makes a connection usable at once, and an operator's confirmation of the others.

The attacker may be the customer: he lets a victim open his link and relays the mailed code. So the browser half of a
proof (the code) never suffices without the account half: an account that the customer's record expects.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from integrations import audit
from integrations.actors import Actor
from integrations.connect.accounts import connections
from integrations.connect.accounts.customer_fields import PUBLIC_MAIL_DOMAINS
from integrations.connect.actors import require_operate, require_operator_side
from integrations.connect.states import Status
from integrations.errors import Conflict, NotFound
from integrations.holders import Holder, authorise_now
from integrations.models import ConnectAttempt, Connection, ConnectLink, Customer
from integrations.providers import registry
from integrations.providers.consent import Identity

WAITS_UNPROVED = timedelta(minutes=15)
WAITS_FOR_OPERATOR = timedelta(days=3)


@dataclass(frozen=True)
class Proof:
    """How an attempt is judged: usable at once, or waiting this long."""

    waits: timedelta | None
    expected_as: str = ""
    """The address by which the customer's record names the account; it may have been renamed since."""

    @property
    def proved(self) -> bool:
        return self.waits is None

    @property
    def operator_decides(self) -> bool:
        return self.waits == WAITS_FOR_OPERATOR


def judge(attempt: ConnectAttempt, identity: Identity) -> Proof:
    """Whether the account that came back may be used.

    Without a link a signed-in operator made the attempt and vouches for it. A link that an operator made for one
    connection accepts that same account, which was proved when it was first connected.
    """
    link = attempt.link
    if link is None:
        return Proof(waits=None)
    if link.verification == ConnectLink.Verification.OPERATOR:
        return Proof(waits=WAITS_FOR_OPERATOR)
    named = expected_as(link.customer, attempt.provider, identity, _same_account(attempt, identity))
    expected = named or is_expected(link.customer, attempt.provider, identity) or _is_reconnected(attempt, identity)
    if link.verification == ConnectLink.Verification.EXPECTED_ACCOUNT:
        return Proof(waits=None if expected else WAITS_UNPROVED, expected_as=named)
    return Proof(waits=None if expected or link.customer.any_account else WAITS_FOR_OPERATOR, expected_as=named)


def expected_as(customer: Customer, provider: str, identity: Identity, known: Connection | None) -> str:
    """The address of the account that the customer's record names today: the one it has, or the one it had when it was
    connected before. An account is the same by the vendor's id, whatever it is called now.
    """
    facts = registry.provider(provider)
    if not facts.verifies_identity or not facts.credential.tells_account:
        return ""
    had = [identity.email] if identity.email_verified else []
    if known is not None:
        had += [known.expected_as] if known.expected_as else [known.email] if known.email_verified else []
    addresses = [customer.email, *customer.expected_accounts]
    return next((each for each in had if any(_is_same(each, address) for address in addresses)), "")


def is_expected(customer: Customer, provider: str, identity: Identity) -> bool:
    """Whether the customer's record names this account: its verified e-mail, or the organisation vouched for.

    The right half of an e-mail address proves nothing, and neither does a domain at which anyone gets an address.
    """
    if not registry.provider(provider).verifies_identity:
        return False
    if expected_as(customer, provider, identity, None):
        return True
    return _is_same(identity.domain, customer.domain) and identity.domain.lower() not in PUBLIC_MAIL_DOMAINS


def judge_by_key(actor: Actor, customer: Customer | None, provider: str, identity: Identity) -> Proof:
    """The same for a credential that came by REST: the operator's side vouches, and a customer's key proves no more
    than a mailed code does.
    """
    if actor.sees_all or customer is None:
        return Proof(waits=None)
    wish = ConnectAttempt(provider=provider, customer=customer)
    named = expected_as(customer, provider, identity, _same_account(wish, identity))
    expected = named or is_expected(customer, provider, identity) or customer.any_account
    return Proof(waits=None if expected else WAITS_FOR_OPERATOR, expected_as=named)


@transaction.atomic
def confirm(actor: Actor, connection: Connection) -> Connection:
    """Accept a pending connection; where the account was connected before, that connection takes over the new grant.

    Raises NotFound to anyone confined to a customer, PermissionDenied, and Conflict when it is not pending any more.
    """
    missing = f"There is no connection {str(connection.pk)!r} waiting here."
    require_operator_side(actor, missing)
    require_operate(actor, "confirm accounts")
    authorise_now(actor, Holder.whose(connection.customer))
    pending = Connection.objects.select_related("customer", "grant", "oauth_app").filter(pk=connection.pk).first()
    if pending is None:
        raise NotFound(missing)
    if pending.status != Status.PENDING or pending.pending_until is None or pending.pending_until <= timezone.now():
        raise Conflict(f"{pending} is {pending.status}, not waiting to be confirmed. Let the customer connect again.")
    confirmed = connections.accept(pending)
    audit.record(
        actor,
        "connect.connection.confirm",
        confirmed,
        customer_id=confirmed.customer_id,
        before={"connection": str(pending.pk), "status": Status.PENDING.value},
        after={"account": str(confirmed), "provider": confirmed.provider, "status": confirmed.status},
    )
    return confirmed


def _same_account(attempt: ConnectAttempt, identity: Identity) -> Connection | None:
    """The account as it was connected before, if it was."""
    same = Connection.objects.of(attempt.customer_id).filter(
        provider=attempt.provider, oauth_app=attempt.oauth_app, account_id=identity.account_id
    )
    return same.exclude(status=Status.PENDING).first()


def _is_reconnected(attempt: ConnectAttempt, identity: Identity) -> bool:
    """Where the provider says whose account it is: a credential that it accepts may be anybody's."""
    if not registry.provider(attempt.provider).credential.tells_account:
        return False
    known = attempt.reconnect
    return known is not None and known.status != Status.REVOKED and known.account_id == identity.account_id


def _is_same(given: str, expected: str) -> bool:
    """Equal apart from case, in ASCII alone: other letters fold into ASCII ones that they are not."""
    if not given or not expected:
        return False
    if given.isascii() and expected.isascii():
        return given.lower() == expected.lower()
    return given == expected
