"""Signing in: staff only, by allauth, with sign-up closed."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import LoginView
from allauth.core.internal import ratelimit
from django.http import HttpRequest

from machina import demo


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by `manage.py createsuperuser` or in the admin."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Whose failed attempts count together: those from one address for one name.

        By the name alone, as allauth has it, anybody could keep its owner out by typing wrong passwords. How much one
        address may try in all, ``ACCOUNT_RATE_LIMITS`` says.
        """
        return f"{ratelimit.get_ip(request)}:{super()._get_login_attempts_cache_key(request, **credentials)}"


class SignInView(LoginView):
    """allauth's sign-in page, which also shows the demo login to this machine in demo mode."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "demo_login": demo.shown_login(self.request)}
