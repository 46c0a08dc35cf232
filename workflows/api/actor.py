"""The actor of a REST request, as the authentication named in the settings leaves it in ``request.auth``."""

from __future__ import annotations

from rest_framework.request import Request

from integrations.actors import Actor
from integrations.errors import Unauthenticated


def actor_of(request: Request) -> Actor:
    """Raises Unauthenticated where nobody was recognised."""
    if not isinstance(request.auth, Actor):
        raise Unauthenticated("Sign in, or send an API key as: Authorization: Bearer mk_…")
    return request.auth
