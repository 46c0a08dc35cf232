"""The ledger as one actor may see it: a row for each thing that has a price."""

from __future__ import annotations

from django.db.models import Case, OuterRef, QuerySet, Subquery, When

from integrations.actors import Actor
from integrations.errors import NotFound
from integrations.margin import sees_cost
from integrations.models import Customer, UsageLine
from integrations.models.exact import ExactSum


def usage_of(actor: Actor, *, customer: Customer | None = None) -> QuerySet[UsageLine]:
    """What has a price, newest first, in the order of the ledger's indexes for keyset pages. Raises NotFound.

    A call is one row, that of its sale, with what its other lines cost us as ``cost_beside`` (None on rows that are
    no sale of a call); a correction is a row of its own. A customer does not see that our own cost was corrected.
    """
    lines = UsageLine.objects.charges().order_by("-recorded_at", "-position").annotate(cost_beside=_cost_beside())
    if not sees_cost(actor):
        lines = lines.filter(unit_price__isnull=False)
    if customer is not None and not actor.sees_all and actor.customer_id != customer.pk:
        raise NotFound(f"There is no customer {customer.key!r}.")
    customer_id = customer.pk if customer is not None else actor.customer_id
    return lines if customer_id is None else lines.filter(customer_id=customer_id)


def _cost_beside() -> Case:
    costs = (
        UsageLine.objects.costs()
        .filter(source_id=OuterRef("source_id"), source_kind=OuterRef("source_kind"))
        .order_by()
        .values("source_id")
        .annotate(total=ExactSum("cost"))
    )
    is_sale = {"source_kind": UsageLine.SourceKind.CALL, "meter": UsageLine.CALL}
    return Case(When(**is_sale, then=Subquery(costs.values("total"))))
