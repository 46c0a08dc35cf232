"""Whose account it is: the owner's or one customer's, said in so many words; and the right to act on it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from integrations.acting import as_of_now
from integrations.actors import Actor, Right
from integrations.errors import FieldError, InputError, NotConnected, NotFound, PermissionDenied
from integrations.models import Customer as Customer  # also for packages that may not know the models
from integrations.models import OperatorSettings
from integrations.prepared.queries import prepared

OWNER_OR_CUSTOMER = "Name a customer by its key, or say account_mode owner for the operator's own account."
ONE_OF_BOTH = "account_mode owner uses the operator's own account. Leave the customer out, or choose customer."


@dataclass(frozen=True)
class Holder:
    """Who holds an account. Made by ``Holder.owner()`` or ``Holder.customer(…)``: nothing stands for the owner else."""

    of: Customer | None
    """The customer; None for the owner."""

    @classmethod
    def owner(cls) -> Holder:
        """The operator's own side."""
        return cls(None)

    @classmethod
    def customer(cls, customer: Customer) -> Holder:
        """One customer."""
        return cls(customer)

    @classmethod
    def whose(cls, customer: Customer | None) -> Holder:
        """The holder of a stored row, whose empty customer has always meant the owner."""
        return cls(customer)

    @classmethod
    def stored(cls, customer: Customer | None, *, is_owner: bool) -> Holder:
        """The holder of a row that says so itself. Raises NotFound where its customer has been deleted since."""
        if customer is None and not is_owner:
            raise NotFound("The customer whose account this was no longer exists.")
        return cls(customer)

    @property
    def is_owner(self) -> bool:
        return self.of is None

    @property
    def customer_id(self) -> UUID | None:
        """As rows keep it: null for the owner."""
        return self.of.pk if self.of else None

    @property
    def scope(self) -> str:
        """The same text for the same holder, for keys that are unique within one."""
        return f"customer:{self.of.pk}" if self.of else "owner"

    def __str__(self) -> str:
        return f"the customer {self.of.key!r}" if self.of else "the owner"


def holder_problem(account_mode: object, customer: object, *, field: str) -> FieldError | None:
    """What is wrong with whose account was named: neither the owner nor a customer, or both; None if nothing.

    ``account_mode`` None stands for ``customer``. ``field`` is how the caller spells the customer.
    """
    if account_mode == "owner":
        return FieldError(field, ONE_OF_BOTH) if customer is not None else None
    if account_mode in (None, "customer") and customer is None:
        return FieldError(field, OWNER_OR_CUSTOMER)
    return None


def find_holder(actor: Actor, account_mode: str | None, customer: str | None, *, field: str) -> Holder:
    """The holder that REST, the socket and commands name alike. Raises InputError, and NotFound for a key the actor
    cannot see."""
    wrong = holder_problem(account_mode, customer, field=field)
    if wrong is not None:
        raise InputError(wrong.message, errors=[wrong])
    return Holder.owner() if customer is None else Holder.customer(get_customer(actor, customer))


def get_customer(actor: Actor, key: str) -> Customer:
    """Raises NotFound, also for another customer's key."""
    is_storable = "\0" not in key  # PostgreSQL refuses even to look for a NUL
    for customer in _customers(key=key) if is_storable else ():
        if actor.sees_all or customer.pk == actor.customer_id:
            return customer
    raise NotFound(f"There is no customer {key!r}. GET /api/v1/customers/ lists them.")


def unknown_customers(keys: Collection[str]) -> set[str]:
    """Those of the keys that belong to no customer."""
    storable = [key for key in keys if "\0" not in key]
    found = Customer.objects.filter(key__in=storable).values_list("key", flat=True) if storable else ()
    return {*keys} - {*found}


@prepared
def _customers(*, key: str) -> QuerySet[Customer]:
    return Customer.objects.filter(key=key).order_by()


def require_visible(actor: Actor, holder: Holder) -> None:
    """Raises NotFound where the actor is confined to another customer than this holder."""
    if actor.sees_all or (holder.of is not None and holder.of.pk == actor.customer_id):
        return
    raise NotFound(f"There is no customer {holder.of.key!r}." if holder.of else NO_OWNER_HERE)


NO_OWNER_HERE = "There is no owner's account to see here. Name your customer."


def authorise(actor: Actor, holder: Holder, *, right: Right = "operate") -> None:
    """Raises NotFound for a holder the actor cannot see, PermissionDenied without the right."""
    require_visible(actor, holder)
    if not actor.may(right):
        raise PermissionDenied(f"{actor.label!r} may not act on accounts: that needs the right {right!r}.")


def authorise_now(actor: Actor, holder: Holder, *, right: Right = "operate") -> Actor:
    """The right to an effect, read again under the holder's lock in the transaction that makes the effect true.

    Returns the actor with today's rights. Raises what ``authorise`` raises, PermissionDenied for an actor who has
    been switched off since, and NotConnected for a customer who has been.
    """
    stored = lock_holder(holder)
    if stored is not None and not stored.is_active:
        raise NotConnected(f"The customer {stored.key!r} is switched off. Switch it on before using its accounts.")
    now = as_of_now(actor)
    authorise(now, holder, right=right)
    return now


def lock_holder(holder: Holder) -> Customer | None:
    """Make everyone who changes what this holder has queue up until the transaction ends.

    Returns the customer as he is now; None for the owner, whom the settings' row stands for. Raises NotFound.
    """
    if holder.of is None:
        OperatorSettings.objects.get_or_create(pk=1)
        OperatorSettings.objects.select_for_update().get(pk=1)
        return None
    stored = Customer.objects.select_for_update().filter(pk=holder.of.pk).first()
    if stored is None:
        raise NotFound(f"There is no customer {holder.of.key!r}.")
    return stored
