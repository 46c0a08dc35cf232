"""Whose account a request is about, and whether the actor may use it at all."""

from __future__ import annotations

from integrations.actors import Actor
from integrations.errors import FieldError, InputError, NotFound, PermissionDenied
from integrations.models import Customer


def authorise(actor: Actor, *, customer: Customer | None, owner: bool) -> None:
    """Nothing stands for the owner but ``owner``; a customer's actor knows of no one else.

    Raises InputError for neither or both, NotFound, and PermissionDenied without the right to operate.
    """
    if customer is None and not owner:
        message = "Say whose account it is: name a customer, or the owner explicitly. The owner is never assumed."
        raise InputError(message, errors=[FieldError("customer", message)])
    if customer is not None and owner:
        message = "Name either a customer or the owner, not both."
        raise InputError(message, errors=[FieldError("customer", message)])
    if not actor.sees_all and (customer is None or customer.pk != actor.customer_id):
        raise NotFound("There is no such account holder." if customer is None else f"There is no {customer.key!r}.")
    if not actor.may("operate"):
        raise PermissionDenied(f"{actor.label!r} may not run operations: that needs the right 'operate'.")
