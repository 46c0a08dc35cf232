"""The way of a connect link from open to finished, as the person who opened it walks it."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from integrations import events
from integrations.connect.one_time import hashed
from integrations.connect.scopes import group_installed
from integrations.models import ConnectLink, Customer

State = ConnectLink.State


def find_link(token: str) -> ConnectLink | None:
    """The link of an address, whatever its state."""
    return ConnectLink.objects.select_related("customer", "reconnect").filter(token_hash=hashed(token)).first()


def is_usable(link: ConnectLink) -> bool:
    """Whether its time is not up and nobody has ended it, by what is stored now."""
    return ConnectLink.objects.filter(
        pk=link.pk, state__in=(State.OPEN, State.BOUND), expires_at__gt=Now(), customer__is_active=True
    ).exists()


def is_in_use(link: ConnectLink) -> bool:
    """Whether the browser that it is bound to may take a step: it is neither finished nor ended otherwise."""
    return link.state == State.BOUND and is_usable(link)


def locked(link: ConnectLink) -> ConnectLink:
    """The link as it is stored now, locked until the transaction ends. Raises ConnectLink.DoesNotExist."""
    return ConnectLink.objects.select_for_update(of=("self",)).select_related("customer").get(pk=link.pk)


def bind(link: ConnectLink, browser: str) -> bool:
    """Give an open link to one browser. False when another one was faster, or the link has ended."""
    active = Customer.objects.filter(is_active=True)
    waiting = ConnectLink.objects.filter(pk=link.pk, state=State.OPEN, expires_at__gt=Now(), customer__in=active)
    return waiting.update(state=State.BOUND, browser_hash=browser) == 1


def tick_off(link: ConnectLink, provider: str) -> None:
    """One provider is done; when all are, the link is finished. Call inside a transaction."""
    stored = locked(link)
    done = list(dict.fromkeys([*stored.finished_providers, provider]))
    stored.finished_providers = done
    if stored.state == State.BOUND and set(group_installed(stored.services)) <= set(done):
        stored.state, stored.finished_at = State.FINISHED, timezone.now()
        payload = {"link": str(stored.pk), "customer_id": stored.customer.key, "providers": done}
        events.emit("link.finished", payload, customer_id=stored.customer_id)
    stored.save(update_fields=["finished_providers", "state", "finished_at"])


def take_back(link: ConnectLink, provider: str) -> None:
    """The account was disconnected again on the link's own page: another one may be connected, unless it has ended."""
    with transaction.atomic():
        stored = locked(link)
        if is_in_use(stored):
            stored.finished_providers = [done for done in stored.finished_providers if done != provider]
            stored.save(update_fields=["finished_providers"])
