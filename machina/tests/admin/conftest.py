"""The furnished house, and staff of each group in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from machina.tests.admin.house import House, furnish

SignIn = Callable[..., Client]


@pytest.fixture
def house(db: None) -> House:
    return furnish()


@pytest.fixture
def signed_in(db: None) -> SignIn:
    """A client of a staff user in the named groups, or of a superuser; without either, of one in no group."""

    def sign_in(*groups: str, is_superuser: bool = False) -> Client:
        name = "root" if is_superuser else "-".join(groups) or "nobody"
        user = User.objects.create_user(name, f"{name}@operator.example", is_staff=True, is_superuser=is_superuser)
        user.groups.set(Group.objects.filter(name__in=groups))
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
