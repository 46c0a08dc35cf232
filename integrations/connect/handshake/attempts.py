"""Attempts: one row for each start of connecting, started once, and claimed once before anything is taken in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from integrations import audit
from integrations.acting import actor_of_user
from integrations.actors import SYSTEM, Actor
from integrations.connect.actors import actor_of_link, require_operate, require_operator_side
from integrations.connect.handshake.browser import known_browser, remember_browser
from integrations.connect.one_time import hashed, new_secret
from integrations.connect.scopes import asked_scopes, services_of
from integrations.connect.states import LIVE, Status
from integrations.connect.tokens import oauth_apps
from integrations.errors import Conflict, NotConnected, PermissionDenied
from integrations.holders import Holder
from integrations.models import ConnectAttempt, Connection, ConnectLink, Customer, OAuthApp
from integrations.providers import registry
from integrations.providers.declare import Provider
from integrations.providers.filled_in import FilledIn, NoCredential

LIFETIME = timedelta(minutes=10)
START_WITHIN = timedelta(seconds=60)
_LOADED = ("oauth_app", "customer", "staff", "link__customer", "reconnect")


@transaction.atomic
def begin_login(
    actor: Actor,
    provider: str,
    services: Sequence[str] | None,
    session_key: str | None,
    *,
    holder: Holder,
    reconnect: Connection | None = None,
) -> str:
    """The address of our start page, good once, for 60 seconds, in this staff session alone.

    ``services`` None asks for all of the provider's; for a customer's account the operator vouches. Raises NotFound,
    InputError, NotConnected (no OAuth app) and PermissionDenied.
    """
    require_operator_side(actor, "There is no owner's account to see here.")
    require_operate(actor, "connect accounts")
    if actor.kind != "staff" or not session_key:
        raise PermissionDenied("Only a signed-in operator can connect an account here. Use a connect link instead.")
    facts = registry.provider(provider)
    wanted = services_of(facts.key, services)
    start = new_secret()
    attempt = _create(
        provider,
        wanted,
        customer=holder.of,
        reconnect=reconnect or _only_ended(facts, holder),
        staff_id=actor.id,
        start_hash=hashed(start),
        start_expires_at=timezone.now() + START_WITHIN,
        session_hash=hashed(session_key),
    )
    audit.record(actor, "connect.attempt.begin", attempt, customer_id=attempt.customer_id, after={"services": wanted})
    return settings.PUBLIC_URL + reverse("connect_start", args=[start])


def begin_from_link(link: ConnectLink, provider: str, services: Sequence[str]) -> ConnectAttempt:
    """An attempt for one provider of a link that is bound to the asking browser."""
    return _create(provider, services, customer=link.customer, reconnect=link.reconnect, link=link)


def take_start(request: HttpRequest, start: str) -> ConnectAttempt | None:
    """The attempt behind a start page, once: None when it is used, late, or asked for by another session."""
    waiting = ConnectAttempt.objects.filter(
        start_hash=hashed(start),
        session_hash=hashed(request.session.session_key or ""),
        staff_id=request.user.pk,
        started_at=None,
        start_expires_at__gt=Now(),
    )
    if request.user.pk is None or waiting.update(started_at=Now()) != 1:
        return None
    return ConnectAttempt.objects.select_related(*_LOADED).get(start_hash=hashed(start))


def arm(request: HttpRequest, attempt: ConnectAttempt) -> str:
    """Bind the attempt to this browser and give it a state, which is returned and stored as a hash only."""
    state = new_secret()
    attempt.state_hash, attempt.nonce_hash = hashed(state), hashed(remember_browser(request))
    attempt.started_at = attempt.started_at or timezone.now()
    attempt.save(update_fields=["state_hash", "nonce_hash", "started_at"])
    return state


def claim(request: HttpRequest, provider: str) -> ConnectAttempt | None:
    """The attempt this callback belongs to, for exactly one caller; None means that it has to be refused.

    One UPDATE decides: the state is known, this browser started it, nobody has claimed it and its time is not up.
    """
    state, browser = request.GET.get("state", ""), known_browser(request)
    if not state or not browser:
        return None
    waiting = ConnectAttempt.objects.filter(
        provider=provider,
        state_hash=hashed(state),
        nonce_hash=hashed(browser),
        claimed_at=None,
        expires_at__gt=Now(),
    )
    if waiting.update(claimed_at=Now()) != 1:
        return None
    return ConnectAttempt.objects.select_related(*_LOADED).get(state_hash=hashed(state))


def waiting_here(request: HttpRequest, attempt_id: UUID) -> ConnectAttempt | None:
    """The attempt whose credential this browser is about to fill in; None when it has ended or is another browser's."""
    return _waiting_here(request, attempt_id).select_related(*_LOADED).first()


def claim_here(request: HttpRequest, attempt: ConnectAttempt) -> bool:
    """Whether this caller, of all who fill it in at once, is the one that counts."""
    return _waiting_here(request, attempt.pk).update(claimed_at=Now()) == 1


def _waiting_here(request: HttpRequest, attempt_id: UUID) -> QuerySet[ConnectAttempt]:
    browser = known_browser(request)
    if not browser:
        return ConnectAttempt.objects.none()
    # A link may have been freed for another one since.
    of_browser = Q(link=None) | Q(link__in=ConnectLink.objects.filter(browser_hash=browser))
    return ConnectAttempt.objects.filter(
        of_browser, pk=attempt_id, oauth_app=None, nonce_hash=hashed(browser), claimed_at=None, expires_at__gt=Now()
    )


def services_to_ask(
    provider: str, services: Sequence[str], *, customer: Customer, reconnect: Connection | None
) -> list[str]:
    """All services an attempt would ask for: these, and those of the connection it would widen."""
    try:
        app = _app(registry.provider(provider), customer, reconnect)
    except NotConnected:
        return list(services)
    widened = reconnect or _only_connection(provider, customer, app)
    return list(dict.fromkeys([*(widened.services if widened else ()), *services]))


def _create(
    provider: str,
    services: Sequence[str],
    *,
    customer: Customer | None,
    reconnect: Connection | None,
    link: ConnectLink | None = None,
    **fields: object,
) -> ConnectAttempt:
    facts = registry.provider(provider)
    app = _app(facts, customer, reconnect)
    widened = reconnect or _only_connection(provider, customer, app)
    asked = list(dict.fromkeys([*(widened.services if widened else ()), *services]))
    return ConnectAttempt.objects.create(
        provider=provider,
        oauth_app=app,
        customer=customer,
        reconnect=reconnect,
        link=link,
        services=asked,
        scopes=asked_scopes(facts, asked, also=widened.scopes if widened else ()),
        return_url=link.return_url if link else "",
        expires_at=timezone.now() + LIFETIME,
        **fields,
    )


def _app(facts: Provider, customer: Customer | None, reconnect: Connection | None) -> OAuthApp | None:
    """None for a credential that is filled in. Raises NotConnected, and Conflict where there is nothing to connect."""
    if isinstance(facts.credential, NoCredential):
        raise Conflict(f"{facts.name} asks nobody who they are: its operations run without an account.")
    if isinstance(facts.credential, FilledIn):
        return None
    if reconnect is None:
        return oauth_apps.app_for(facts.key, customer)
    app = oauth_apps.app_of(reconnect)
    oauth_apps.require_environment(app)
    return app


def _only_ended(facts: Provider, holder: Holder) -> Connection | None:
    """What a credential of nobody knows whom renews: the one account that has ended, where they share an address."""
    if not isinstance(facts.credential, FilledIn) or facts.credential.tells_account or facts.credential.base_url:
        return None
    ended = Connection.objects.of(holder.customer_id).filter(provider=facts.key, status=Status.NEEDS_RECONNECT)[:2]
    return ended[0] if len(ended) == 1 else None


def _only_connection(provider: str, customer: Customer | None, app: OAuthApp | None) -> Connection | None:
    """The connection that a further consent most likely widens: asking for less would take scopes away from it."""
    of_holder = Connection.objects.of(customer.pk if customer else None)
    existing = of_holder.filter(provider=provider, oauth_app=app, status__in=LIVE | {Status.NEEDS_RECONNECT})[:2]
    return existing[0] if len(existing) == 1 else None


def actor_of_attempt(attempt: ConnectAttempt) -> Actor:
    """Who connects: the holder of its link, or the operator who has begun it."""
    if attempt.link is not None:
        return actor_of_link(attempt.link)
    return actor_of_user(attempt.staff) if attempt.staff is not None else SYSTEM
