"""Creating and changing customers: the rules that the admin, REST and commands share."""

from __future__ import annotations

from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction

from integrations import audit
from integrations.actors import Actor
from integrations.connect.accounts.customer_fields import CHECKS, WrongField, check_key
from integrations.connect.actors import require_operate, require_operator_side
from integrations.errors import Conflict, FieldError, InputError, NotFound, PermissionDenied
from integrations.models import Customer

OWN_FIELDS = frozenset({"name", "metadata"})
"""What a customer's own key may change. Everything else decides whose accounts are accepted, or whether at all."""


class CustomerFields(TypedDict, total=False):
    """Fields of a customer that can change; those left out stay as they are."""

    name: str
    email: str
    domain: str
    expected_accounts: list[str]
    any_account: bool
    is_active: bool
    time_zone: str
    metadata: dict[str, object]


def create_customer(actor: Actor, *, key: str, **fields: Unpack[CustomerFields]) -> Customer:
    """Raises InputError with every wrong field, Conflict for a taken key, NotFound to a customer's own key."""
    require_operator_side(actor, "There are no other customers to see here.")
    require_operate(actor, "create customers")
    values, wrong = _checked(fields)
    wrong = [*check_key(key), *wrong]
    if "name" not in fields:
        wrong.append(FieldError("name", "Give the customer a name."))
    if wrong:
        raise InputError("The customer is not complete.", errors=wrong)
    customer = Customer(key=key, **values)
    try:
        with transaction.atomic():
            customer.save(force_insert=True)
            audit.record(
                actor, "connect.customer.create", customer, customer_id=customer.pk, after={"key": key, **values}
            )
    except IntegrityError:
        raise Conflict(f"There is already a customer with the key {key!r}. Choose another key.") from None
    return customer


@transaction.atomic
def update_customer(actor: Actor, customer: Customer, **fields: Unpack[CustomerFields]) -> Customer:
    """Change the given fields. Raises InputError, NotFound, and PermissionDenied for what only the operator decides."""
    stored = Customer.objects.visible_to(actor).select_for_update().filter(pk=customer.pk).first()
    if stored is None:
        raise NotFound(f"There is no customer {customer.key!r}.")
    require_operate(actor, "change customers")
    if not actor.sees_all and (forbidden := sorted(fields.keys() - OWN_FIELDS)):
        raise PermissionDenied(
            f"{', '.join(forbidden)} can be changed by the operator alone: it decides which accounts are accepted."
        )
    values, wrong = _checked(fields)
    if wrong:
        raise InputError("The customer was not changed.", errors=wrong)
    before = {name: getattr(stored, name) for name, value in values.items() if getattr(stored, name) != value}
    if before:
        for name in before:
            setattr(stored, name, values[name])
        stored.save(update_fields=[*before, "updated_at"])
        after = {name: values[name] for name in before}
        audit.record(actor, "connect.customer.change", stored, customer_id=stored.pk, before=before, after=after)
    return stored


def _checked(fields: CustomerFields) -> tuple[dict[str, object], list[FieldError]]:
    values: dict[str, object] = {}
    wrong: list[FieldError] = []
    for name, value in fields.items():
        if name not in CHECKS:
            wrong.append(FieldError(name, f"A customer has no field {name!r}. Fields are: {', '.join(CHECKS)}."))
            continue
        try:
            values[name] = CHECKS[name](value)
        except WrongField as error:
            wrong.append(FieldError(name, str(error)))
    return values, wrong
