"""Signing in: staff only, by allauth, with sign-up closed."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import LoginView
from allauth.core.internal import ratelimit
from django.http import HttpRequest

from integrations.connect import postage
from integrations.errors import RateLimited
from machina import demo

logger = logging.getLogger(__name__)


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

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every mail of allauth's; one too many is left out in silence, as pages tell nobody who has an account."""
        try:
            with postage.stamped("account", email):
                super().send_mail(template_prefix, email, context)
        except RateLimited:
            logger.warning("account.mail_left_out", extra={"mail": template_prefix})


class SignInView(LoginView):
    """allauth's sign-in page, which also shows the demo login to this machine in demo mode."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "demo_login": demo.shown_login(self.request)}
