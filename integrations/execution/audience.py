"""Choosing customers for something that is done for many: by a tag, or by the accounts they have connected."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from django.db.models import Count, Q, QuerySet

from integrations.actors import Actor
from integrations.connect.states import USABLE
from integrations.models import Customer

TAGS = "tags"
"""The name in a customer's metadata that tags are kept under, as a list of texts."""


def tagged(actor: Actor, tag: str, *, after: str = "") -> Iterator[Customer]:
    """The active customers with a tag, by their keys in order, those behind ``after``.

    They are read one after another: what lies inside of metadata is not looked for by the database.
    """
    for customer in _active(actor, after).iterator(chunk_size=500):
        if tag in tags_of(customer.metadata):
            yield customer


def connected(actor: Actor, providers: Collection[str], *, after: str = "") -> Iterator[Customer]:
    """The active customers who have an account that works at each of the providers, likewise."""
    found = _active(actor, after)
    if providers:
        works = Q(connections__status__in=USABLE, connections__provider__in=providers)
        found = found.annotate(at=Count("connections__provider", filter=works, distinct=True)).filter(at=len(providers))
    return iter(found.iterator(chunk_size=500))


def active_customers() -> QuerySet[Customer]:
    """All who are switched on, by name."""
    return Customer.objects.filter(is_active=True).order_by("name")


def tags_of(metadata: Mapping[str, object]) -> list[str]:
    """The tags in a customer's metadata; none where there is something else under that name."""
    tags = metadata.get(TAGS)
    return [each for each in tags if isinstance(each, str)] if isinstance(tags, list) else []


def _active(actor: Actor, after: str) -> QuerySet[Customer]:
    return Customer.objects.visible_to(actor).filter(is_active=True, key__gt=after).order_by("key")
