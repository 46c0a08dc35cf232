"""Who acts: read from a request or a signed-in user, and read again where time has passed since."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db.models import BigIntegerField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Now
from django.http import HttpRequest
from django.utils import timezone

from integrations.actors import STAFF_RIGHTS, Actor, Right, staff_actor
from integrations.errors import PermissionDenied, Unauthenticated
from integrations.models import AgentConsent, ApiKey
from integrations.prepared.places import as_field

if TYPE_CHECKING:  # a worker acts as well, and needs no REST
    from rest_framework.request import Request


def actor_of(request: HttpRequest | Request) -> Actor:
    """The actor of a page or of a REST request, which its authentication left in ``request.auth``.

    A page asks this for each button and column, so the rights of a signed-in user are read once a request. What
    happens later than it was asked for reads them again: ``as_of_now``.
    Raises Unauthenticated where nobody was recognised.
    """
    recognised = getattr(request, "auth", None)
    if isinstance(recognised, Actor):
        return recognised
    user = getattr(request, "user", None)
    if recognised is None and isinstance(user, AbstractUser) and user.is_active and user.is_staff:
        read = cast("dict[int, Actor]", request.__dict__.setdefault("_actors", {}))
        return read[user.pk] if user.pk in read else read.setdefault(user.pk, actor_of_user(user))
    raise Unauthenticated("Sign in, or send an API key as: Authorization: Bearer mk_…")


def actor_of_user(user: AbstractUser) -> Actor:
    """A staff user with the rights of the groups he is in now."""
    groups = frozenset() if user.is_superuser else frozenset(user.groups.values_list("name", flat=True))
    return staff_actor(user_id=user.pk, label=user.get_username(), groups=groups, is_superuser=user.is_superuser)


def may_no_longer(actor: Actor) -> PermissionDenied:
    """What is said to an actor who had the right when he asked."""
    return PermissionDenied(f"{actor.label!r} may no longer act here. Let somebody who may ask again.")


def as_of_now(actor: Actor) -> Actor:
    """The same actor with today's rights, for what happens later than it was asked for.

    Raises PermissionDenied for an operator who has been switched off, and for a key that has ended, since.
    """
    if actor.kind == "staff":
        user = get_user_model().objects.filter(pk=actor.id, is_active=True, is_staff=True).first()
        if user is None:
            raise PermissionDenied(f"{actor.label!r} may no longer act here: the operator has been switched off.")
        return actor_of_user(cast(AbstractUser, user))
    if actor.kind == "api_key":
        valid = ApiKey.objects.filter(
            let_in(), pk=UUID(actor.id), revoked_at__isnull=True, expires_at__gt=timezone.now()
        )
        if not valid.exists():
            raise PermissionDenied(f"The API key {actor.label!r} has ended since. Ask again with one that is valid.")
    return actor


def let_in() -> Q:
    """Of keys: those of programs whom an operator has let in by OAuth who may still act himself, and all others."""
    giver = Cast(OuterRef("given_by"), BigIntegerField())
    given = AgentConsent.objects.filter(may_act("staff", "operate", giver), key=OuterRef("pk"), ended_at=None)
    return Q(audience="") | Q(Exists(given.order_by()))


def may_act(kind: str, right: Right, actor_id: object) -> Exists | Value:
    """Whether an actor still has the right, for another query to carry along. A link's or our own right stays.

    Where an effect is about to become true, ``holders.authorise_now`` reads it again under the holder's lock.
    """
    if kind == "staff":
        groups = [name for name, rights in STAFF_RIGHTS.items() if right in rights]
        allowed = Q(is_superuser=True) | Q(groups__name__in=groups)
        users = get_user_model().objects.filter(
            allowed, pk=as_field(actor_id, get_user_model()._meta.pk), is_active=True, is_staff=True
        )
        return Exists(users.order_by())
    if kind == "api_key":
        key_id = as_field(actor_id, ApiKey._meta.pk)
        keys = ApiKey.objects.filter(let_in(), pk=key_id, revoked_at__isnull=True, expires_at__gt=Now())
        return Exists(keys.order_by())
    return Value(True)
