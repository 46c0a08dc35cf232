"""Signing in: staff only, by allauth, with sign-up closed."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import LoginView
from django.conf import settings
from django.http import HttpRequest

from machina import demo


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by `manage.py createsuperuser` or in the admin."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SignInView(LoginView):
    """allauth's sign-in page, which also shows the demo login in demo mode."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"demo_login": demo.shown_login(), "passkeys_possible": passkeys_possible()}


def passkeys_possible() -> bool:
    """Browsers bind passkeys to a name, over https or on localhost; an address of numbers gets none."""
    address = urlsplit(settings.PUBLIC_URL)
    try:
        ip_address(address.hostname or "")
    except ValueError:
        return address.scheme == "https" or address.hostname == "localhost"
    return False
