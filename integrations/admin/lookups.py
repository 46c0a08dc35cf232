"""Filters of lists that show names, and fieldsets without what there is nothing to say of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter, RangeDateTimeFilter

from integrations.admin.display import CONNECTION_WORDS, OWNER, provider_name
from integrations.models import Connection, Customer

MOST_CHOICES = 500
TROUBLED = (Connection.Status.NEEDS_RECONNECT, Connection.Status.REFRESH_FAILING, Connection.Status.SCOPE_MISSING)
"""What a person should look at."""


class CustomerFilter(DropdownFilter):
    """One customer, or the owner."""

    title = "customer"
    parameter_name = "customer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = Customer.objects.order_by("name").values_list("pk", "name")[:MOST_CHOICES]
        return [("owner", OWNER), *((str(pk), name) for pk, name in rows)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case None | "":
                return queryset
            case "owner":
                return queryset.filter(customer_id__isnull=True)
            case key:
                customer_id = uuid_of(key)
                return queryset.filter(customer_id=customer_id) if customer_id else queryset.none()


class ChosenFilter(DropdownFilter):
    """One of a few choices of a field, by their words; ``also`` are choices that stand for several."""

    field: str

    def choices_in_words(self) -> Iterable[tuple[str, str]]:
        raise NotImplementedError

    def several(self) -> dict[str, Collection[str]]:
        return {}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.choices_in_words())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        if value not in dict(self.lookup_choices):
            return queryset.none()
        return queryset.filter(**{f"{self.field}__in": self.several().get(value, [value])})


class StatusFilter(ChosenFilter):
    """Connections by their state."""

    title = "state"
    parameter_name = "status"
    field = "status"

    def choices_in_words(self) -> Iterable[tuple[str, str]]:
        return [("troubled", "Needs attention"), *CONNECTION_WORDS.items()]

    def several(self) -> dict[str, Collection[str]]:
        return {"troubled": TROUBLED}


class ProviderFilter(ChosenFilter):
    """By provider, those that rows are of."""

    title = "provider"
    parameter_name = "provider"
    field = "provider"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        keys = model_admin.model.objects.order_by("provider").values_list("provider", flat=True).distinct()
        return [(key, provider_name(key)) for key in keys]


class MomentFilter(RangeDateTimeFilter):
    """From one moment to another, in UTC as everywhere here."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        for end, lookup in (("from", "gte"), ("to", "lte")):
            day, hour = (self.used_parameters.get(f"{self.parameter_name}_{end}_{part}") for part in (0, 1))
            if not day:
                continue
            try:
                moment = datetime.fromisoformat(f"{day} {hour or '00:00'}").replace(tzinfo=UTC)
            except ValueError:
                return queryset.none()
            queryset = queryset.filter(**{f"{self.parameter_name}__{lookup}": moment})
        return queryset


def shown_fieldsets(fieldsets: Any, row: Any, *, optional: Collection[str], admin: Any) -> Any:  # Django's own types
    """The fieldsets of a row without those of the ``optional`` fields that are empty on it."""

    def says_something(name: str) -> bool:
        if row is None or name not in optional:
            return True
        told: Callable[[Any], object] = getattr(admin, name)
        return bool(told(row))

    return [
        (title, {**options, "fields": [name for name in options["fields"] if says_something(name)]})
        for title, options in fieldsets
    ]


def uuid_of(text: str) -> UUID | None:
    """The id in the address of a list; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
