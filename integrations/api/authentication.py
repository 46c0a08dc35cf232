"""Who is asking: a bearer key, or a staff session with CSRF. Both give the request an ``actor``."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import PermissionDenied as CsrfFailed
from rest_framework.request import Request

from integrations.acting import actor_of_user
from integrations.actors import Actor
from integrations.api.keys import actor_of_key
from integrations.errors import PermissionDenied, Unauthenticated


class ApiKeyAuthentication(BaseAuthentication):
    """``Authorization: Bearer mk_…``"""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Actor] | None:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        if scheme.lower() != "bearer" or not secret.strip():
            raise Unauthenticated("Send the key as: Authorization: Bearer mk_…")
        resource = settings.PUBLIC_URL + request.path
        return AnonymousUser(), actor_of_key(secret.strip(), resource=resource)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Machina"'


class StaffSessionAuthentication(SessionAuthentication):
    """The session of a signed-in operator; every unsafe request needs the CSRF token."""

    def authenticate(self, request: Request) -> tuple[AbstractBaseUser, Actor] | None:
        user = request._request.user
        if not user.is_authenticated or not user.is_active:
            return None
        if not user.is_staff:
            raise PermissionDenied(f"{user.get_username()!r} is not staff. Ask an operator for staff status.")
        self.enforce_csrf(request)
        return user, actor_of_user(user)

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except CsrfFailed as error:
            raise PermissionDenied("The CSRF token is missing or wrong. Reload the page and try again.") from error
