"""Which models a holder can choose, and with which accounts they can be asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from integrations.billing.tokens import listed_models
from integrations.connect.states import USABLE
from integrations.execution.llm.vendors import SANDBOX, VENDORS, ModelVendor
from integrations.holders import Holder
from integrations.models import Connection


@dataclass(frozen=True, kw_only=True)
class Offered:
    """One choice: the value, the text a person reads, and a second line about it."""

    value: str
    label: str
    detail: str


def offered_models(holder: Holder) -> Iterator[Offered]:
    """Those of vendors with an account first. A vendor whose models are on no list is left to who types."""
    connected = {each.provider for each in _accounts(holder)}
    if settings.MACHINA_SANDBOX:
        yield Offered(value="sandbox/rules", label="sandbox/rules", detail="Sandbox, needs no account")
    for vendor in sorted(VENDORS.values(), key=lambda each: each.key not in connected):
        detail = vendor.name if vendor.key in connected else f"{vendor.name}, not connected"
        for name in _names(vendor):
            yield Offered(value=name, label=name, detail=detail)


def offered_accounts(holder: Holder) -> Iterator[Offered]:
    """The accounts that models can be asked with."""
    for each in _accounts(holder):
        yield Offered(value=str(each.pk), label=str(each), detail=VENDORS[each.provider].name)


def _names(vendor: ModelVendor) -> Iterator[str]:
    if vendor.key != SANDBOX and vendor.priced_as:
        listed = listed_models(vendor.priced_as)
        yield from (f"{vendor.key}/{name}" for name in listed if name.startswith(vendor.family))


def _accounts(holder: Holder) -> list[Connection]:
    theirs = Connection.objects.of(holder.customer_id).filter(provider__in=[*VENDORS], status__in=USABLE)
    return list(theirs.order_by("provider", "-connected_at", "id"))
