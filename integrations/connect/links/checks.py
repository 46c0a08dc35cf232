"""What a connect link may ask for, checked before it is made: every wrong field at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from integrations.actors import Actor
from integrations.connect import return_urls
from integrations.connect.operator_settings import operator_settings, return_addresses
from integrations.connect.scopes import group_by_provider
from integrations.connect.tokens import oauth_apps
from integrations.errors import FieldError, InputError, NotConnected, NotFound, PermissionDenied
from integrations.models import ConnectLink, Customer
from integrations.providers import registry
from integrations.providers.declare import Provider
from integrations.providers.filled_in import NoCredential
from integrations.providers.oauth2 import OAuth2

Verification = ConnectLink.Verification
LONGEST = timedelta(days=30)


def check_link(
    actor: Actor,
    customer: Customer,
    services: Sequence[str],
    *,
    lifetime: timedelta,
    return_url: str | None,
    origin: str | None,
    verification: str,
) -> None:
    """Raises InputError, or PermissionDenied where a customer's own key chooses how it is proved who clicks."""
    require_own_proof(actor, verification, "Leave verification out.")
    wrong = _services(customer, services, verification)
    if not timedelta(0) < lifetime <= LONGEST:
        wrong.append(FieldError("expires_in", "A link lives at least a second and at most 30 days."))
    if return_url and not return_urls.is_allowed(return_url, return_addresses(operator_settings())):
        wrong.append(
            FieldError("return_url", f"{return_url!r} is not under an address that the operator settings allow.")
        )
    if origin and return_urls.allowed_origin(origin, return_addresses(operator_settings())) is None:
        wrong.append(
            FieldError("origin", f"{origin!r} is not the origin of an address that the operator settings allow.")
        )
    wrong += _verification(customer, verification)
    if not customer.is_active:
        wrong.append(FieldError("customer", f"The customer {customer.key!r} is switched off. Switch it on first."))
    if wrong:
        raise InputError("The link was not made.", errors=wrong)


def require_own_proof(actor: Actor, verification: str, instead: str) -> None:
    """Whoever is confined to a customer makes and handles links with the mailed code alone. Raises PermissionDenied.

    ``instead`` is what he can do.
    """
    if not actor.sees_all and verification != Verification.EMAIL_CODE:
        raise PermissionDenied(f"A link whose proof is {verification!r} is the operator's alone. {instead}")


def _services(customer: Customer, services: Sequence[str], verification: str) -> list[FieldError]:
    if not services:
        return [FieldError("services", "Name at least one service.")]
    try:
        groups = group_by_provider(services)
    except InputError as error:
        return list(error.errors)
    wrong = []
    for key in groups:
        try:
            facts = registry.provider(key)
            _require_connectable(facts, customer)
        except (NotConnected, NotFound) as error:
            wrong.append(FieldError("services", error.detail))
            continue
        if verification == Verification.EXPECTED_ACCOUNT and not facts.verifies_identity:
            wrong.append(
                FieldError("verification", f"{facts.name} does not verify who an account belongs to. Use email_code.")
            )
    return wrong


def _require_connectable(facts: Provider, customer: Customer) -> None:
    """Raises NotConnected where there is no OAuth app, and where the vendor asks nobody who they are."""
    if isinstance(facts.credential, NoCredential):
        raise NotConnected(f"{facts.name} asks nobody who they are: there is nothing to connect.")
    if isinstance(facts.credential, OAuth2):
        oauth_apps.app_for(facts.key, customer)


def _verification(customer: Customer, verification: str) -> list[FieldError]:
    expects = customer.email or customer.domain or customer.expected_accounts
    if verification not in Verification.values:
        words = f"{verification!r} is not one of: {', '.join(Verification.values)}."
    elif verification == Verification.EMAIL_CODE and not customer.email:
        words = f"The customer {customer.key!r} has no e-mail address to send the code to. Add one to the customer."
    elif verification == Verification.EXPECTED_ACCOUNT and not expects:
        words = f"The customer {customer.key!r} expects no account. Add an e-mail, a domain or expected accounts."
    else:
        return []
    return [FieldError("verification", words)]
